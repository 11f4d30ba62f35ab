/* SPDX-License-Identifier: MIT */
/*
 * Lab 03, hidden tests: corners of what the page says, and random operations.
 */
#include "memory.h"

enum { ABOVE = TEST_PRIORITY + 10 };

/* The order in which a Retype with several faults is refused. */
TEST(refusals_in_order)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr notification = test_object(seL4_NotificationObject, 0);

    test_step("wrong in two ways each");
    record_value("type, size",
                 retype(untyped, seL4_ObjectTypeCount, 64, test_slot(), 1));
    record_value("size, count",
                 retype(untyped, seL4_UntypedObject, 64, test_slot(), 0));
    record_value("size, count: maximum", seL4_GetMR(1));
    record_value("minimum, destination",
                 seL4_Untyped_Retype(untyped, seL4_UntypedObject, 3,
                                     notification, 0, 0, 0, 1));
    record_value("offset, count",
                 retype(untyped, seL4_EndpointObject, 0, 1024, 0));
    record_value("offset, count: maximum", seL4_GetMR(1));
    record_value("count, window",
                 retype(untyped, seL4_EndpointObject, 0, 1023, TOO_MANY));
    record_value("count, window: maximum", seL4_GetMR(1));
    record_value("window, occupied",
                 retype(TEST_UNTYPED, seL4_EndpointObject, 0, TEST_TCB, 256));
    record_value("occupied, memory",
                 retype(untyped, seL4_UntypedObject, 13, TEST_TCB, 1));
    record_value(
        "memory, device",
        retype(TEST_DEVICE_MEMORY, seL4_CapTableObject, 33, test_slot(), 64));
}

struct partner {
    seL4_CPtr endpoint, reply, gift;
    seL4_CPtr received;
};

/* Receives a capability with a call, and answers with another one. */
static void exchange(void *argument)
{
    struct partner *p = argument;
    seL4_MessageInfo_t info;
    seL4_Word badge;

    seL4_SetCapReceivePath(TEST_CNODE, p->received, seL4_WordBits);
    info = seL4_Recv(p->endpoint, &badge, p->reply);
    p->received = seL4_MessageInfo_get_extraCaps(info);
    seL4_SetCap(0, p->gift);
    seL4_Send(p->reply, seL4_MessageInfo_new(0, 0, 1, 0));
}

/* A new endpoint carries capabilities in calls, a new reply object in
   answers; a new notification can be signalled and polled. */
TEST(new_caps_have_rights)
{
    struct partner partner = {
        .endpoint = test_object(seL4_EndpointObject, 0),
        .reply = test_object(seL4_ReplyObject, 0),
        .gift = test_object(seL4_NotificationObject, 0),
        .received = test_slot(),
    };
    seL4_CPtr slot = test_slot();
    seL4_CPtr sent = partner.received;
    seL4_MessageInfo_t info;
    seL4_Word word;

    test_spawn("partner", ABOVE, exchange, &partner);
    seL4_SetCapReceivePath(TEST_CNODE, slot, seL4_WordBits);
    seL4_SetCap(0, partner.gift);
    test_step("call with a capability");
    info = seL4_Call(partner.endpoint, seL4_MessageInfo_new(0, 0, 1, 0));
    record_value("with the call", partner.received);
    record_value("arrived", is_filled(sent));
    record_value("with the answer", seL4_MessageInfo_get_extraCaps(info));
    test_step("signal and poll a new notification");
    seL4_Signal(test_mint(partner.gift, seL4_CanWrite, test_word("badge")));
    seL4_Poll(test_copy(partner.gift, seL4_CanRead), &word);
    record_value("word", word);
}

/* Memory that went through an untyped inside another one is cleared when it
   becomes an object, not before. */
TEST(nested_untyped_cleared)
{
    seL4_CPtr outer = make_untyped(14);
    seL4_CPtr inner = test_slot(), innermost = test_slot();
    seL4_CPtr frames = test_slots(2);

    make_dirty(outer, 4, test_word("pattern"));
    CHECK_OK(retype(outer, seL4_RISCV_4K_Page, 0, frames, 1));
    CHECK_OK(retype(outer, seL4_UntypedObject, 13, inner, 1));
    CHECK_OK(retype(inner, seL4_UntypedObject, 12, innermost, 1));
    CHECK_OK(retype(innermost, seL4_RISCV_4K_Page, 0, frames + 1, 1));
    record_value("apart", address_of(frames + 1) - address_of(frames));
    record_value("dirty words",
                 dirty_words(map(frames, 0)) + dirty_words(map(frames + 1, 1)));
}

/* -- random operations against a model on the host ------------------------- */

enum { STEPS = 160, SLOTS = 24 };

static seL4_Word digest;

static void note(seL4_Word word)
{
    digest = (digest ^ word) * 0x100000001b3;
}

/* Retypes of all kinds, deletions and revocations in an order that the nonce
   decides; after each, the error and the bytes that are left. */
TEST(retype_random_vs_model)
{
    static const seL4_Word bits[] = { 4, 0, 0, 0, 1, 7, 0 };
    seL4_CPtr untyped = make_untyped(13);
    seL4_CPtr slots = test_slots(SLOTS), probe = test_slot();
    uint64_t random = test_word("random");

    digest = 0;
    for (int i = 0; i < STEPS; i++) {
        seL4_Word at, type, count;

        random = random * 6364136223846793005 + 1442695040888963407;
        at = (random >> 32) % (SLOTS - 3);
        type = (random >> 40) % 7;
        count = (random >> 48) % 4;
        if (random >> 61 == 0)
            test_revoke(untyped);
        else if (random >> 61 < 3)
            test_delete(slots + at);
        else
            note(retype(untyped, type, bits[type] + (random >> 52) % 3,
                        slots + at, count));
        CHECK_EQ(
            retype(untyped, seL4_UntypedObject, seL4_MaxUntypedBits, probe, 1),
            seL4_NotEnoughMemory);
        note(seL4_GetMR(0));
    }
    record_value("digest", digest);
}
