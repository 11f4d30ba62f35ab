/* SPDX-License-Identifier: MIT */
/*
 * The invariants of memory: slots, the derivation tree, objects, page tables.
 *
 * Everything that user level can ever reach is found by a walk. It begins at
 * the slots of threads, of interrupts and of the first CNode, follows each
 * list of the derivation tree to both its ends, and goes on with the slots of
 * each CNode, thread and zombie that it meets there. A list is followed once: a
 * *mark* in a slot says that it was. A second walk takes the marks away again.
 *
 * Where two sides must agree and one names the other, the first leaves a mark
 * in the second, in a bit that the hardware ignores: a frame's capability in
 * the leaf that maps the frame, a page table's in the entry that leads to it.
 * An entry without a mark is one that nobody answers for. The reverse is no
 * rule: the record in a capability may be stale (object/vspace.c).
 */
#include "cap/cdt.h"
#include "debug/invariants.h"
#include "ipc/endpoint.h"
#include "ipc/notification.h"
#include "ipc/reply.h"
#include "object/sched_context.h"
#include "object/untyped.h"
#include "object/vspace.h"
#include "sched/refill.h"

#if CONFIG_DEBUG

enum {
    SLOT_MARK = 4,      /* in next_flags, beside the flags of cap/cdt.h */
    PTE_MARK = BIT(8),  /* reserved for software: Sv39                  */
    PENDING_MAX = 1024, /* rows of slots found and not yet visited      */
    USER_ENTRIES = PT_ENTRIES / 2,
};

/** Slots that stand side by side: of a CNode, a thread, the kernel. */
struct row {
    struct cte *slots;
    word_t count;
};

static struct row pending[PENDING_MAX];
static word_t pending_count;
static bool is_complete; /* no row was left out: more than PENDING_MAX */

/* Where the walk begins; this memory is never given out again. */
static struct cap root_cnode;

/* Counted by the walk. */
static word_t irq_handlers, asid_pools;

static struct cte *next_of(const struct cte *slot)
{
    return (struct cte *)(slot->next_flags & ~(word_t)(CDT_FLAGS | SLOT_MARK));
}

static bool is_marked(const struct cte *slot)
{
    return slot->next_flags & SLOT_MARK;
}

void invariants_note_root(struct cap cnode)
{
    root_cnode = cnode;
}

/* -- objects --------------------------------------------------------------- */

static void check_queue(const struct tcb_queue *queue, const void *object)
{
    const struct tcb *t = queue->head;

    rule(!t == !queue->tail, object, "a queue has both ends or none");
    rule(!t || (tcb_blocked(t) && t->state != STATE_BLOCKED_ON_REPLY), t,
         "a queue holds waiting threads");
    rule(!t || (const void *)t->waiting_on.endpoint == object, t,
         "a waiting thread points to the object");
}

static void check_notification(const struct notification *n)
{
    check_queue(&n->waiters, n);
    rule(!n->active || !n->waiters.head, n,
         "nobody waits while a signal is pending");
    rule(!n->bound_tcb || n->bound_tcb->bound_notification == n, n,
         "a bound thread names its notification");
    rule(!n->sc || n->sc->notification == n, n,
         "notification.sc.notification is the notification");
}

static void check_reply(const struct reply *r)
{
    const struct tcb *t = r->tcb;
    bool is_top = r->up & REPLY_TOP;
    const void *up = (const void *)(r->up & ~(word_t)REPLY_TOP);

    rule(!t || t->reply == r, r,
         "a reply object and its thread name each other");
    rule((!r->up && !r->down) || (t && t->state == STATE_BLOCKED_ON_REPLY), r,
         "an entry of a call stack has a caller");
    rule(!is_top || ((const struct sched_context *)up)->top == r, r,
         "a marked entry is the top of its context");
    rule(!up || is_top || ((const struct reply *)up)->down == r, r,
         "reply.up.down is the reply object");
    rule(!r->down || r->down->up == (word_t)r, r,
         "reply.down.up is the reply object");
}

static void check_refills(const struct sched_context *sc)
{
    rule(sc->count >= 1 && sc->count <= sc->max_refills, sc, "refills fit");
    rule(sc->head < sc->max_refills, sc, "the first refill is in the ring");
    rule(sc->period == 0 || sc->refills[sc->head].amount >= MIN_BUDGET, sc,
         "the first refill holds at least the minimum");
    for (word_t i = 1; sc->period != 0 && i < sc->count; i++) {
        struct refill r = sc->refills[(sc->head + i - 1) % sc->max_refills];
        struct refill later = sc->refills[(sc->head + i) % sc->max_refills];

        rule(r.time + r.amount <= later.time, sc,
             "a refill ends before the next one begins");
    }
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
    if (sc_configured(sc))
        check_refills(sc);
}

static void check_object(struct cap cap)
{
    switch (cap.type) {
    case CAP_ENDPOINT:
        check_queue(&cap_endpoint(cap)->queue, cap_object(cap));
        break;
    case CAP_NOTIFICATION:
        check_notification(cap_notification(cap));
        break;
    case CAP_REPLY:
        check_reply(cap_reply(cap));
        break;
    case CAP_SCHED_CONTEXT:
        check_context(cap_sched_context(cap));
        break;
    case CAP_IRQ_HANDLER:
        rule(ks.irq_issued[cap.irq], cap.irq, "an issued interrupt says so");
        irq_handlers++;
        break;
    case CAP_ASID_POOL:
        rule(ks.asid_pools[cap.pool] == cap_object(cap), cap_object(cap),
             "an ASID pool is in the table");
        asid_pools++;
        break;
    }
}

/* -- the derivation tree --------------------------------------------------- */

static int64_t end_of(struct cap cap)
{
    return cap.address + (int64_t)BIT(cap_region_bits(cap));
}

/* Behind an untyped come its children, the newest and highest first; behind the
   last descendant of an object what is older, and lies lower. */
static void check_neighbours(const struct cte *slot, const struct cte *next)
{
    struct cap cap = slot->cap;

    if (!cap_is_physical(cap) || !cap_is_physical(next->cap))
        return;
    if (!cdt_is_parent(slot, next))
        rule(cap_same_object(cap, next->cap) ||
                 end_of(next->cap) <= cap.address,
             slot, "no two objects share memory");
    else if (cap_is(cap, CAP_UNTYPED))
        rule(end_of(next->cap) <= cap.address + (int64_t)untyped_used(cap),
             slot, "every child lies below the watermark");
}

static void check_entry(const struct cte *slot)
{
    const struct cte *next = next_of(slot);

    rule(!cap_is(slot->cap, CAP_NULL), slot, "the list links no empty slot");
    if (!next)
        return;
    rule(next->prev == slot, slot, "next's prev is the slot");
    check_neighbours(slot, next);
}

/* -- page tables ----------------------------------------------------------- */

/* The leaf that this capability of a frame answers for, or NULL: it grants no
   more than the capability does. */
static pte_t *leaf_of_frame(struct cap cap)
{
    pte_t *leaf = frame_entry(cap);
    word_t rights = 0;

    if (leaf && (*leaf & PTE_R))
        rights |= RIGHT_READ;
    if (leaf && (*leaf & PTE_W))
        rights |= RIGHT_WRITE;
    return rights & ~(word_t)cap.rights ? NULL : leaf;
}

static void mark_mapping(struct cap cap)
{
    pte_t *entry = NULL;

    if (cap_is(cap, CAP_PAGE_TABLE) && vspace_is_root(cap))
        entry = (pte_t *)cap_object(cap) + USER_ENTRIES;
    else if (cap_is(cap, CAP_PAGE_TABLE) && cap.asid)
        entry = page_table_entry(cap);
    else if (cap_is(cap, CAP_FRAME))
        entry = leaf_of_frame(cap);
    if (entry)
        *entry |= PTE_MARK;
}

/* Checks that a valid entry is marked, and takes the mark away. */
static void take_mark(pte_t *entry, const char *text)
{
    rule(!is_complete || (*entry & PTE_MARK), entry, text);
    *entry &= ~(pte_t)PTE_MARK;
}

/* Three levels at most: a table of the lowest holds leaves only. */
static void check_table(pte_t *table, word_t entries, word_t bits)
{
    for (word_t i = 0; i < entries; i++) {
        if (!table[i])
            continue;
        if (table[i] & PTE_LEAF) {
            take_mark(&table[i], "each leaf has its frame's capability");
        } else {
            rule(bits > OBJECT_PAGE_BITS, &table[i],
                 "the lowest tables hold leaves only");
            take_mark(&table[i], "each table entry has its capability");
            check_table(phys_to_ptr(pte_address(table[i])), PT_ENTRIES,
                        bits - PT_INDEX_BITS);
        }
    }
}

static void check_space(pte_t *root)
{
    rule(!(root[0] & PTE_G), root,
         "the kernel's window is not in the user half of a root");
    rule(root[USER_ENTRIES] & PTE_G, root,
         "the upper half of each root is the kernel's window");
    take_mark(&root[USER_ENTRIES], "each address space has its capability");
    check_table(root, USER_ENTRIES, OBJECT_GIGA_PAGE_BITS);
}

static void check_spaces(void)
{
    word_t pools = 0;

    for (word_t pool = 0; pool < BIT(ASID_POOLS_BITS); pool++) {
        const struct asid_pool *p = ks.asid_pools[pool];

        pools += p != NULL;
        for (word_t i = 0; p && i < BIT(ASID_POOL_BITS); i++)
            if (p->roots[i])
                check_space(phys_to_ptr(p->roots[i]));
    }
    rule(!is_complete || pools == asid_pools, &ks.asid_pools,
         "each ASID pool in the table has its capability");
}

/* -- the walk -------------------------------------------------------------- */

static void find_row(struct cte *slots, word_t count)
{
    if (pending_count < PENDING_MAX)
        pending[pending_count++] = (struct row){ slots, count };
    else
        is_complete = false;
}

/* The slots inside an object. */
static void find_inner(struct cap cap)
{
    if (cap_is(cap, CAP_TCB) ||
        (cap_is(cap, CAP_ZOMBIE) && cap.size_bits == ZOMBIE_TCB))
        find_row(cap_cnode(cap), TCB_SLOTS);
    else if (cap_is(cap, CAP_CNODE) || cap_is(cap, CAP_ZOMBIE))
        find_row(cap_cnode(cap), cnode_slots(cap));
}

/* The first walk marks and checks; the second takes the marks away. */
static void visit_entry(struct cte *slot, bool is_first_walk)
{
    bool is_first_cap =
        !slot->prev || !cap_same_object(slot->prev->cap, slot->cap);

    if (is_first_cap)
        find_inner(slot->cap);
    if (!is_first_walk) {
        slot->next_flags &= ~(word_t)SLOT_MARK;
        return;
    }
    slot->next_flags |= SLOT_MARK;
    check_entry(slot);
    mark_mapping(slot->cap);
    if (is_first_cap)
        check_object(slot->cap);
}

static void visit_list(struct cte *slot, bool is_first_walk)
{
    const struct cte *start = slot;

    while (slot->prev) {
        rule(next_of(slot->prev) == slot, slot, "prev's next is the slot");
        slot = slot->prev;
        rule(slot != start, slot, "each list has a beginning");
    }
    for (; slot; slot = next_of(slot))
        visit_entry(slot, is_first_walk);
}

static void visit_rows(bool is_first_walk)
{
    while (pending_count > 0) {
        struct row row = pending[--pending_count];

        for (word_t i = 0; i < row.count; i++) {
            struct cte *slot = &row.slots[i];

            if (cap_is(slot->cap, CAP_NULL))
                rule(!slot->prev && !slot->next_flags && !slot->cap.head, slot,
                     "an empty slot is in no list and all zero");
            else if (is_marked(slot) != is_first_walk)
                visit_list(slot, is_first_walk);
        }
    }
}

static void walk(bool is_first_walk)
{
    find_row(cap_cnode(root_cnode), cnode_slots(root_cnode));
    find_row(ks.irq_slots, IRQ_TIMER + 1);
    visit_rows(is_first_walk);
    for (struct tcb *t = ks.all_threads; t; t = t->all_next) {
        find_row(t->slots, TCB_SLOTS);
        visit_rows(is_first_walk);
    }
}

static void check_interrupts(void)
{
    word_t issued = 0;

    for (word_t irq = 1; irq <= IRQ_MAX; irq++) {
        struct cap cap = ks.irq_slots[irq].cap;

        issued += ks.irq_issued[irq];
        rule(cap_is(cap, CAP_NULL) ||
                 (cap_is(cap, CAP_NOTIFICATION) && ks.irq_issued[irq]),
             irq, "an interrupt with a notification is issued");
    }
    rule(!is_complete || issued == irq_handlers, &ks.irq_issued,
         "each issued interrupt has its handler's capability");
}

void invariants_check_memory(void)
{
    is_complete = true;
    irq_handlers = asid_pools = 0;
    walk(true);
    walk(false);
    check_spaces();
    check_interrupts();
}

#endif
