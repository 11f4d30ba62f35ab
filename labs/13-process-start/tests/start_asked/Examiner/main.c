/* SPDX-License-Identifier: MIT
 *
 * The examiner of the process manager: see examined.h. Tests of its tables,
 * which need no kernel, are in states.c and places.c; those of bundles that
 * run in requests.c, undoing.c and late.c.
 */
#include <camkes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "examined.h"

/* -- bundles --------------------------------------------------------------- */

void probe_shall(const char *id, const char *deed)
{
    CHECK_EQ(keys_write(id, "do", strlen(deed), (const uint8_t *)deed),
             SECURITY_OK);
}

void wait_end(const char *id, struct process_status *status)
{
    int answer;

    while ((answer = processes_wait(id, status)) == PROCESS_BUNDLE_RUNNING)
        changed_wait();
    CHECK_MSG(answer == PROCESS_SUCCESS, "wait %s: %s, expected %s", id,
              answer_name(answer), answer_name(PROCESS_SUCCESS));
}

void stop_all(void)
{
    struct process_entry *bundles = NULL;
    size_t count = 0;

    processes_get_running_bundles(&count, &bundles);
    for (size_t i = 0; i < count; i++)
        if (has_run(bundles[i].status.state))
            processes_stop(bundles[i].id);
    free(bundles);
}

const char *answer_name(int answer)
{
    static const char *const names[PROCESS_ERRORS] = {
        [PROCESS_NO_ANSWER] = "no answer",
        [PROCESS_SUCCESS] = "Success",
        [PROCESS_BUNDLE_ID_INVALID] = "BundleIdInvalid",
        [PROCESS_BUNDLE_NOT_FOUND] = "BundleNotFound",
        [PROCESS_BUNDLE_RUNNING] = "BundleRunning",
        [PROCESS_BUNDLE_NOT_RUNNING] = "BundleNotRunning",
        [PROCESS_UNKNOWN_ERROR] = "UnknownError",
        [PROCESS_START_FAILED] = "StartFailed",
        [PROCESS_STOP_FAILED] = "StopFailed",
        [PROCESS_SUSPEND_FAILED] = "SuspendFailed",
        [PROCESS_RESUME_FAILED] = "ResumeFailed",
    };

    if (answer >= 0 && answer < PROCESS_ERRORS && names[answer])
        return names[answer];
    return "another error";
}

const char *state_name(uint32_t state)
{
    static const char *const names[] = { "Stopped", "Running", "Suspended",
                                         "Exited", "Faulted" };

    return state < sizeof names / sizeof *names ? names[state] : "no state";
}

/* -- numbers --------------------------------------------------------------- */

static uint64_t number;

void draw_begin(void)
{
    number = test_nonce() | 1;
}

uint32_t draw(uint32_t limit)
{
    number ^= number << 13;
    number ^= number >> 7;
    number ^= number << 17;
    return (uint32_t)((number >> 20) % limit);
}

/* -- states ---------------------------------------------------------------- */

const char *event_name(enum event event)
{
    static const char *const names[EVENTS] = { "start",    "stop", "suspend",
                                               "resume",   "exit", "fault",
                                               "uninstall" };

    return names[event];
}

static struct outcome_of_event to(enum process_state next)
{
    return (struct outcome_of_event){ PROCESS_SUCCESS, next };
}

static struct outcome_of_event refused(enum process_error answer)
{
    return (struct outcome_of_event){ answer, PROCESS_STOPPED };
}

struct outcome_of_event event_outcome(enum process_state state,
                                      enum event event)
{
    const bool runs = has_run(state);

    if (event == UNINSTALL)
        return runs ? refused(PROCESS_BUNDLE_RUNNING) : to(PROCESS_STOPPED);
    if (event == START)
        return state == PROCESS_SUSPENDED ? refused(PROCESS_BUNDLE_RUNNING)
                                          : to(PROCESS_RUNNING);
    if (event == RESUME && state == PROCESS_RUNNING)
        return refused(PROCESS_BUNDLE_RUNNING);
    if (!runs || (event == SUSPEND && state == PROCESS_SUSPENDED))
        return refused(PROCESS_BUNDLE_NOT_RUNNING);
    return to(event == STOP      ? PROCESS_STOPPED
              : event == SUSPEND ? PROCESS_SUSPENDED
              : event == RESUME  ? PROCESS_RUNNING
              : event == EXIT    ? PROCESS_EXITED
                                 : PROCESS_FAULTED);
}

/* -- what is there --------------------------------------------------------- */

struct figures figures_now(void)
{
    struct memory_stats m = { 0 };

    memory_stats_all(&m);
    return (struct figures){ m.allocated, m.free, m.objects, m.batches,
                             attempts_free_slots() };
}

static long more(uint64_t after, uint64_t before)
{
    return (long)(after - before);
}

void figures_check(const struct figures *before, const char *when, ...)
{
    const struct figures f = figures_now();
    char text[80];
    va_list arguments;

    va_start(arguments, when);
    vsnprintf(text, sizeof text, when, arguments);
    va_end(arguments);
    CHECK_MSG(f.allocated == before->allocated && f.free == before->free &&
                  f.objects == before->objects &&
                  f.batches == before->batches && f.slots == before->slots,
              "%s, all should be as before; seen: bytes allocated %+ld, "
              "objects %+ld, batches %+ld, free slots %+ld",
              text, more(f.allocated, before->allocated),
              more(f.objects, before->objects),
              more(f.batches, before->batches), more(f.slots, before->slots));
}

int run(void)
{
    examiner_run((void *)region);
}
