/* SPDX-License-Identifier: MIT
 *
 * States and refusals: every transition as a client sees it, and the error of
 * each request that cannot be met.
 */
#include <stdlib.h>
#include <string.h>

#include "tester.h"

enum { MANY = 16 }; /* that can run at once */

static void expect_state(const char *id, uint32_t state)
{
    struct process_status status = { .state = 99 };

    expect("state can be read",
           (uint64_t)processes_get_bundle_state(id, &status), PROCESS_SUCCESS);
    expect("state", status.state, state);
}

static size_t count_running(void)
{
    struct process_entry *bundles = NULL;
    size_t count = 0, running = 0;

    expect("list", (uint64_t)processes_get_running_bundles(&count, &bundles),
           PROCESS_SUCCESS);
    for (size_t i = 0; i < count; i++)
        running += bundles[i].status.state == PROCESS_RUNNING;
    free(bundles);
    return running;
}

/* -- refusals -------------------------------------------------------------- */

static void strangers(void)
{
    struct process_status status;
    static const char *const ids[] = { "", "No", "a/b", "1st" };

    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        expect("start", (uint64_t)processes_start(ids[i]),
               PROCESS_BUNDLE_ID_INVALID);
        expect("wait", (uint64_t)processes_wait(ids[i], &status),
               PROCESS_BUNDLE_ID_INVALID);
    }
    expect("start", (uint64_t)processes_start("nobody"),
           PROCESS_BUNDLE_NOT_FOUND);
    expect_words("start nobody: step 1 of 10, package: there is no such");
    expect("stop", (uint64_t)processes_stop("nobody"),
           PROCESS_BUNDLE_NOT_FOUND);
    expect("wait", (uint64_t)processes_wait("nobody", &status),
           PROCESS_BUNDLE_NOT_FOUND);
    expect("state", (uint64_t)processes_get_bundle_state("nobody", &status),
           PROCESS_BUNDLE_NOT_FOUND);
}

static void unreasonable(void)
{
    expect("proud", (uint64_t)processes_start("proud"), PROCESS_START_FAILED);
    expect_words("step 2 of 10, manifest: it wants priority 101; "
                 "applications have at most 100");
    expect("greedy", (uint64_t)processes_start("greedy"), PROCESS_START_FAILED);
    expect_words("step 3 of 10, memory: an account for");
    expect_words("more than the quota");
    expect("fat", (uint64_t)processes_start("fat"), PROCESS_START_FAILED);
    expect_words("objects; a bundle has at most 4096");
}

/* -- states ---------------------------------------------------------------- */

static void stopped(void)
{
    struct process_status status;

    expect_state("prober", PROCESS_STOPPED);
    expect("stop", (uint64_t)processes_stop("prober"),
           PROCESS_BUNDLE_NOT_RUNNING);
    expect_words("stop prober: it is stopped");
    expect("suspend", (uint64_t)processes_suspend("prober"),
           PROCESS_BUNDLE_NOT_RUNNING);
    expect("resume", (uint64_t)processes_resume("prober"),
           PROCESS_BUNDLE_NOT_RUNNING);
    expect("wait", (uint64_t)processes_wait("prober", &status),
           PROCESS_SUCCESS);
    expect("list", count_running(), 0);
}

static void running(void)
{
    struct process_status status = { 0 };

    prober_shall("spin");
    expect("start", (uint64_t)processes_start("prober"), PROCESS_SUCCESS);
    expect_state("prober", PROCESS_RUNNING);
    expect("start again", (uint64_t)processes_start("prober"), PROCESS_SUCCESS);
    processes_get_bundle_state("prober", &status);
    expect("starts", status.starts, 1);
    expect("wait", (uint64_t)processes_wait("prober", &status),
           PROCESS_BUNDLE_RUNNING);
    expect("resume", (uint64_t)processes_resume("prober"),
           PROCESS_BUNDLE_RUNNING);
    expect("uninstall", (uint64_t)packages_uninstall("prober"),
           PROCESS_BUNDLE_RUNNING);
    expect_words("uninstall prober: it is running");
    expect("list", count_running(), 1);
}

static void suspended(void)
{
    struct process_status status;

    expect("suspend", (uint64_t)processes_suspend("prober"), PROCESS_SUCCESS);
    expect_state("prober", PROCESS_SUSPENDED);
    expect("suspend again", (uint64_t)processes_suspend("prober"),
           PROCESS_BUNDLE_NOT_RUNNING);
    expect("start", (uint64_t)processes_start("prober"),
           PROCESS_BUNDLE_RUNNING);
    expect_words("start prober: it is suspended");
    expect("wait", (uint64_t)processes_wait("prober", &status),
           PROCESS_BUNDLE_RUNNING);
    expect("uninstall", (uint64_t)packages_uninstall("prober"),
           PROCESS_BUNDLE_RUNNING);
    expect("resume", (uint64_t)processes_resume("prober"), PROCESS_SUCCESS);
    expect_state("prober", PROCESS_RUNNING);
    expect("stop", (uint64_t)processes_stop("prober"), PROCESS_SUCCESS);
    expect_state("prober", PROCESS_STOPPED);
}

/* It waits for its timer, which ends while it is suspended; the answer is
 * there when it goes on. Meanwhile others run, and are waited for. */
static void kept_whole(void)
{
    struct process_status status = { 0 };

    prober_shall("nap");
    expect("start", (uint64_t)processes_start("prober"), PROCESS_SUCCESS);
    start_and_wait("hello", &status);
    expect("hello exits", status.state, PROCESS_EXITED);
    expect("suspend", (uint64_t)processes_suspend("prober"), PROCESS_SUCCESS);
    start_and_wait("timer", &status);
    expect("timer exits", status.state, PROCESS_EXITED);
    expect_state("prober", PROCESS_SUSPENDED);
    expect("resume", (uint64_t)processes_resume("prober"), PROCESS_SUCCESS);
    wait_end("prober", &status);
    expect("prober exits", status.state, PROCESS_EXITED);
    expect("what it saw", (uint64_t)status.code, 20);
}

/* Its slots: the one endpoint. */
static void capabilities(void)
{
    uint32_t next = 0;
    char *text = NULL;

    expect("manager", (uint64_t)processes_cap_scan(1 << 20, &text, &next),
           PROCESS_CAP_SCAN_FAILED);
    free(text);
    text = NULL;
    expect("of one that does not run",
           (uint64_t)processes_cap_scan_bundle("hello", 0, &text, &next),
           PROCESS_BUNDLE_NOT_RUNNING);
    free(text);
    text = NULL;
    prober_shall("spin");
    processes_start("prober");
    expect("of a bundle",
           (uint64_t)processes_cap_scan_bundle("prober", 0, &text, &next),
           PROCESS_SUCCESS);
    expect("one line", text ? (uint64_t)(strchr(text, '\n') - text) + 1 : 0,
           text ? strlen(text) : 1);
#ifdef CONFIG_DEBUG_BUILD
    /* A release kernel does not tell what it is. */
    expect("an endpoint", text && strstr(text, "endpoint") != NULL, true);
#endif
    free(text);
    text = NULL;
    expect("no such slot",
           (uint64_t)processes_cap_scan_bundle("prober", 16, &text, &next),
           PROCESS_CAP_SCAN_FAILED);
    free(text);
    processes_stop("prober");
}

void states_tested(void)
{
    snapshot();
    group_begin("states");
    strangers();
    unreasonable();
    stopped();
    running();
    suspended();
    kept_whole();
    capabilities();
    expect_as_before("all that");
    group_end();
}

/* -- many at once ---------------------------------------------------------- */

static const char *many(unsigned i)
{
    static char id[] = "many.a";

    id[sizeof id - 2] = (char)('a' + i);
    return id;
}

/* All of them have the same addresses, keys and numbers of timers. */
void many_tested(void)
{
    struct process_status status = { 0 };

    snapshot();
    group_begin("many");
    prober_shall("keep");
    for (unsigned i = 0; i < MANY; i++)
        expect("start", (uint64_t)processes_start(many(i)), PROCESS_SUCCESS);
    expect("list", count_running(), MANY);
    expect("one too many", (uint64_t)processes_start(many(MANY)),
           PROCESS_START_FAILED);
    expect_words("start many.q: 16 bundles run already");
    for (unsigned i = 0; i < MANY; i++) {
        wait_end(many(i), &status);
        expect("state", status.state, PROCESS_EXITED);
        expect("has kept its own", (uint64_t)status.code, 20);
    }
    expect_as_before("all that");
    group_end();
}

/* -- packages -------------------------------------------------------------- */

void packages_tested(void)
{
    struct process_status status = { 0 };
    const seL4_CPtr frames = CAMKES_OWN_CNODE;
    char *id = NULL;

    snapshot();
    group_begin("packages");
    expect("no bytes", (uint64_t)packages_install(frames, 4, 0, &id),
           PROCESS_PACKAGE_BUFFER_LEN_INVALID);
    expect("too many", (uint64_t)packages_install(frames, 20, 9 << 20, &id),
           PROCESS_PACKAGE_BUFFER_LEN_INVALID);
    expect("too few frames", (uint64_t)packages_install(frames, 1, 8193, &id),
           PROCESS_PACKAGE_BUFFER_LEN_INVALID);
    expect("no frames", (uint64_t)packages_install(0, 1, 8192, &id),
           PROCESS_OBJ_CAP_INVALID);
    expect("install", (uint64_t)packages_install(frames, 1, 8192, &id),
           PROCESS_SUCCESS);
    expect("its id", id && !strcmp(id, "from.frames"), true);
    free(id);
    expect("bad id", (uint64_t)packages_install_app("A", frames, 1, 8192),
           PROCESS_BUNDLE_ID_INVALID);
    expect("one that is there",
           (uint64_t)packages_install_app("hello", frames, 1, 8192),
           PROCESS_BUNDLE_FOUND);
    expect("no room", (uint64_t)packages_install_app("new", frames, 1, 8192),
           PROCESS_INSTALL_FAILED);
    expect("unknown", (uint64_t)packages_install_builtin("nobody"),
           PROCESS_BUNDLE_NOT_FOUND);
    expect("uninstall unknown", (uint64_t)packages_uninstall("nobody"),
           PROCESS_BUNDLE_NOT_FOUND);
    /* Built in: not installed before it has been started, but afterwards; what
       is known of it goes with it. */
    expect("not installed", (uint64_t)packages_uninstall("exiter"),
           PROCESS_BUNDLE_NOT_FOUND);
    expect("start", (uint64_t)start_and_wait("exiter", &status),
           PROCESS_SUCCESS);
    expect("exited", status.state, PROCESS_EXITED);
    expect("with", (uint64_t)status.code, 42);
    expect("installed", (uint64_t)packages_install_builtin("exiter"),
           PROCESS_BUNDLE_FOUND);
    expect("uninstall", (uint64_t)packages_uninstall("exiter"),
           PROCESS_SUCCESS);
    processes_get_bundle_state("exiter", &status);
    expect("forgotten", status.state, PROCESS_STOPPED);
    expect("starts", status.starts, 0);
    expect("install", (uint64_t)packages_install_builtin("exiter"),
           PROCESS_SUCCESS);
    expect("again", (uint64_t)packages_install_builtin("exiter"),
           PROCESS_BUNDLE_FOUND);
    expect("uninstall", (uint64_t)packages_uninstall("exiter"),
           PROCESS_SUCCESS);
    expect_as_before("all that");
    group_end();
}
