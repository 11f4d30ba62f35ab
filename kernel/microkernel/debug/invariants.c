/* SPDX-License-Identifier: MIT */
/*
 * The kernel's invariants as code.
 *
 * Each check names the rule that is written beside the data it concerns. They
 * run in debug builds, when the boot flag `check` is set, in two parts:
 *
 *   threads   this file: threads, queues, contexts and call stacks, one step
 *             for each thread. At each kernel exit.
 *   memory    debug/invariants_memory.c: every slot, object and page table.
 *             At each exit of an entry that made or destroyed an object, and at
 *             every `invariants_period`th besides.
 *
 * Nothing is searched: of two things that name each other each is looked at
 * once, and what must be complete is counted from both sides. So the time is
 * proportional to what there is, and millions of kernel entries can be checked.
 */
#include "debug/invariants.h"
#include "debug/names.h"
#include "ipc/endpoint.h"
#include "ipc/notification.h"
#include "ipc/reply.h"
#include "object/sched_context.h"
#include "sched/refill.h"
#include "sched/sched.h"

#if CONFIG_DEBUG

word_t invariants_period = 32;
bool invariants_due;

/* -- run queues ------------------------------------------------------------ */

/* Returns how many threads are in the queue. */
static word_t check_level(word_t domain, const struct tcb *first)
{
    const struct tcb *t = first;
    word_t n = 0;

    do {
        rule(t->in_ready && !t->in_release, t, "queued threads say so");
        rule(t->domain == domain && t->priority == first->priority, t,
             "a thread is in the queue of its domain and priority");
        rule(t == first || (!t->level_prev && !t->level_next), t,
             "only the first of a level is in the list of levels");
        rule(tcb_schedulable(t), t, "ready threads are schedulable");
        rule(t->sched_next->sched_prev == t, t, "the ready list is linked");
        rule(t != ks.current, t, "the running thread is in no queue");
        t = t->sched_next;
        n++;
    } while (t != first);
    return n;
}

static word_t check_ready_queues(void)
{
    word_t n = 0;

    for (word_t d = 0; d < MAX_DOMAINS; d++) {
        const struct tcb *above = NULL;

        for (const struct tcb *t = ks.ready[d]; t; t = t->level_next) {
            rule(t->level_prev == above, t, "the levels are linked");
            rule(!above || t->priority < above->priority, t,
                 "the levels are in the order of priority");
            n += check_level(d, t);
            above = t;
        }
    }
    return n;
}

/* Returns how many threads are in the queue. */
static word_t check_release_queue(void)
{
    const struct tcb *prev = NULL;
    ticks_t last = 0;
    word_t n = 0;

    for (struct tcb *t = ks.release; t; t = t->sched_next) {
        rule(t->in_release && !t->in_ready, t, "postponed threads say so");
        rule(t->sc && tcb_runnable(t), t, "postponed threads could run");
        rule(t->sched_prev == prev, t, "the release queue is linked");
        rule(refill_head(t->sc)->time >= last, t,
             "the release queue is in the order of time");
        last = refill_head(t->sc)->time;
        prev = t;
        n++;
    }
    return n;
}

/* -- threads --------------------------------------------------------------- */

/* The place of a waiting thread: its two neighbours in the queue. */
static void check_place(const struct tcb *t, const struct tcb_queue *queue)
{
    const struct tcb *prev = t->wait_prev, *next = t->wait_next;

    rule(prev ? prev->wait_next == t : queue->head == t, t,
         "the wait queue is linked");
    if (!next) {
        rule(queue->tail == t, t, "tail is the last waiting thread");
        return;
    }
    rule(next->wait_prev == t, t, "the wait queue is linked");
    rule(next->state == t->state, next, "a queue holds threads of one state");
    rule(next->waiting_on.endpoint == t->waiting_on.endpoint, next,
         "a waiting thread points to the object");
    rule(t->priority >= next->priority, t,
         "wait queues are in the order of priority");
}

static void check_blocked(const struct tcb *t)
{
    const struct notification *n = t->waiting_on.notification;

    rule(!tcb_blocked(t) || (!t->in_ready && !t->in_release), t,
         "blocked threads do not run");
    if (t->state == STATE_BLOCKED_ON_SEND ||
        t->state == STATE_BLOCKED_ON_RECEIVE) {
        check_place(t, &t->waiting_on.endpoint->queue);
    } else if (t->state == STATE_BLOCKED_ON_NOTIFICATION) {
        rule(!n->active, n, "nobody waits while a signal is pending");
        check_place(t, &n->waiters);
    }
}

static void check_reply(const struct tcb *t)
{
    rule(t->reply || t->state != STATE_BLOCKED_ON_REPLY, t,
         "a caller has a reply object");
    if (!t->reply)
        return;
    rule(t->state == STATE_BLOCKED_ON_REPLY ||
             t->state == STATE_BLOCKED_ON_RECEIVE,
         t, "only callers and receivers have reply objects");
    rule(t->reply->tcb == t, t,
         "a caller and its reply object name each other");
}

static void check_links(const struct tcb *t)
{
    rule(!t->sc || t->sc->tcb == t, t, "tcb.sc.tcb is the thread");
    rule(!t->yield_to || t->yield_to->yield_from == t, t,
         "tcb.yield_to.yield_from is the thread");
    rule(!t->bound_notification || t->bound_notification->bound_tcb == t, t,
         "a bound notification names its thread");
}

static void check_thread(const struct tcb *t)
{
    check_links(t);
    check_blocked(t);
    check_reply(t);
    rule(!tcb_schedulable(t) || t->in_ready || t == ks.current, t,
         "a thread that can run is in a queue or runs");
}

static void check_threads(void)
{
    word_t ready = 0, postponed = 0;
    bool owner = !ks.fpu_owner;

    for (const struct tcb *t = ks.all_threads; t; t = t->all_next) {
        check_thread(t);
        ready += t->in_ready;
        postponed += t->in_release;
        owner = owner || t == ks.fpu_owner;
    }
    rule(owner, ks.fpu_owner, "the unit's registers belong to a live thread");
    rule(ready == check_ready_queues(), &ks.ready,
         "who says to be ready is in a queue");
    rule(postponed == check_release_queue(), &ks.release,
         "who says to be postponed is in the release queue");
    rule(ks.current == &ks.idle || tcb_runnable(ks.current), ks.current,
         "the current thread can run");
    rule(ks.current->sc == ks.current_sc, ks.current,
         "time is charged to the context of the current thread");
}

void invariants_check(void)
{
    static word_t exits;

    check_threads();
    if (invariants_due || ++exits >= invariants_period) {
        exits = 0;
        invariants_due = false;
        invariants_check_memory();
    }
}

#endif
