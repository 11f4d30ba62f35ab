/* SPDX-License-Identifier: MIT */
/*
 * Deleting capabilities and, with the last one, objects.
 *
 * Deleting a capability that is not the last of its object just empties the
 * slot (a frame's own mapping goes with it). The last one takes the object
 * along: queues are emptied, links are cut, so that nothing in the kernel
 * points into memory that its untyped may give out again.
 *
 * A CNode or TCB holds capabilities itself. Its last capability becomes a
 * *zombie*: a record, in the same slot and at the same place in the tree, of
 * how many slots of the object are still to be emptied, from the highest down.
 * So the work can stop at any slot and go on later.
 *
 * A slot E that is being emptied may hold the last capability of another CNode
 * or TCB, Y. Recursion is out of the question, the kernel's stack is one page.
 * Instead Y's zombie is parked in Y's own slot 0, and what was there moves to
 * E, where it is deleted by the same rule. What lies in Y's other slots stays
 * until an ancestor of Y is revoked: the tree still leads there.
 *
 *     before:  E: cap of Y (last)       Y[0]: some cap    Y[1]: ...
 *     after:   E: some cap, deleted     Y[0]: zombie of Y Y[1]: ...
 *
 * A zombie that lies in one of its own slots skips that slot: it disappears
 * with the rest.
 *
 * Source: seL4 Reference Manual, "CNode methods" (Delete, Revoke).
 */
#include "cap/delete.h"
#include "cap/cdt.h"
#include "debug/assert.h"
#include "debug/invariants.h"
#include "ipc/endpoint.h"
#include "ipc/notification.h"
#include "ipc/reply.h"
#include "object/irq.h"
#include "object/sched_context.h"
#include "object/vspace.h"
#include "sched/sched.h"

/* What remains of the last capability of a CNode or TCB. */
static struct cap zombie_of(struct cap cap)
{
    struct cap zombie = cap_make(CAP_ZOMBIE, (word_t)cap.address);

    if (cap_is(cap, CAP_TCB)) {
        zombie.size_bits = ZOMBIE_TCB;
        zombie.remaining = TCB_SLOTS;
    } else {
        zombie.size_bits = cap.size_bits;
        zombie.remaining = cnode_slots(cap);
    }
    return zombie;
}

/* In debug builds a dead object is filled with a pattern, so that whoever still
   holds on to it is found out at once. Retype clears it again. */
static void bury(struct cap cap)
{
    word_t *p = cap_object(cap);
    word_t words = BIT(cap_region_bits(cap)) / sizeof(word_t);

    for (word_t i = 0; CONFIG_DEBUG && i < words; i++)
        p[i] = 0xdeaddeaddeaddeadul;
}

/* Takes an object apart whose last capability is `cap`. Returns what is to
   stay in the slot: a zombie, or nothing. */
static struct cap finalise_object(struct cap cap)
{
    invariants_note_change();
    switch (cap.type) {
    case CAP_ENDPOINT:
        endpoint_cancel_all(cap_endpoint(cap));
        bury(cap);
        break;
    case CAP_NOTIFICATION:
        notification_finalise(cap_notification(cap));
        bury(cap);
        break;
    case CAP_REPLY:
        reply_finalise(cap_reply(cap));
        bury(cap);
        break;
    case CAP_SCHED_CONTEXT:
        sc_finalise(cap_sched_context(cap));
        break;
    case CAP_IRQ_HANDLER:
        irq_retire(cap.irq);
        break;
    case CAP_PAGE_TABLE:
        page_table_finalise(cap);
        break;
    case CAP_ASID_POOL:
        asid_pool_finalise(cap);
        break;
    case CAP_TCB:
        tcb_finalise(cap_tcb(cap));
        return zombie_of(cap);
    case CAP_CNODE:
        return zombie_of(cap);
    }
    return cap_null();
}

/* Finalises the capability of a slot as far as is possible at once. Returns
   true with the slot empty, false with a zombie in it. */
static bool dissolve(struct cte *slot)
{
    struct cap rest = cap_null();

    if (cap_is(slot->cap, CAP_FRAME))
        frame_unmap(slot->cap);
    else if (cap_is(slot->cap, CAP_ZOMBIE))
        rest = slot->cap;
    else if (cdt_is_final(slot))
        rest = finalise_object(slot->cap);

    if (cap_is(rest, CAP_NULL) || rest.remaining == 0) {
        cdt_remove(slot);
        return true;
    }
    slot->cap = rest;
    return false;
}

/* Empties a slot of a dying CNode or TCB. The zombies of further objects are
   parked in their own first slots. */
static void empty_inner(struct cte *slot)
{
    while (!cap_is(slot->cap, CAP_NULL) && !dissolve(slot)) {
        struct cte *first = cap_cnode(slot->cap);

        if (first == slot)
            return;
        if (cap_is(first->cap, CAP_NULL))
            cdt_move(slot, first, slot->cap);
        else
            cdt_swap(slot->cap, slot, first->cap, first);
    }
}

/* Empties the last slot that the zombie in `slot` still covers. */
static void reduce_zombie(struct cte *slot)
{
    struct cap zombie = slot->cap;
    struct cte *last = cap_cnode(zombie) + zombie.remaining - 1;

    if (last != slot)
        empty_inner(last);
    /* The emptying may have parked another zombie here: see above. */
    if (cap_is(slot->cap, CAP_ZOMBIE) && slot->cap.address == zombie.address)
        slot->cap.remaining = zombie.remaining - 1;
}

error_t cap_delete(struct cte *slot)
{
    while (!cap_is(slot->cap, CAP_NULL) && !dissolve(slot)) {
        error_t err;

        reduce_zombie(slot);
        err = sched_preemption_point();
        if (err != OK)
            return err;
    }
    return OK;
}

error_t cap_revoke(struct cte *slot)
{
    while (!cap_is(slot->cap, CAP_NULL) && cdt_has_children(slot)) {
        error_t err = cap_delete(cdt_next(slot));

        if (err == OK)
            err = sched_preemption_point();
        if (err != OK)
            return err;
    }
    return OK;
}

void cap_delete_one(struct cte *slot)
{
    if (!cap_is(slot->cap, CAP_NULL)) {
        bool empty = dissolve(slot);

        kassert(empty);
        (void)empty;
    }
}
