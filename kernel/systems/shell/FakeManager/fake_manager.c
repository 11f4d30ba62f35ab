/* SPDX-License-Identifier: MIT
 *
 * Stands in for the process manager: three bundles which run at once and end
 * by themselves when nobody else has anything to do. Words for failures, and
 * capabilities, are made up.
 */
#include <camkes.h>
#include <logger.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bundle {
    const char *id;
    struct process_status end; /* how it ends */
    struct process_status now;
    bool may_start;
};

static struct bundle bundles[] = {
    { "exits", { .state = PROCESS_EXITED, .code = -3 }, { 0 }, true },
    { "crashes",
      { .state = PROCESS_FAULTED,
        .fault = { seL4_Fault_VMFault, 0x10, 7, 0x10040, 0x10024,
                   0x3fffd9f0 } },
      { 0 },
      true },
    { "runs", { .state = PROCESS_RUNNING }, { 0 }, true },
    { "broken", { 0 }, { 0 }, false },
};

enum { BUNDLES = sizeof bundles / sizeof bundles[0] };

static char reason[128];

static int refuse(int error, const char *what, const char *id, const char *why)
{
    snprintf(reason, sizeof reason, "%s %s: %s", what, id, why);
    return error;
}

static struct bundle *find(const char *id)
{
    for (unsigned i = 0; i < BUNDLES; i++)
        if (strcmp(bundles[i].id, id) == 0)
            return &bundles[i];
    return NULL;
}

static void set(struct bundle *b, const struct process_status *to)
{
    uint64_t starts = b->now.starts;

    b->now = *to;
    b->now.starts = starts;
}

/* Ends what runs; below everybody's priority. */
int run(void)
{
    for (;;) {
        started_wait();
        for (unsigned i = 0; i < BUNDLES; i++)
            if (bundles[i].now.state == PROCESS_RUNNING)
                set(&bundles[i], &bundles[i].end);
        changed_emit();
    }
}

/* -- control --------------------------------------------------------------- */

int processes_start(const char *id)
{
    static const struct process_status running = { .state = PROCESS_RUNNING };
    struct bundle *b = find(id);

    log_debug("start", "%s", id);
    if (!b)
        return PROCESS_BUNDLE_NOT_FOUND;
    if (!b->may_start)
        return refuse(PROCESS_START_FAILED, "start", id,
                      "segment 1 is writable and executable");
    if (b->now.state != PROCESS_RUNNING) {
        set(b, &running);
        b->now.starts++;
    }
    started_post();
    return PROCESS_SUCCESS;
}

static int change(const char *what, const char *id, uint32_t from, uint32_t to)
{
    struct process_status status = { .state = to };
    struct bundle *b = find(id);

    if (!b)
        return PROCESS_BUNDLE_NOT_FOUND;
    if (b->now.state != from)
        return refuse(PROCESS_BUNDLE_NOT_RUNNING, what, id, "it is suspended");
    set(b, &status);
    return PROCESS_SUCCESS;
}

int processes_stop(const char *id)
{
    return change("stop", id, PROCESS_RUNNING, PROCESS_STOPPED);
}

int processes_suspend(const char *id)
{
    return change("suspend", id, PROCESS_RUNNING, PROCESS_SUSPENDED);
}

int processes_resume(const char *id)
{
    return change("resume", id, PROCESS_SUSPENDED, PROCESS_RUNNING);
}

int processes_wait(const char *id, struct process_status *status)
{
    struct bundle *b = find(id);

    if (!b)
        return PROCESS_BUNDLE_NOT_FOUND;
    *status = b->now;
    if (b->now.state == PROCESS_STOPPED)
        return refuse(PROCESS_BUNDLE_NOT_RUNNING, "wait", id, "it is stopped");
    return b->now.state == PROCESS_RUNNING ? PROCESS_BUNDLE_RUNNING
                                           : PROCESS_SUCCESS;
}

int processes_get_running_bundles(size_t *bundles_sz,
                                  struct process_entry **entries)
{
    *bundles_sz = 0;
    *entries = calloc(BUNDLES, sizeof **entries);
    for (unsigned i = 0; *entries && i < BUNDLES; i++) {
        struct process_entry *e = &(*entries)[*bundles_sz];

        if (bundles[i].now.state == PROCESS_STOPPED)
            continue;
        strcpy(e->id, bundles[i].id);
        e->status = bundles[i].now;
        ++*bundles_sz;
    }
    return PROCESS_SUCCESS;
}

int processes_get_bundle_state(const char *id, struct process_status *status)
{
    struct bundle *b = find(id);

    if (!b)
        return PROCESS_BUNDLE_NOT_FOUND;
    *status = b->now;
    return PROCESS_SUCCESS;
}

/* Three lines in two portions. */
int processes_cap_scan(uint32_t first, char **text, uint32_t *next)
{
    *text = strdup(first == 0 ? "     1          one\n     2          two\n"
                              : "    30          last\n");
    *next = first == 0 ? 3 : 0;
    return PROCESS_SUCCESS;
}

int processes_cap_scan_bundle(const char *id, uint32_t first, char **text,
                              uint32_t *next)
{
    (void)first;
    *next = 0;
    *text = strdup("     1          endpoint\n");
    return find(id) ? PROCESS_SUCCESS : PROCESS_BUNDLE_NOT_FOUND;
}

int processes_last_error(char **text)
{
    *text = strdup(reason);
    return PROCESS_SUCCESS;
}

/* -- packages -------------------------------------------------------------- */

int packages_install(seL4_CPtr frames, uint32_t bits, uint32_t length,
                     char **id)
{
    (void)frames;
    (void)bits;
    (void)length;
    *id = strdup("");
    return PROCESS_INSTALL_FAILED;
}

/* What it is told shows that the frames came. */
int packages_install_app(const char *id, seL4_CPtr frames, uint32_t bits,
                         uint32_t length)
{
    log_info("install", "%s: capability %d, %u slots, %u bytes", id,
             frames != 0, 1u << bits, length);
    return find(id) ? PROCESS_BUNDLE_FOUND : PROCESS_SUCCESS;
}

int packages_uninstall(const char *id)
{
    struct bundle *b = find(id);

    if (!b)
        return PROCESS_BUNDLE_NOT_FOUND;
    return b->now.state == PROCESS_RUNNING ? PROCESS_BUNDLE_RUNNING
                                           : PROCESS_SUCCESS;
}

int packages_install_builtin(const char *id)
{
    return find(id) ? PROCESS_SUCCESS : PROCESS_BUNDLE_NOT_FOUND;
}
