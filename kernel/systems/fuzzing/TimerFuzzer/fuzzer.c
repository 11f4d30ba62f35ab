/* SPDX-License-Identifier: MIT
 *
 * Starts and cancels timers of any number and time, and asks which have ended;
 * others do the same with theirs. It knows which ones run, and looks at the
 * clock before and after each request. So it knows of each timer whether it
 * must have been told of an end, may have been, or must not:
 *
 *     clock         before        after               before        after
 *     request          [  started  ]                     [ completed ]
 *     end                             [ low ....... high ]
 *                        must be told: high is below the second `before`;
 *                        must not: low is above the second `after`
 *
 * Bits of another's timers would be such that must not be.
 */
#include <camkes.h>
#include <string.h>
#include <timer.h>

#include "fuzzing.h"

enum { ONESHOT, PERIODIC, CANCEL, COMPLETED, NOW, METHODS };
enum { WAITS = 32, SHORT = 300 };

struct running {
    bool runs;
    uint64_t low, high; /* when it was started */
    uint64_t time;
    bool again;  /* every `time` */
    bool unsure; /* it may have ended, and been told */
    /* An end of an earlier run that has not been told. */
    bool may, must;
};

static struct running timers_of[TIMERS];
static uint64_t asked_low, asked_high; /* when ends were told last */
static struct fuzz_tally tally = { .name = "timers" };

/* The request that is to be judged. */
static struct {
    seL4_Word method;
    bool is_answered;
    uint32_t number;
    uint64_t time;
    uint64_t answer;
} now;

/* -- what was asked -------------------------------------------------------- */

static enum component_status read_request(const struct fuzz_request *r)
{
    struct component_message m = fuzz_parameters(r, METHODS);

    now.method = r->method;
    now.number = 0;
    now.time = 0;
    if (r->method <= CANCEL)
        component_get(&m, &now.number, sizeof now.number);
    if (r->method < CANCEL)
        component_get(&m, &now.time, sizeof now.time);
    return fuzz_status(&m);
}

static void told(const struct fuzz_request *r, const struct fuzz_answer *a)
{
    struct component_message m = fuzz_results(a);

    now.is_answered = fuzz_judge_status(&tally, r, a, read_request(r));
    now.answer = 0;
    if (now.is_answered)
        component_get(&m, &now.answer,
                      r->method <= CANCEL ? sizeof(int) : sizeof now.answer);
}

static const struct fuzz_judge judge = { .told = told };

/* -- what it must have come to --------------------------------------------- */

/* An end must have been by `before`, or may have been by `after`; those that
   were told already do not count. */
static void ends_of(const struct running *t, uint64_t before, uint64_t after,
                    bool *must, bool *may)
{
    uint64_t n;

    *must = t->must;
    *may = t->may;
    if (!t->runs)
        return;
    if (!t->again) {
        *must |= !t->unsure && t->high + t->time < before;
        *may |= t->low + t->time <= after;
        return;
    }
    n = before > t->high ? (before - 1 - t->high) / t->time : 0;
    *must |= n > 0 && t->low + n * t->time > asked_high;
    n = after > t->low ? (after - t->low) / t->time : 0;
    *may |= n > 0 && t->high + n * t->time >= asked_low;
}

static void start(uint64_t before, uint64_t after)
{
    struct running *t = &timers_of[now.number];
    bool must, may;

    ends_of(t, before, after, &must, &may);
    *t = (struct running){ .runs = true,
                           .low = before,
                           .high = after,
                           .time = now.time,
                           .again = now.method == PERIODIC,
                           .may = may,
                           .must = must };
}

static uint64_t expected_answer(void)
{
    bool right = now.number < TIMERS && now.time <= TIMER_TIME_MAX;

    if (now.method == PERIODIC)
        right = right && now.time >= TIMER_PERIOD_MIN;
    return right;
}

static void judge_change(uint64_t before, uint64_t after)
{
    fuzz_count_answer(&tally, (int)now.answer);
    if (now.answer != expected_answer())
        fuzz_count_wrong(&tally, "answer", (int64_t)now.answer,
                         (int64_t)expected_answer());
    else if (now.answer == 1 && now.method == CANCEL)
        timers_of[now.number] = (struct running){ 0 };
    else if (now.answer == 1)
        start(before, after);
}

/* A bit has been told: of this run, or of an earlier one. */
static void take_end(struct running *t, uint64_t before, uint64_t after)
{
    bool ended = t->high + t->time < before,
         may_have = t->low + t->time <= after;

    if (!t->again && (ended || (may_have && !t->may)))
        t->runs = false;
    else if (!t->again && may_have)
        t->unsure = true;
    t->may = t->must = false;
}

static void judge_completed(uint64_t before, uint64_t after)
{
    for (unsigned i = 0; i < TIMERS; i++) {
        struct running *t = &timers_of[i];
        bool is = now.answer >> i & 1, must, may;

        ends_of(t, before, after, &must, &may);
        if (is ? !may : must)
            fuzz_count_wrong(&tally, is ? "an end that was none" : "a lost end",
                             i, (int64_t)(before - t->low));
        if (is)
            take_end(t, before, after);
    }
    if (now.answer >> TIMERS)
        fuzz_count_wrong(&tally, "bits", (int64_t)now.answer, 0);
    asked_low = before;
    asked_high = after;
}

static void judge_answer(uint64_t before, uint64_t after)
{
    if (!now.is_answered)
        return;
    if (now.method <= CANCEL)
        judge_change(before, after);
    else if (now.method == COMPLETED)
        judge_completed(before, after);
    else if (now.answer < before || now.answer > after)
        fuzz_count_wrong(&tally, "time", (int64_t)now.answer, (int64_t)before);
}

/* -- requests -------------------------------------------------------------- */

static uint32_t any_number(void)
{
    return fuzz_below(10) ? fuzz_below(TIMERS) : (uint32_t)fuzz_odd();
}

static uint64_t any_time(void)
{
    static const uint64_t edges[] = {
        0,
        1,
        TIMER_PERIOD_MIN - 1,
        TIMER_PERIOD_MIN,
        TIMER_TIME_MAX,
        TIMER_TIME_MAX + 1,
        UINT64_MAX,
    };

    switch (fuzz_below(8)) {
    case 0:
        return edges[fuzz_below(sizeof edges / sizeof *edges)];
    case 1:
        return fuzz_odd();
    case 2:
        return fuzz_word() % (2 * TIMER_TIME_MAX);
    default:
        return TIMER_PERIOD_MIN + fuzz_below(20000);
    }
}

static void ask(void)
{
    switch (fuzz_below(8)) {
    case 0 ... 1:
        timer_oneshot(any_number(), any_time());
        break;
    case 2:
        timer_periodic(any_number(), any_time());
        break;
    case 3 ... 4:
        timer_cancel(any_number());
        break;
    case 5:
        timer_now();
        break;
    default:
        timer_completed();
    }
}

static uint64_t time_now;

static void look_at_clock(void)
{
    time_now = timer_now();
}

static uint64_t clock_now(void)
{
    fuzz_honestly(NULL, look_at_clock);
    return time_now;
}

/* Times are whole microseconds, and an end between two of them. */
static void judged(void (*request)(void))
{
    uint64_t before = clock_now();

    request();
    judge_answer(before, clock_now() + 1);
}

/* -- waiting --------------------------------------------------------------- */

static uint32_t awaited;

static void start_awaited(void)
{
    timer_oneshot(awaited, SHORT);
}

static void ask_completed(void)
{
    timer_completed();
}

/* A timer that is waited for ends, whatever the others do. */
static void wait_for_one(void)
{
    awaited = fuzz_below(TIMERS);
    judged(start_awaited);
    do {
        timer_wait();
        judged(ask_completed);
    } while (!(now.answer >> awaited & 1));
}

/* -- turns ----------------------------------------------------------------- */

static void play(void)
{
    judged(ask);
    if (fuzz_one_in(WAITS))
        fuzz_honestly(&judge, wait_for_one);
}

static void cancel_all(void)
{
    for (uint32_t i = 0; i < TIMERS; i++) {
        timers_of[i] = (struct running){ 0 };
        timer_cancel(i);
    }
}

int run(void)
{
    fuzz_seed(100 + (uint64_t)number);
    for (;;) {
        turn_wait();
        fuzz_turn(&judge, play, (unsigned)requests);
        cancel_all();
        referee_round(fuzz_report(&tally));
    }
}
