/* SPDX-License-Identifier: MIT
 *
 * What timers do, one rule after the other. Times are in microseconds; an end
 * may be told a little late, never early.
 */
#include <camkes.h>
#include <stdio.h>
#include <timer.h>

enum { LATE_MAX = 200, ROUNDS = 300, SHORT = 300 };

static uint64_t started;

/* The next bits. A signal without any is one that came too late to matter. */
static uint64_t wait(void)
{
    uint64_t ended;

    do {
        timer_wait();
        ended = timer_completed();
    } while (!ended);
    return ended;
}

static uint64_t wait_for(uint64_t bits)
{
    uint64_t ended = 0;

    while ((ended & bits) != bits)
        ended |= wait();
    return ended;
}

static void begin(void)
{
    started = timer_now();
}

/* Whether it is so long after begin, and not much longer. */
static const char *in_time(uint64_t time)
{
    uint64_t passed = timer_now() - started;

    if (passed < time)
        return "too early";
    return passed < time + LATE_MAX ? "in time" : "late";
}

/* -- the rules ------------------------------------------------------------- */

static void refusals(void)
{
    printf("waiter: refused: %d %d %d %d %d %d\n", timer_oneshot(TIMERS, 1),
           timer_periodic(TIMERS, 1000), timer_cancel(TIMERS),
           timer_periodic(0, TIMER_PERIOD_MIN - 1),
           timer_oneshot(0, TIMER_TIME_MAX + 1), timer_periodic(0, UINT64_MAX));
    printf("waiter: longest: %d, cancelled: %d\n",
           timer_oneshot(0, TIMER_TIME_MAX), timer_cancel(0));
}

static void ends_once(void)
{
    begin();
    timer_oneshot(3, 700);
    printf("waiter: one-shot: %lx, ", wait());
    printf("%s, then %lx\n", in_time(700), timer_completed());
    timer_oneshot(3, 0);
    printf("waiter: no time at all: %lx\n", wait());
}

static void equal_ends(void)
{
    begin();
    for (uint32_t i = 0; i < TIMERS; i++)
        timer_oneshot(i, 20000);
    printf("waiter: all of them: %lx\n", wait_for(0xffffffff));
}

static void cancels(void)
{
    begin();
    timer_oneshot(4, 300);
    timer_oneshot(5, 1000);
    timer_cancel(4);
    printf("waiter: 4 cancelled, 5 ends: %lx, ", wait());
    printf("%s\n", in_time(1000));
    timer_oneshot(6, 0);
    timer_cancel(6);
    printf("waiter: cancelled after its end: %lx\n", timer_completed());
}

static void starts_anew(void)
{
    begin();
    timer_oneshot(7, 100000);
    for (unsigned i = 0; i < 100; i++)
        timer_oneshot(7, 1000 + i);
    begin();
    timer_oneshot(7, 2000);
    printf("waiter: started anew: %lx, ", wait());
    printf("%s\n", in_time(2000));
    begin();
    timer_periodic(7, 500);
    timer_oneshot(7, 800);
    printf("waiter: once instead of again and again: %lx, ", wait());
    printf("%s, ", in_time(800));
    timer_oneshot(8, 2000);
    printf("then %lx\n", wait());
}

static void does_not_drift(void)
{
    begin();
    timer_periodic(9, 1000);
    for (unsigned i = 0; i < 50; i++)
        wait();
    printf("waiter: 50 periods: %s\n", in_time(50000));
    begin();
    timer_periodic(9, 1000);
    while (timer_now() < started + 5500)
        ;
    printf("waiter: 5 not taken: %lx, ", timer_completed());
    printf("the next: %lx, ", wait());
    printf("%s\n", in_time(6000));
    timer_cancel(9);
}

/* -- random operations ----------------------------------------------------- */

static unsigned random_below(unsigned limit)
{
    static uint64_t word = 7;

    word = word * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(word >> 33) % limit;
}

/* Some timers, each started perhaps several times, some cancelled: what is
   left ends, each once, and nothing else. */
static bool random_round(void)
{
    uint64_t wanted = 0, ended;

    for (unsigned n = 0; n < 12; n++) {
        unsigned i = random_below(TIMERS);

        if (random_below(3)) {
            timer_oneshot(i, 500 + random_below(SHORT));
            wanted |= 1ull << i;
        } else {
            timer_cancel(i);
            wanted &= ~(1ull << i);
        }
    }
    ended = wanted ? wait_for(wanted) : 0;
    return ended == wanted && timer_completed() == 0;
}

static void random_rounds(void)
{
    unsigned right = 0;

    for (unsigned i = 0; i < ROUNDS; i++)
        right += random_round();
    printf("waiter: %u of %u rounds right\n", right, ROUNDS);
}

int run(void)
{
    refusals();
    ends_once();
    equal_ends();
    cancels();
    starts_anew();
    does_not_drift();
    random_rounds();
    return 0;
}
