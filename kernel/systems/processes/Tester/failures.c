/* SPDX-License-Identifier: MIT
 *
 * What fails behind the process manager in other requests than a start: each
 * has its error, and afterwards a state from which one can go on.
 */
#include <stdlib.h>

#include "tester.h"

enum { HONEST = -1, NAMELESS = 99 };

static void expect_state(uint32_t state)
{
    struct process_status status = { .state = 99 };

    processes_get_bundle_state("prober", &status);
    expect("state", status.state, state);
}

/* Has one request of the prober fail, and then succeed. */
static void fails_once(const char *what, int (*request)(const char *id),
                       uint32_t attempt, int error, uint32_t state)
{
    attempts_fail(attempt);
    expect(what, (uint64_t)request("prober"), (uint64_t)error);
    attempts_fail(0);
    expect_state(state);
    expect_words(what);
    expect("and then", (uint64_t)request("prober"), PROCESS_SUCCESS);
}

/* It runs on, or is suspended still, and can be asked again. */
static void of_the_kernel(void)
{
    processes_start("prober");
    fails_once("suspend prober: not enough memory", processes_suspend, 1,
               PROCESS_SUSPEND_FAILED, PROCESS_RUNNING);
    fails_once("resume prober: not enough memory", processes_resume, 1,
               PROCESS_RESUME_FAILED, PROCESS_SUSPENDED);
    processes_suspend("prober");
    fails_once("resume prober: not enough memory", processes_resume, 2,
               PROCESS_RESUME_FAILED, PROCESS_SUSPENDED);
    expect_state(PROCESS_RUNNING);
    expect("stop", (uint64_t)processes_stop("prober"), PROCESS_SUCCESS);
    expect_as_before("all that");
}

/* It has stopped, and is not there to be stopped again. Its memory comes back
 * with the next change, whatever that is. */
static void of_the_memory_manager(void)
{
    struct memory_stats before, after;

    memory_stats_all(&before);
    processes_start("prober");
    attempts_fail(1);
    expect("stop", (uint64_t)processes_stop("prober"), PROCESS_STOP_FAILED);
    expect_words("stop prober: it has stopped, but its memory did not");
    attempts_fail(0);
    expect_state(PROCESS_STOPPED);
    memory_stats_all(&after);
    expect("memory is missing", after.free < before.free, true);
    expect("stop again", (uint64_t)processes_stop("prober"),
           PROCESS_BUNDLE_NOT_RUNNING);
    expect_as_before("the second stop");
}

/* The same of one that ends by itself: how it ended is known. */
static void of_the_memory_manager_at_an_end(void)
{
    struct process_status status = { 0 };

    prober_shall("count");
    processes_start("prober");
    attempts_fail(1);
    wait_end("prober", &status);
    attempts_fail(0);
    expect("state", status.state, PROCESS_EXITED);
    expect("code", (uint64_t)status.code, 1);
    prober_shall("spin");
    expect("start", (uint64_t)processes_start("prober"), PROCESS_SUCCESS);
    expect("stop", (uint64_t)processes_stop("prober"), PROCESS_SUCCESS);
    expect_as_before("the next run");
}

/* There is a text, or there is none: never half a one. */
static void no_capscan(uint32_t attempt)
{
    uint32_t next = 0;
    char *text = NULL;

    attempts_fail(attempt);
    expect("capscan", (uint64_t)processes_cap_scan(0, &text, &next),
           PROCESS_SERIALIZE_ERROR);
    attempts_fail(0);
    expect_words("capscan process_manager: no memory for the answer");
    expect("no text", text != NULL, false);
    free(text);
}

static void of_ours(void)
{
    struct process_entry *bundles = NULL;
    size_t count = 0;

    attempts_fail(1);
    expect("list", (uint64_t)processes_get_running_bundles(&count, &bundles),
           PROCESS_SERIALIZE_ERROR);
    attempts_fail(0);
    expect_words("bundles: no memory for the answer");
    expect("none", count, 0);
    free(bundles);
    for (uint32_t i = 1; i <= 2; i++)
        no_capscan(i);
}

/* -- of the security coordinator ------------------------------------------- */

static const struct said {
    int security, uninstall, start;
    const char *words;
} said[] = {
    { SECURITY_DEVICE, PROCESS_UNINSTALL_FAILED, PROCESS_START_FAILED,
      "the store's device failed" },
    { SECURITY_FULL, PROCESS_UNINSTALL_FAILED, PROCESS_START_FAILED,
      "the store is full" },
    { SECURITY_GONE, PROCESS_UNINSTALL_FAILED, PROCESS_START_FAILED,
      "it was built in, and the boot archive has it no more" },
    { SECURITY_ANSWER, PROCESS_SERIALIZE_ERROR, PROCESS_SERIALIZE_ERROR,
      "the answer does not fit" },
    { SECURITY_NO_ANSWER, PROCESS_UNKNOWN_ERROR, PROCESS_UNKNOWN_ERROR,
      "the security coordinator does not answer" },
    { NAMELESS, PROCESS_UNKNOWN_ERROR, PROCESS_UNKNOWN_ERROR,
      "an error that has no name" },
};

/* What cannot be uninstalled is installed still, and what is known of it stays
 * known. */
static void cannot(const struct said *s)
{
    struct process_status status = { 0 };

    tampering_answer(s->security);
    expect("uninstall", (uint64_t)packages_uninstall("exiter"),
           (uint64_t)s->uninstall);
    expect_words("uninstall: ");
    expect_words(s->words);
    expect("start", (uint64_t)processes_start("exiter"), (uint64_t)s->start);
    expect_words("start exiter: step 1 of 10, package: ");
    expect_words(s->words);
    tampering_answer(HONEST);
    expect("is installed", (uint64_t)tampering_installed(), true);
    processes_get_bundle_state("exiter", &status);
    expect("state", status.state, PROCESS_EXITED);
}

static void of_the_coordinator(void)
{
    struct process_status status;

    start_and_wait("exiter", &status);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        cannot(&said[i]);
    tampering_answer(SECURITY_NO_ANSWER);
    expect("stop of a stranger", (uint64_t)processes_stop("nobody"),
           PROCESS_UNKNOWN_ERROR);
    tampering_answer(HONEST);
    expect("uninstall", (uint64_t)packages_uninstall("exiter"),
           PROCESS_SUCCESS);
    expect_as_before("all that");
}

void failures_tested(void)
{
    snapshot();
    group_begin("failures");
    prober_shall("spin");
    of_the_kernel();
    of_the_memory_manager();
    of_the_memory_manager_at_an_end();
    of_ours();
    of_the_coordinator();
    group_end();
}
