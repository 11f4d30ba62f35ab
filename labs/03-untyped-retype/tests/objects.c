/* SPDX-License-Identifier: MIT */
/*
 * Lab 03, visible tests: what Retype makes, and what it refuses to make.
 */
#include "memory.h"

/* Each type of the API yields a capability of its own type. */
TEST(retype_each_type)
{
    static const struct {
        const char *name;
        seL4_Word type, size_bits;
    } types[] = {
        { "untyped", seL4_UntypedObject, seL4_MinUntypedBits },
        { "tcb", seL4_TCBObject, 0 },
        { "endpoint", seL4_EndpointObject, 0 },
        { "notification", seL4_NotificationObject, 0 },
        { "cnode", seL4_CapTableObject, 1 },
        { "context", seL4_SchedContextObject, seL4_MinSchedContextBits },
        { "reply", seL4_ReplyObject, 0 },
        { "page", seL4_RISCV_4K_Page, 0 },
        { "page table", seL4_RISCV_PageTableObject, 0 },
    };

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        seL4_CPtr slot = test_slot();

        test_step(types[i].name);
        CHECK_OK(
            retype(TEST_UNTYPED, types[i].type, types[i].size_bits, slot, 1));
        record_value(types[i].name, seL4_DebugCapIdentify(slot));
    }
}

/* The sizes that the caller chooses become those of the objects. */
TEST(sizes_of_new_objects)
{
    seL4_Word radix = test_pick("radix", 2, 7);
    seL4_Word bits = test_pick("context", 8, 11);
    seL4_Word size = test_pick("untyped", 5, 13);
    seL4_CPtr cnode = test_object(seL4_CapTableObject, radix);
    seL4_CPtr context = test_object(seL4_SchedContextObject, bits);
    seL4_Word refills = seL4_MaxExtraRefills(bits);

    test_step("the last slot of a CNode, and the one behind it");
    record_value("last slot",
                 seL4_CNode_Copy(cnode, (1ul << radix) - 1, radix, TEST_CNODE,
                                 TEST_SC, seL4_WordBits, seL4_AllRights));
    record_value("one bit more",
                 seL4_CNode_Copy(cnode, 1ul << radix, radix + 1, TEST_CNODE,
                                 TEST_SC, seL4_WordBits, seL4_AllRights));

    test_step("all refills of a scheduling context, and one more");
    record_value("refills",
                 seL4_SchedControl_Configure(TEST_SCHED_CONTROL, context, 1000,
                                             5000, refills, 0));
    record_value("one refill more",
                 seL4_SchedControl_Configure(TEST_SCHED_CONTROL, context, 1000,
                                             5000, refills + 1, 0));

    test_step("the bytes of an untyped");
    record_value("untyped", bytes_left(make_untyped(size)));
}

/* The numbers of a refusal are the first two words of the answer. */
static void record_refusal(const char *names[3], seL4_Word type,
                           seL4_Word size_bits)
{
    seL4_CPtr slot = test_slot();

    test_step(names[0]);
    record_value(names[0], retype(TEST_UNTYPED, type, size_bits, slot, 1));
    record_value(names[1], seL4_GetMR(0));
    if (names[2])
        record_value(names[2], seL4_GetMR(1));
    CHECK_MSG(!is_filled(slot), "it was refused, and yet the slot is filled");
}

#define REFUSED(type, bits, ...) \
    record_refusal((const char *[3]){ __VA_ARGS__ }, type, bits)

/* Types that do not exist and sizes that no object has. */
TEST(retype_size_limits)
{
    seL4_Word before = bytes_left(TEST_UNTYPED);

    REFUSED(seL4_CapTableObject, 0, "CNode of one slot",
            "CNode of one slot: argument");
    REFUSED(seL4_UntypedObject, 3, "untyped of 8 bytes",
            "untyped of 8 bytes: argument");
    REFUSED(seL4_SchedContextObject, 6, "context of 64 bytes",
            "context of 64 bytes: argument");
    REFUSED(seL4_UntypedObject, 39, "2^39 bytes", "2^39 bytes: minimum",
            "2^39 bytes: maximum");
    REFUSED(seL4_CapTableObject, 34, "CNode of 2^39 bytes",
            "CNode of 2^39 bytes: minimum", "CNode of 2^39 bytes: maximum");
    REFUSED(seL4_EndpointObject, 64, "64 bits for an endpoint",
            "64 bits for an endpoint: minimum",
            "64 bits for an endpoint: maximum");
    REFUSED(seL4_ObjectTypeCount, 12, "type 11", "type 11: argument");
    record_value("used by refusals", before - bytes_left(TEST_UNTYPED));
}

/* Slot i gets object i, from the bottom up. */
TEST(objects_in_order)
{
    seL4_CPtr untyped = make_untyped(16);
    seL4_Word first = test_pick("first", 2, 7);
    seL4_CPtr frames = test_slots(16);
    seL4_Word order = 0;

    test_step("two Retypes of frames; the second fills the lower slots");
    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, frames + 8, first));
    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, frames, 8));
    for (seL4_Word i = 0; i < first; i++)
        order +=
            address_of(frames + 8 + i) - address_of(frames + 8) == i * PAGE;
    for (seL4_Word i = 0; i < 8; i++)
        order += address_of(frames + i) - address_of(frames + 8) ==
                 (first + i) * PAGE;
    record_value("frames in their places", order);
    record_value("left", bytes_left(untyped));
}
