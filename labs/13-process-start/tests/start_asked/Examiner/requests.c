/* SPDX-License-Identifier: MIT
 *
 * A thousand requests to the process manager, for any of its bundles, next
 * to a model of their states. The first answer that differs ends the test;
 * after each request all bundles must be what the model says, so one that
 * changes another's bundle is found, too.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "examined.h"

enum { REQUESTS = 1000, LAST = 4, BUNDLES = 4, STRANGE_CODE = 99 };

/* `rest` never ends; the others do, as tenant.c says. */
static struct bundle {
    const char *id, *deed;
    enum event end; /* START: none */
    struct process_status status;
} bundles[BUNDLES] = {
    { .id = "faulty", .deed = "null", .end = FAULT },
    { .id = "probe", .deed = "rest", .end = START },
    { .id = "quick", .deed = "nothing", .end = EXIT },
    { .id = "twin", .deed = "rest", .end = START },
};

static char last[LAST][80]; /* requests, for people */
static unsigned count;

/* -- what is compared ------------------------------------------------------ */

static void note_last(void)
{
    for (unsigned i = count > LAST ? count - LAST : 0; i < count; i++)
        record_note("request %u: %s", i + 1, last[i % LAST]);
}

static void note(const char *what, const char *id, const char *state)
{
    snprintf(last[count % LAST], sizeof last[0], "%s %s, which is %s", what, id,
             state);
    count++;
}

static void check_answer(int answer, int expected)
{
    if (answer == expected)
        return;
    note_last();
    test_fail(__FILE__, __LINE__, "request %u, %s: seen %s, expected %s", count,
              last[(count - 1) % LAST], answer_name(answer),
              answer_name(expected));
}

static bool same(const struct process_status *a, const struct process_status *b)
{
    return a->state == b->state && a->code == b->code &&
           a->fault.cause == b->fault.cause &&
           a->fault.address == b->fault.address && a->starts == b->starts;
}

static void check_status(const struct bundle *b, const struct process_status *s)
{
    if (same(s, &b->status))
        return;
    note_last();
    test_fail(__FILE__, __LINE__,
              "after request %u, %s: seen of %s: %s, code %d, fault %lu at "
              "0x%lx, %lu starts; expected %s, code %d, fault %lu at 0x%lx, "
              "%lu starts",
              count, last[(count - 1) % LAST], b->id, state_name(s->state),
              (int)s->code, s->fault.cause, s->fault.address, s->starts,
              state_name(b->status.state), (int)b->status.code,
              b->status.fault.cause, b->status.fault.address, b->status.starts);
}

static void check_all(void)
{
    for (struct bundle *b = bundles; b < bundles + BUNDLES; b++) {
        struct process_status s = { 0 };

        check_answer(processes_get_bundle_state(b->id, &s), PROCESS_SUCCESS);
        check_status(b, &s);
    }
}

/* -- requests -------------------------------------------------------------- */

/* It runs now, and ends before the next request. */
static void see_it_end(struct bundle *b)
{
    struct process_status *s = &b->status, seen = { 0 };

    s->state = b->end == EXIT ? PROCESS_EXITED : PROCESS_FAULTED;
    if (b->end == EXIT)
        s->code = STRANGE_CODE;
    else
        s->fault.cause = seL4_Fault_VMFault;
    test_step("waiting for a bundle to end");
    wait_end(b->id, &seen);
    check_status(b, &seen);
}

static void change(struct bundle *b, enum event event,
                   int (*request)(const char *id))
{
    const uint32_t state = b->status.state;
    const struct outcome_of_event o =
        event_outcome((enum process_state)state, event);
    const bool begins = event == START && !has_run(state);

    note(event_name(event), b->id, state_name(state));
    check_answer(request(b->id), o.answer);
    if (o.answer != PROCESS_SUCCESS)
        return;
    b->status = (struct process_status){ .state = o.next,
                                         .starts = b->status.starts + begins };
    if (begins && b->end != START)
        see_it_end(b);
}

/* Only of one that runs: what is not installed is another matter. */
static void try_uninstall(struct bundle *b)
{
    if (!has_run(b->status.state))
        return;
    note("uninstall", b->id, state_name(b->status.state));
    check_answer(packages_uninstall(b->id), PROCESS_BUNDLE_RUNNING);
}

static void ask(struct bundle *b)
{
    struct process_status s = { 0 };
    const bool runs = has_run(b->status.state);

    note("wait", b->id, state_name(b->status.state));
    check_answer(processes_wait(b->id, &s),
                 runs ? PROCESS_BUNDLE_RUNNING : PROCESS_SUCCESS);
    if (!runs)
        check_status(b, &s);
}

static void list(void)
{
    struct process_entry *entries = NULL;
    size_t listed = 0, at = 0;

    note("list", "bundles", "told of each");
    check_answer(processes_get_running_bundles(&listed, &entries),
                 PROCESS_SUCCESS);
    for (struct bundle *b = bundles; b < bundles + BUNDLES; b++) {
        if (b->status.state == PROCESS_STOPPED)
            continue;
        CHECK_MSG(at < listed && !strcmp(entries[at].id, b->id),
                  "request %u, list: entry %zu of %zu is %s, expected %s",
                  count, at, listed, at < listed ? entries[at].id : "not there",
                  b->id);
        check_status(b, &entries[at++].status);
    }
    CHECK_MSG(at == listed, "request %u, list: %zu bundles, expected %zu",
              count, listed, at);
    free(entries);
}

static void strangers(void)
{
    static const struct {
        const char *id;
        int answer;
    } all[] = { { "nobody", PROCESS_BUNDLE_NOT_FOUND },
                { "No/Id", PROCESS_BUNDLE_ID_INVALID } };
    int (*const requests[])(const char *id) = { processes_start, processes_stop,
                                                processes_suspend,
                                                processes_resume };
    const unsigned who = draw(2);
    const enum event event = draw(4);

    note(event_name(event), all[who].id, "no bundle");
    check_answer(requests[event](all[who].id), all[who].answer);
}

static void one_request(void)
{
    struct bundle *b = &bundles[draw(BUNDLES)];

    switch (draw(12)) {
    case 0 ... 1:
        change(b, START, processes_start);
        break;
    case 2 ... 3:
        change(b, STOP, processes_stop);
        break;
    case 4 ... 5:
        change(b, SUSPEND, processes_suspend);
        break;
    case 6 ... 7:
        change(b, RESUME, processes_resume);
        break;
    case 8:
        ask(b);
        break;
    case 9:
        list();
        break;
    case 10:
        try_uninstall(b);
        break;
    default:
        strangers();
    }
}

TEST(request_fuzz_1000)
{
    draw_begin();
    count = 0;
    stop_all();
    for (struct bundle *b = bundles; b < bundles + BUNDLES; b++) {
        probe_shall(b->id, b->deed);
        processes_get_bundle_state(b->id, &b->status);
    }
    while (count < REQUESTS) {
        one_request();
        if (count)
            check_all();
    }
    stop_all();
    record_value("requests", count);
}
