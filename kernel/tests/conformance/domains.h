/* SPDX-License-Identifier: MIT */
/*
 * Domains: a schedule, threads that note when they run, and what they saw.
 *
 * A test lays out slices and starts the schedule: that is time 0. *Spinners*
 * read the clock all the time; wherever two readings of one lie far apart,
 * something else ran, or nothing. So each knows its *turns*, and the turns of
 * all together, in the order of time, are what the schedule did:
 *
 *     slice(0, 0, 3000);
 *     slice(1, 1, 2000);
 *     spinner(&a, 'a', 1, LOW);
 *     schedule_start(0);
 *     spin_until(7000);
 *     CHECK_TURNS({ 't', 0, 2990 }, { 'a', 2990, 4980 }, { 't', 4980, 7000 });
 *
 * 't' is the test's own thread, which is in domain 0. Times are ticks of
 * 100 ns. A slice ends 10 ticks early, when its timer fires (6.10), and the
 * next one begins then.
 *
 * TURN_TOLERANCE: an interrupt and a switch take some ticks, each slice begins
 * when the kernel read the clock, and six slices add up. Rules that are told
 * apart here differ by 100 ticks at least.
 */
#pragma once

#include "actor.h"

enum { TURN_TOLERANCE = 30, TURN_GAP = 70, TURNS = 12 };

/** From when to when a thread ran. */
struct turn {
    char who;
    uint64_t start, end;
};

struct spinner {
    char letter;
    struct test_thread *thread;
    uint64_t until; /* then it ends */
    struct turn seen[TURNS];
    volatile unsigned turns;
};

/** Sets entry `index` of the schedule: `domain` for `ticks`. */
void slice(seL4_Word index, seL4_Word domain, seL4_Word ticks);

/** Makes a spinner and starts it: a thread of that domain and priority with a
    round-robin context of 5 ms. In domain 0 below TEST_PRIORITY only. */
void spinner(struct spinner *s, char letter, seL4_Word domain,
             seL4_Word priority);

/** Starts the schedule at entry `index`, which is time 0. */
void schedule_start(seL4_Word index);

/** Ticks since schedule_start(). */
uint64_t schedule_time(void);

/** The calling thread takes turns, as `s`, until the time. */
void spin_as(struct spinner *s, uint64_t until);

/** The test's own thread, 't', takes turns until the time. */
void spin_until(uint64_t until);

/** Fails the test unless the turns of all spinners, by time, are these. */
#define CHECK_TURNS(...)                                       \
    check_turns((const struct turn[]){ __VA_ARGS__ },          \
                sizeof((const struct turn[]){ __VA_ARGS__ }) / \
                    sizeof(struct turn),                       \
                __FILE__, __LINE__)
void check_turns(const struct turn *want, unsigned count, const char *file,
                 int line);

/** The schedule as it was at boot, if a test has changed it. Runs in proctor,
    before a room is opened. */
void domains_reset(void);
