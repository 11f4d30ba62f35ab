/* SPDX-License-Identifier: MIT
 *
 * Nothing is left of a bundle that was stopped, has ended, or was never
 * started.
 */
#include <camkes.h>

#include "undoing.h"

enum { CYCLES = 100, KINDS = 3, DRAWN = 3 };

static void start(const char *id, unsigned cycle)
{
    int answer = processes_start(id);

    CHECK_MSG(answer == PROCESS_SUCCESS, "cycle %u: start %s: %s, expected %s",
              cycle, id, answer_name(answer), answer_name(PROCESS_SUCCESS));
}

/* One that rests is stopped, one exits, one faults. */
static void one_cycle(unsigned cycle)
{
    struct process_status status;

    switch (cycle % KINDS) {
    case 0:
        start("probe", cycle);
        CHECK_MSG(processes_stop("probe") == PROCESS_SUCCESS,
                  "cycle %u: stop probe is refused", cycle);
        break;
    case 1:
        start("quick", cycle);
        wait_end("quick", &status);
        break;
    default:
        start("faulty", cycle);
        wait_end("faulty", &status);
    }
}

TEST(stop_revokes_everything)
{
    static const char *const ends[KINDS] = { "stop", "exit", "fault" };
    struct figures before;

    stop_all();
    probe_shall("probe", "rest");
    probe_shall("quick", "nothing");
    probe_shall("faulty", "null");
    /* The first start of a bundle installs it, and that stays. */
    for (unsigned cycle = 0; cycle < KINDS; cycle++)
        one_cycle(cycle);
    before = figures_now();
    for (unsigned cycle = 0; cycle < CYCLES; cycle++) {
        one_cycle(cycle);
        figures_check(&before, "cycle %u, after a start and %s", cycle,
                      ends[cycle % KINDS]);
    }
    record_value("cycles", CYCLES);
}

unsigned attempts_of_start(void)
{
    unsigned count;

    attempts_fail(0);
    CHECK_EQ(processes_start("probe"), PROCESS_SUCCESS);
    count = attempts_count();
    CHECK_EQ(processes_stop("probe"), PROCESS_SUCCESS);
    return count;
}

void fail_attempt(unsigned attempt)
{
    struct figures before = figures_now();
    int answer;

    attempts_fail(attempt);
    answer = processes_start("probe");
    attempts_fail(0);
    CHECK_MSG(answer != PROCESS_SUCCESS,
              "attempt %u of the start fails, and yet the start succeeds",
              attempt);
    figures_check(&before, "attempt %u of a start failed", attempt);
}

/* Some attempts, drawn; late.c has all of them. */
TEST(failed_start_undone)
{
    unsigned attempts;

    draw_begin();
    stop_all();
    probe_shall("probe", "rest");
    attempts = attempts_of_start();
    CHECK_MSG(attempts >= ATTEMPTS_LEAST,
              "a start makes %u attempts; it must be %u at least", attempts,
              ATTEMPTS_LEAST);
    for (unsigned i = 0; i < DRAWN; i++)
        fail_attempt(1 + draw(attempts));
    record_value("starts that failed", DRAWN);
}
