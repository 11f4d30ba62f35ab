/* SPDX-License-Identifier: MIT
 *
 * Asks the process manager for anything, a turn at a time: as many requests
 * of each interface, with any ids, numbers and capabilities. One in four is
 * spoilt on its way. At the end of a turn it stops what runs, and nothing must
 * be left of it.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzzing.h"

enum { REQUESTS = 2000, TALLIES = 3 };

static struct fuzz_tally tallies[] = {
    { .name = "processes" },
    { .name = "packages" },
    { .name = "reports" },
};

/* -- any number ------------------------------------------------------------ */

static uint32_t number(void)
{
    return fuzz_below(2) ? fuzz_below(20) : (uint32_t)fuzz_odd();
}

static const char *id(void)
{
    static const char *const ids[] = {
        "hello", "exiter", "fault",  "panic", "prober", "timer",
        "hog",   "proud",  "nobody", "",      "A",      "a b",
    };

    if (fuzz_below(6))
        return ids[fuzz_below(sizeof ids / sizeof *ids)];
    return fuzz_text(100);
}

/* -- requests -------------------------------------------------------------- */

static void told(const struct fuzz_request *r, const struct fuzz_answer *a)
{
    for (unsigned i = 0; i < TALLIES; i++)
        if (strcmp(tallies[i].name, r->client->interface) == 0)
            fuzz_count(&tallies[i], r, a);
}

static const struct fuzz_judge judge = { .told = told };

static void look_at_bundles(void)
{
    struct process_entry *bundles = NULL;
    size_t count = 0;

    processes_get_running_bundles(&count, &bundles);
    free(bundles);
}

static void look_at_text(void)
{
    uint32_t next = 0;
    char *text = NULL;

    if (fuzz_below(10) == 0)
        processes_cap_scan(number(), &text, &next);
    else if (fuzz_below(2))
        processes_cap_scan_bundle(id(), number(), &text, &next);
    else
        processes_last_error(&text);
    free(text);
}

static void ask_processes(void)
{
    struct process_status status;

    switch (fuzz_below(16)) {
    case 0:
        processes_start(id());
        break;
    case 1 ... 3:
        processes_stop(id());
        break;
    case 4 ... 5:
        processes_suspend(id());
        break;
    case 6 ... 7:
        processes_resume(id());
        break;
    case 8 ... 9:
        processes_wait(id(), &status);
        break;
    case 10 ... 11:
        processes_get_bundle_state(id(), &status);
        break;
    case 12 ... 13:
        look_at_bundles();
        break;
    default:
        look_at_text();
    }
}

static void ask_packages(void)
{
    char *name = NULL;

    switch (fuzz_below(4)) {
    case 0:
        packages_install(fuzz_below(64), number(), number(), &name);
        free(name);
        break;
    case 1:
        packages_install_app(id(), fuzz_below(64), number(), number());
        break;
    case 2:
        packages_install_builtin(id());
        break;
    default:
        packages_uninstall(id());
    }
}

/* Runs have small numbers, so some of them are there. */
static void ask_reports(void)
{
    struct process_fault fault = { .cause = number(), .address = fuzz_word() };
    uint32_t run = fuzz_below(2) ? fuzz_below(1 << 12) : (uint32_t)fuzz_word();

    if (fuzz_below(2))
        reports_exited(run, (int)fuzz_word());
    else
        reports_faulted(run, fault);
}

static void ask(void)
{
    ask_processes();
    ask_packages();
    ask_reports();
}

static void stop_all(void)
{
    struct process_entry *bundles;
    size_t count;
    bool found;

    do {
        bundles = NULL;
        count = 0;
        found =
            processes_get_running_bundles(&count, &bundles) != PROCESS_SUCCESS;
        for (size_t i = 0; i < count; i++)
            if (bundles[i].status.state == PROCESS_RUNNING ||
                bundles[i].status.state == PROCESS_SUSPENDED) {
                processes_stop(bundles[i].id);
                found = true;
            }
        free(bundles);
    } while (found);
}

int run(void)
{
    for (unsigned done = REQUESTS;; done += REQUESTS) {
        turn_wait();
        fuzz_turn(&judge, ask, REQUESTS);
        fuzz_honestly(&judge, stop_all);
        for (unsigned i = 0; i < TALLIES; i++)
            printf("fuzzer: %s\n", fuzz_report(&tallies[i]));
        printf("fuzzer: %u requests\n", done);
        turned_emit();
    }
}
