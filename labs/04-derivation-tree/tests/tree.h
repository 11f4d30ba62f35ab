/* SPDX-License-Identifier: MIT */
/*
 * What the tests of lab 04 share. The derivation tree cannot be read from user
 * level; three things show it:
 *
 *   is_filled    what a Revoke took and what it left
 *   bytes_left   whether an untyped has children: without any it is all free
 *   a sender     waits at an endpoint until that is deleted: the last
 *                capability is gone
 */
#pragma once

#include "proctor.h"

enum { ABOVE = TEST_PRIORITY + 10, DEPTH = 64 };

/** Whether anything is in a slot of the test's CNode. */
static inline bool is_filled(seL4_CPtr slot)
{
    return seL4_DebugCapIdentify(slot) != 0;
}

/** Bit i says whether the i-th of these slots is filled. */
static inline seL4_Word filled(const seL4_CPtr *slots, seL4_Word count)
{
    seL4_Word set = 0;

    for (seL4_Word i = 0; i < count; i++)
        set |= (seL4_Word)is_filled(slots[i]) << i;
    return set;
}

#define FILLED(slots) filled(slots, sizeof(slots) / sizeof(slots)[0])

/** A copy with all rights. */
static inline seL4_CPtr copy_of(seL4_CPtr cap)
{
    return test_copy(cap, seL4_AllRights);
}

/** A copy with a badge and all rights. */
static inline seL4_CPtr badged(seL4_CPtr cap, seL4_Word badge)
{
    return test_mint(cap, seL4_AllRights, badge);
}

/** Moves a capability within the test's CNode. */
static inline seL4_Error move(seL4_CPtr to, seL4_CPtr from)
{
    return seL4_CNode_Move(TEST_CNODE, to, DEPTH, TEST_CNODE, from, DEPTH);
}

/** Moves a capability of the test's CNode into slot `index` of another one. */
static inline void move_into(seL4_CPtr cnode, seL4_Word radix, seL4_Word index,
                             seL4_CPtr from)
{
    CHECK_OK(seL4_CNode_Move(cnode, index, radix, TEST_CNODE, from, DEPTH));
}

/** Exchanges what is in two slots of the test's CNode. */
static inline seL4_Error swap(seL4_CPtr a, seL4_CPtr b)
{
    return seL4_CNode_Rotate(TEST_CNODE, a, DEPTH, 0, TEST_CNODE, b, DEPTH, 0,
                             TEST_CNODE, a, DEPTH);
}

/** Makes one object out of `untyped`; fails the test on any error. */
static inline seL4_CPtr make_of(seL4_CPtr untyped, seL4_Word type,
                                seL4_Word size_bits)
{
    seL4_CPtr slot = test_slot();

    CHECK_OK(seL4_Untyped_Retype(untyped, type, size_bits, TEST_CNODE, 0, 0,
                                 slot, 1));
    return slot;
}

/** Bytes of an untyped that a Retype could use. */
static inline seL4_Word bytes_left(seL4_CPtr untyped)
{
    seL4_Error error =
        seL4_Untyped_Retype(untyped, seL4_UntypedObject, seL4_MaxUntypedBits,
                            TEST_CNODE, 0, 0, test_slot(), 1);

    CHECK_MSG(error == seL4_NotEnoughMemory,
              "2^%d bytes of a small untyped: error %d", seL4_MaxUntypedBits,
              error);
    return seL4_GetMR(0);
}

/* -- senders that wait ----------------------------------------------------- */

struct sender {
    seL4_CPtr to;
    struct test_thread *thread;
};

static inline void send_once(void *argument)
{
    struct sender *s = argument;

    seL4_Send(s->to, seL4_MessageInfo_new(0, 0, 0, 0));
}

/** Starts a thread that sends through `to`, and returns when it waits. */
static inline void start_sender(struct sender *s, seL4_CPtr to)
{
    s->to = to;
    s->thread = test_spawn("sender", ABOVE, send_once, s);
    CHECK_MSG(!s->thread->done, "the sender did not wait");
}

/** The same with a copy that is gone when it waits: who leaves the endpoint
    finds an empty slot, and is done. */
static inline void start_lost_sender(struct sender *s, seL4_CPtr to)
{
    seL4_CPtr own = copy_of(to);

    start_sender(s, own);
    test_delete(own);
}

/** Bit i says whether the i-th sender is done. */
static inline seL4_Word done(const struct sender *s, seL4_Word count)
{
    seL4_Word set = 0;

    for (seL4_Word i = 0; i < count; i++)
        set |= (seL4_Word)s[i].thread->done << i;
    return set;
}
