/* SPDX-License-Identifier: MIT */
/*
 * The kernel's invariants as code.
 *
 * Each check names the rule that is written beside the data it concerns. They
 * run at kernel exit when the boot flag `check` is set, and after each
 * operation of the host tests.
 */
#include "debug/invariants.h"
#include "cap/cdt.h"
#include "debug/assert.h"
#include "debug/names.h"
#include "debug/print.h"
#include "ipc/endpoint.h"
#include "ipc/notification.h"
#include "ipc/reply.h"
#include "object/sched_context.h"
#include "object/untyped.h"
#include "object/vspace.h"
#include "sched/refill.h"
#include "sched/sched.h"

#if CONFIG_DEBUG

#define rule(condition, object, text)                                    \
    do {                                                                 \
        if (!(condition)) {                                              \
            kprintf("invariant broken, object %lx: ", (word_t)(object)); \
            kernel_panic(__FILE__, __LINE__, text);                      \
        }                                                                \
    } while (0)

/* The newest child is the one right behind; it lies highest. */
static void check_untyped(const struct cte *slot)
{
    const struct cte *child = cdt_next(slot);
    int64_t end, used_end;

    if (!cap_is(slot->cap, CAP_UNTYPED) || !cdt_has_children(slot))
        return;
    end = child->cap.address + (int64_t)BIT(cap_region_bits(child->cap));
    used_end = slot->cap.address + (int64_t)untyped_used(slot->cap);
    rule(end <= used_end, slot, "every child lies below the watermark");
}

static void check_slot(const struct cte *slot)
{
    const struct cte *next = cdt_next(slot);

    if (cap_is(slot->cap, CAP_NULL)) {
        rule(!slot->prev && !slot->next_flags && !slot->cap.head, slot,
             "an empty slot is in no list and all zero");
        return;
    }
    rule(!next || next->prev == slot, slot, "next's prev is the slot");
    rule(!slot->prev || cdt_next(slot->prev) == slot, slot,
         "prev's next is the slot");
    rule(!next || !cap_is(next->cap, CAP_NULL), slot,
         "the list links no empty slot");
    check_untyped(slot);
}

/* The records of capabilities may be stale; the table of ASIDs never is. */
static void check_asid(word_t asid)
{
    pte_t *root = asid_root(asid);

    rule(!root || !(root[0] & PTE_G), root,
         "the kernel's window is not in the user half of a root");
    rule(!root || (root[PT_ENTRIES / 2] & PTE_G), root,
         "the upper half of each root is the kernel's window");
}

static void check_asids(void)
{
    for (word_t pool = 0; pool < BIT(ASID_POOLS_BITS); pool++)
        for (word_t i = 0; ks.asid_pools[pool] && i < BIT(ASID_POOL_BITS); i++)
            check_asid(pool << ASID_POOL_BITS | i);
}

static void check_ready_queue(word_t domain, word_t priority)
{
    struct tcb *first = ks.ready[domain][priority];
    bool bit =
        ks.ready_bits[domain][priority / WORD_BITS] >> (priority % WORD_BITS) &
        1;
    struct tcb *t = first;

    rule(bit == (first != NULL), &ks.ready[domain][priority],
         "a set bit for each ready queue that is not empty");
    while (t) {
        rule(t->in_ready && !t->in_release, t, "queued threads say so");
        rule(t->domain == domain && t->priority == priority, t,
             "a thread is in the queue of its domain and priority");
        rule(tcb_schedulable(t), t, "ready threads are schedulable");
        rule(t->sched_next->sched_prev == t, t, "the ready list is linked");
        rule(t != ks.current, t, "the running thread is in no queue");
        t = t->sched_next == first ? NULL : t->sched_next;
    }
}

static void check_release_queue(void)
{
    ticks_t last = 0;

    for (struct tcb *t = ks.release; t; t = t->sched_next) {
        rule(t->in_release && !t->in_ready, t, "postponed threads say so");
        rule(t->sc && tcb_runnable(t), t, "postponed threads could run");
        rule(refill_head(t->sc)->time >= last, t,
             "the release queue is in the order of time");
        last = refill_head(t->sc)->time;
    }
}

static void check_wait_queue(const struct tcb_queue *queue, uint8_t state,
                             const void *object)
{
    const struct tcb *prev = NULL;

    for (const struct tcb *t = queue->head; t; t = t->wait_next) {
        rule(t->state == state, t, "a queue holds threads of one state");
        rule((const void *)t->waiting_on.endpoint == object, t,
             "a waiting thread points to the object");
        rule(t->wait_prev == prev, t, "the wait queue is linked");
        rule(!prev || prev->priority >= t->priority, t,
             "wait queues are in the order of priority");
        prev = t;
    }
    rule(queue->tail == prev, object, "tail is the last waiting thread");
}

static void check_context(const struct sched_context *sc)
{
    rule(!sc->tcb || sc->tcb->sc == sc, sc, "sc.tcb.sc is the context");
    rule(!sc->notification || sc->notification->sc == sc, sc,
         "sc.notification.sc is the context");
    rule(!sc->top || sc->top->up == ((word_t)sc | REPLY_TOP), sc,
         "the top of the call stack is marked with the context");
    rule(!sc->yield_from || sc->yield_from->yield_to == sc, sc,
         "sc.yield_from.yield_to is the context");
    rule(sc->count <= sc->max_refills, sc, "refills fit");
}

static void check_blocked(const struct tcb *t)
{
    switch (t->state) {
    case STATE_BLOCKED_ON_SEND:
    case STATE_BLOCKED_ON_RECEIVE:
        check_wait_queue(&t->waiting_on.endpoint->queue, t->state,
                         t->waiting_on.endpoint);
        break;
    case STATE_BLOCKED_ON_NOTIFICATION:
        rule(!t->waiting_on.notification->active, t->waiting_on.notification,
             "nobody waits while a signal is pending");
        check_wait_queue(&t->waiting_on.notification->waiters, t->state,
                         t->waiting_on.notification);
        break;
    case STATE_BLOCKED_ON_REPLY:
        rule(t->reply && t->reply->tcb == t, t,
             "a caller and its reply object name each other");
        break;
    }
}

static void check_thread(const struct tcb *t)
{
    for (int i = 0; i < TCB_SLOTS; i++)
        check_slot(&t->slots[i]);
    if (t->sc) {
        rule(t->sc->tcb == t, t, "tcb.sc.tcb is the thread");
        check_context(t->sc);
    }
    rule(!t->bound_notification || t->bound_notification->bound_tcb == t, t,
         "a bound notification names its thread");
    rule(!tcb_blocked(t) || !t->in_ready, t, "blocked threads do not run");
    check_blocked(t);
    if (cap_is(t->slots[TCB_CSPACE].cap, CAP_CNODE)) {
        struct cap cnode = t->slots[TCB_CSPACE].cap;

        for (word_t i = 0; i < cnode_slots(cnode); i++)
            check_slot(cap_cnode(cnode) + i);
    }
}

void invariants_check(void)
{
    for (word_t d = 0; d < ks.num_domains; d++)
        for (word_t p = 0; p < NUM_PRIORITIES; p++)
            check_ready_queue(d, p);
    check_release_queue();
    check_asids();
    for (const struct tcb *t = ks.all_threads; t; t = t->all_next)
        check_thread(t);
    for (word_t i = 0; i <= IRQ_TIMER; i++)
        check_slot(&ks.irq_slots[i]);
    rule(ks.current == &ks.idle || tcb_runnable(ks.current), ks.current,
         "the current thread can run");
}

#else

void invariants_check(void)
{
}

#endif
