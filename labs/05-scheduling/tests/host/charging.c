/* SPDX-License-Identifier: MIT */
/*
 * The charging functions of sched/sched.c alone. What they call in other files
 * stands here and says its name, so each line that is printed tells one case:
 * what was done, what was called, and what was pending and consumed after it.
 */
#include "alone.h"

#include "fault/fault.h"

static struct {
    struct sched_context sc;
    struct refill refills[2];
} memory;

static struct tcb thread;
static bool has_handler;

/* -- what sched.c calls --------------------------------------------------- */

void refill_charge(struct sched_context *sc, ticks_t usage)
{
    printf(" refill_charge %lu,", usage);
    refill_head(sc)->amount -= usage;
}

void refill_exhaust(struct sched_context *sc, ticks_t usage)
{
    printf(" refill_exhaust %lu,", usage);
    if (sc->period != 0)
        refill_head(sc)->time += sc->period;
}

bool fault_has_timeout_handler(const struct tcb *t)
{
    (void)t;
    return has_handler;
}

void fault_raise_timeout(struct tcb *t)
{
    (void)t;
    printf(" fault_raise_timeout,");
}

void ready_push_back(struct tcb *t)
{
    (void)t;
    printf(" ready_push_back,");
}

void ready_push_front(struct tcb *t)
{
    (void)t;
    printf(" ready_push_front,");
}

void ready_remove(struct tcb *t)
{
    (void)t;
    printf(" ready_remove,");
}

void sched_postpone(struct tcb *t)
{
    (void)t;
    printf(" sched_postpone,");
}

/* -- the cases ------------------------------------------------------------ */

/* A thread that runs on a context with 5,000 of 20,000 ticks left. */
static void prepare(ticks_t period, ticks_t pending)
{
    struct sched_context *sc = &memory.sc;

    ks = (struct kernel_state){ .num_domains = 1, .now = 1000 };
    ks.current = &thread;
    ks.current_sc = sc;
    ks.pending = pending;
    thread = (struct tcb){ .state = STATE_RUNNING, .sc = sc };
    *sc = (struct sched_context){ .period = period, .consumed = 70 };
    sc->tcb = &thread;
    sc->max_refills = 2;
    sc->count = 1;
    sc->refills[0] = (struct refill){ 900, 5000 };
    has_handler = false;
}

static void begin(const char *what)
{
    printf("%s:", what); /* seen even if this is the end */
    fflush(stdout);
}

static void tell(void)
{
    printf(" pending %lu, consumed %lu", ks.pending, memory.sc.consumed);
    printf("%s%s\n", ks.decision == DECISION_CHOOSE ? ", a new choice" : "",
           ks.reprogram ? ", the timer is set" : "");
    fflush(stdout);
}

static void commits(void)
{
    prepare(20000, 300);
    begin("commit 300");
    sched_commit();
    tell();
    prepare(20000, 0);
    begin("commit nothing");
    sched_commit();
    tell();
    prepare(20000, 300);
    memory.sc.max_refills = 0;
    begin("commit, context not configured");
    sched_commit();
    tell();
    prepare(20000, 300);
    ks.current_sc = &ks.idle_sc;
    ks.idle_sc.max_refills = 2;
    begin("commit, idle");
    sched_commit();
    tell();
}

static void exhausts(void)
{
    prepare(20000, 300);
    begin("exhaust 5000");
    sched_exhaust(5000, true);
    tell();
    prepare(20000, 300);
    has_handler = true;
    begin("exhaust with a handler");
    sched_exhaust(5000, true);
    tell();
    prepare(20000, 300);
    has_handler = true;
    begin("exhaust with a handler, no fault allowed");
    sched_exhaust(5000, false);
    tell();
    prepare(0, 300);
    has_handler = true;
    begin("exhaust round robin with a handler");
    sched_exhaust(5000, true);
    tell();
    prepare(20000, 300);
    thread.state = STATE_INACTIVE;
    begin("exhaust of a thread that was suspended");
    sched_exhaust(300, false);
    tell();
    prepare(20000, 300);
    ks.current_sc = &ks.idle_sc;
    thread.state = STATE_INACTIVE;
    begin("exhaust of idle");
    sched_exhaust(300, false);
    tell();
}

/* check_budget, as an entry calls it that has found the time over. */
static void checks(void)
{
    prepare(20000, 5000 - MIN_BUDGET);
    begin("check, just enough left");
    sched_refuse();
    tell();
    prepare(20000, 5000 - MIN_BUDGET + 1);
    begin("check, one tick too few left");
    sched_refuse();
    tell();
    prepare(20000, 300);
    ks.current_sc = &ks.idle_sc;
    begin("check, idle");
    sched_refuse();
    tell();
}

int main(void)
{
    commits();
    exhausts();
    checks();
    return 0;
}
