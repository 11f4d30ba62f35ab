/* SPDX-License-Identifier: MIT */
/*
 * See domains.h. The spinners of a test are known here from when they are made
 * until the next room is opened.
 */
#include "domains.h"

#define BOOT_DURATION ((1ul << 56) - 1)

enum { SPINNERS = 8 };

static struct spinner own;
static struct spinner *spinners[SPINNERS];
static unsigned spinner_count;
static uint64_t epoch;
static seL4_Word touched; /* entries 0..touched-1 may differ from boot */

void domains_reset(void)
{
    own = (struct spinner){ .letter = 't' };
    spinner_count = 0;
    if (!touched)
        return;
    seL4_DomainSet_ScheduleConfigure(seL4_CapDomain, 0, 0, BOOT_DURATION);
    seL4_DomainSet_ScheduleSetStart(seL4_CapDomain, 0);
    for (seL4_Word i = 1; i < touched; i++)
        seL4_DomainSet_ScheduleConfigure(seL4_CapDomain, i, 0, 0);
    touched = 0;
}

void slice(seL4_Word index, seL4_Word domain, seL4_Word ticks)
{
    if (index >= touched)
        touched = index + 1;
    CHECK_OK(
        seL4_DomainSet_ScheduleConfigure(TEST_DOMAIN, index, domain, ticks));
}

void spin_as(struct spinner *s, uint64_t until)
{
    for (;;) {
        uint64_t t = test_time() - epoch;
        unsigned n = s->turns;

        if (n && t - s->seen[n - 1].end <= TURN_GAP) {
            s->seen[n - 1].end = t;
        } else if (n < TURNS) {
            s->seen[n] = (struct turn){ s->letter, t, t };
            s->turns = n + 1;
        }
        if (t >= until)
            return;
    }
}

static void spin(void *argument)
{
    struct spinner *s = argument;

    spin_as(s, s->until);
}

void spinner(struct spinner *s, char letter, seL4_Word domain,
             seL4_Word priority)
{
    *s = (struct spinner){ .letter = letter, .until = ~0ul };
    s->thread = test_thread("spinner", priority, spin, s);
    CHECK_MSG(spinner_count < SPINNERS, "too many spinners");
    spinners[spinner_count++] = s;
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, domain, s->thread->tcb));
    test_start(s->thread);
}

void schedule_start(seL4_Word index)
{
    fresh_slice();
    epoch = test_time();
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(TEST_DOMAIN, index));
}

uint64_t schedule_time(void)
{
    return test_time() - epoch;
}

void spin_until(uint64_t until)
{
    spin_as(&own, until);
}

/* The earliest turn that is not taken yet; `taken` counts by spinner. */
static const struct turn *next_turn(unsigned *taken)
{
    const struct turn *first = NULL;
    unsigned from = 0;

    for (unsigned i = 0; i <= spinner_count; i++) {
        const struct spinner *s = i ? spinners[i - 1] : &own;
        const struct turn *turn = &s->seen[taken[i]];

        if (taken[i] < s->turns && (!first || turn->start < first->start)) {
            first = turn;
            from = i;
        }
    }
    if (first)
        taken[from]++;
    return first;
}

static bool near(uint64_t seen, uint64_t want)
{
    return seen <= want + TURN_TOLERANCE && want <= seen + TURN_TOLERANCE;
}

void check_turns(const struct turn *want, unsigned count, const char *file,
                 int line)
{
    unsigned taken[SPINNERS + 1] = { 0 };

    for (unsigned i = 0; i < count; i++, want++) {
        const struct turn *turn = next_turn(taken);

        if (!turn)
            test_fail(file, line, "only %u turns, should be %u", i, count);
        if (turn->who != want->who || !near(turn->start, want->start) ||
            !near(turn->end, want->end))
            test_fail(file, line,
                      "turn %u is %c %lu..%lu, should be %c %lu..%lu", i,
                      turn->who, turn->start, turn->end, want->who, want->start,
                      want->end);
    }
    if (next_turn(taken))
        test_fail(file, line, "more than %u turns", count);
}
