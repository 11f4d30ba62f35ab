/* SPDX-License-Identifier: MIT
 *
 * What must leave nothing behind: starts that fail at any attempt, packages
 * that are bad in any byte, and starts and stops time and again.
 */
#include <bundle.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive.h"
#include "tester.h"

enum { ATTEMPTS_MAX = 1000, STEPS = 10 };

/* -- failures -------------------------------------------------------------- */

/* The step of which the last refusal tells, from 1; 0: of none. */
static unsigned failed_step(void)
{
    char *text = NULL;
    const char *step;
    unsigned number = 0;

    processes_last_error(&text);
    step = text ? strstr(text, "step ") : NULL;
    if (step)
        number = (unsigned)strtoul(step + strlen("step "), NULL, 10);
    free(text);
    return number;
}

/* Each attempt of a start fails in its turn, one of them to install it. */
static void fail_each(const char *id)
{
    unsigned failed[STEPS + 1] = { 0 }, installs = 0, attempt;
    int error;

    for (attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
        attempts_fail(attempt);
        error = processes_start(id);
        if (error == PROCESS_SUCCESS)
            break;
        installs += error == PROCESS_INSTALL_FAILED;
        if (error != PROCESS_INSTALL_FAILED)
            expect("error", (uint64_t)error, PROCESS_START_FAILED);
        failed[failed_step() % (STEPS + 1)]++;
        attempts_fail(0);
        expect_as_before("a start that failed");
    }
    attempts_fail(0);
    expect("attempts", attempts_count(), attempt - 1);
    expect("to install", installs, 1);
    expect("stop", (uint64_t)processes_stop(id), PROCESS_SUCCESS);
    printf("tester: failed at each step:");
    for (unsigned i = 1; i <= STEPS; i++)
        printf(" %u", failed[i]);
    printf("\n");
}

void undoing_tested(void)
{
    group_begin("undoing");
    prober_shall("spin");
    /* So that all that is made once is there. */
    processes_start("prober");
    processes_stop("prober");
    snapshot();
    fail_each("prober");
    expect_as_before("a start that did not fail");
    /* Built in: the start that does not fail installs it, the others do not,
       and none uninstalls it. */
    expect("is installed", (uint64_t)tampering_installed(), false);
    fail_each("exiter");
    expect("is installed", (uint64_t)tampering_installed(), true);
    snapshot();
    fail_each("exiter");
    expect_as_before("a start that did not fail");
    expect("uninstall", (uint64_t)packages_uninstall("exiter"),
           PROCESS_SUCCESS);
    group_end();
}

/* -- bad bundles ----------------------------------------------------------- */

static uint32_t word_at(const uint8_t *bytes, unsigned offset)
{
    return bytes[offset] | (uint32_t)bytes[offset + 1] << 8;
}

/* Bytes in front of the segments: header, table, manifest. */
static uint32_t header_bytes(void)
{
    const struct archive a = { (const char *)archive, archive_get_size() };
    struct archive_file file;

    if (!archive_find(&a, "hello.tsr", &file))
        return 0;
    return word_at(file.bytes, 16) + word_at(file.bytes, 20);
}

/* The window for it is mapped already, and nothing else may be: the memory of
 * a bundle would be seen. */
static void refused(const char *what, uint32_t offset, uint32_t length,
                    int error)
{
    tampering_alter(offset, 1 << offset % 8, length);
    expect(what, (uint64_t)processes_start("hello"), (uint64_t)error);
    expect("step", failed_step(), error == PROCESS_DESERIALIZE_ERROR ? 2 : 1);
}

void bad_bundles_tested(void)
{
    const uint32_t header = header_bytes();
    struct process_status status;

    snapshot();
    group_begin("bad bundles");
    for (uint32_t i = 0; i < header; i++)
        refused("altered", i, UINT32_MAX, PROCESS_DESERIALIZE_ERROR);
    for (uint32_t i = 1; i <= header; i++)
        refused("truncated", UINT32_MAX, i, PROCESS_DESERIALIZE_ERROR);
    refused("empty", UINT32_MAX, 0, PROCESS_PACKAGE_BUFFER_LEN_INVALID);
    refused("a segment", header + 100, UINT32_MAX, PROCESS_DESERIALIZE_ERROR);
    expect_words("digest");
    expect_as_before("all that");
    tampering_alter(UINT32_MAX, 0, UINT32_MAX);
    expect("good again", (uint64_t)start_and_wait("hello", &status),
           PROCESS_SUCCESS);
    group_end();
}

/* -- cycles ---------------------------------------------------------------- */

/* It may have ended by itself before it is stopped. */
static void stop(const char *id)
{
    struct process_status status = { 0 };
    int error = processes_stop(id);

    processes_get_bundle_state(id, &status);
    if (error == PROCESS_SUCCESS)
        expect("stopped", status.state, PROCESS_STOPPED);
    else
        expect("it had ended",
               status.state == PROCESS_EXITED ||
                   status.state == PROCESS_FAULTED,
               true);
}

/* Every second time it runs to its end, unless it would take seconds. Else it
 * is stopped: before its first instruction, suspended or not, or somewhere in
 * the middle, after another has had its turn. */
static void cycle(const char *id, unsigned number)
{
    struct process_status status;

    expect("start", (uint64_t)processes_start(id), PROCESS_SUCCESS);
    if (number % 2 && strcmp(id, "fibonacci")) {
        wait_end(id, &status);
        return;
    }
    if (number % 4 == 0)
        processes_suspend(id);
    else
        start_and_wait("first", &status);
    stop(id);
}

void cycles_tested(unsigned cycles)
{
    static const char *const ids[] = {
        "hello",     "exiter", "fault", "panic", "keyval", "logtest",
        "fibonacci", "timer",  "mmap",  "hog",   "prober",
    };

    prober_shall("heap");
    packages_install_builtin("exiter");
    snapshot();
    for (unsigned n = 0; n < cycles; n++)
        for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
            cycle(ids[i], n);
    expect_as_before("cycles");
}
