/* SPDX-License-Identifier: MIT */
/*
 * Lab 03, visible tests: where objects lie in an untyped, how many fit, and
 * which slots they may go to.
 */
#include "memory.h"

/* Objects begin at a multiple of their size; the gap is lost. */
TEST(retype_alignment)
{
    static const struct {
        const char *name;
        seL4_Word type, size_bits;
    } steps[] = {
        { "endpoint", seL4_EndpointObject, 0 },
        { "reply", seL4_ReplyObject, 0 },
        { "notification", seL4_NotificationObject, 0 },
        { "context", seL4_SchedContextObject, 8 },
        { "tcb", seL4_TCBObject, 0 },
        { "second endpoint", seL4_EndpointObject, 0 },
        { "page", seL4_RISCV_4K_Page, 0 },
        { "half", seL4_UntypedObject, 14 },
    };
    seL4_CPtr untyped = make_untyped(15);
    seL4_CPtr page = test_slot(), base = test_slot();

    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, base, 1));
    record_value("page, left", bytes_left(untyped));
    test_step("one object of each size");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        seL4_CPtr slot =
            steps[i].type == seL4_RISCV_4K_Page ? page : test_slot();

        CHECK_OK(retype(untyped, steps[i].type, steps[i].size_bits, slot, 1));
        if (steps[i].type != seL4_RISCV_4K_Page)
            record_value(steps[i].name, bytes_left(untyped));
    }
    record_value("pages apart", address_of(page) - address_of(base));
}

/* An untyped can be used to its last byte, and not beyond. */
TEST(retype_fill_exactly)
{
    seL4_Word bits = test_pick("bits", 6, 8);
    seL4_Word count = 1ul << (bits - seL4_EndpointBits);
    seL4_CPtr untyped = make_untyped(bits);
    seL4_CPtr slots = test_slots(count + 1);

    test_step("endpoints, until the untyped is full");
    record_value("all but one",
                 retype(untyped, seL4_EndpointObject, 0, slots, count - 1));
    record_value("room for one", bytes_left(untyped));
    record_value("the last",
                 retype(untyped, seL4_EndpointObject, 0, slots + count - 1, 1));
    record_value("room for none", bytes_left(untyped));
    record_value("one more",
                 retype(untyped, seL4_EndpointObject, 0, slots + count, 1));
}

/* What does not fit is refused with the number of free bytes, and changes
   nothing. */
TEST(retype_overflow_refused)
{
    seL4_Word used = test_pick("used", 1, 50);
    seL4_CPtr untyped = make_untyped(13);
    seL4_CPtr slots = test_slots(128);
    seL4_Word filled = 0;

    test_step("some endpoints, then more TCBs than fit behind them");
    CHECK_OK(retype(untyped, seL4_EndpointObject, 0, test_slots(used), used));
    record_value("four TCBs", retype(untyped, seL4_TCBObject, 0, slots, 4));
    record_value("bytes", seL4_GetMR(0));
    record_value("two pages", retype(untyped, seL4_RISCV_4K_Page, 0, slots, 2));
    record_value("2^63 bytes in all",
                 retype(untyped, seL4_UntypedObject, 38, slots, 128));
    for (seL4_Word i = 0; i < 128; i++)
        filled += is_filled(slots + i);
    record_value("filled slots", filled);
    record_value("still left", bytes_left(untyped));
    record_value("three TCBs", retype(untyped, seL4_TCBObject, 0, slots, 3));
}

/* One object at least, 256 at most, all of them in the CNode. */
TEST(retype_count_limits)
{
    seL4_CPtr cnode = test_object(seL4_CapTableObject, 9);
    seL4_Word offset = test_pick("offset", 400, 500);
    const struct {
        const char *names[3];
        seL4_Word offset, count;
    } rows[] = {
        { { "none", "none: minimum", "none: maximum" }, 0, 0 },
        { { "257", "257: minimum", "257: maximum" }, 0, TOO_MANY },
        { { "all but none", "all but none: minimum", "all but none: maximum" },
          0,
          ~0ul },
        { { "past the end", "past the end: minimum", "past the end: maximum" },
          offset,
          512 - offset + 1 },
        { { "first behind the end", "first behind the end: minimum",
            "first behind the end: maximum" },
          512,
          1 },
        { { "far behind", "far behind: minimum", "far behind: maximum" },
          ~0ul,
          1 },
    };
    seL4_Word before = bytes_left(TEST_UNTYPED);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_step(rows[i].names[0]);
        record_value(rows[i].names[0],
                     seL4_Untyped_Retype(TEST_UNTYPED, seL4_EndpointObject, 0,
                                         cnode, 0, 0, rows[i].offset,
                                         rows[i].count));
        record_value(rows[i].names[1], seL4_GetMR(0));
        record_value(rows[i].names[2], seL4_GetMR(1));
    }
    record_value("used by refusals", before - bytes_left(TEST_UNTYPED));
    test_step("256, and up to the end");
    record_value("256 objects: error",
                 seL4_Untyped_Retype(TEST_UNTYPED, seL4_EndpointObject, 0,
                                     cnode, 0, 0, 0, TOO_MANY - 1));
    record_value("to the end: error",
                 seL4_Untyped_Retype(TEST_UNTYPED, seL4_EndpointObject, 0,
                                     cnode, 0, 0, offset, 512 - offset));
}

/* One occupied slot in the window, wherever it is, and nothing is made. */
TEST(dest_slot_occupied)
{
    enum { WINDOW = 8 };
    seL4_Word at = test_pick("at", 1, WINDOW - 2);
    const struct {
        const char *name;
        seL4_Word slot;
    } rows[] = { { "first", 0 }, { "inside", at }, { "last", WINDOW - 1 } };
    seL4_CPtr untyped = make_untyped(12);
    seL4_Word filled = 0;

    CHECK_OK(retype(untyped, seL4_EndpointObject, 0, test_slot(), 1));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seL4_CPtr window = test_slots(WINDOW);

        test_step(rows[i].name);
        CHECK_OK(seL4_CNode_Copy(TEST_CNODE, window + rows[i].slot,
                                 seL4_WordBits, TEST_CNODE, TEST_SC,
                                 seL4_WordBits, seL4_AllRights));
        record_value(rows[i].name, retype(untyped, seL4_NotificationObject, 0,
                                          window, WINDOW));
        for (seL4_Word k = 0; k < WINDOW; k++)
            filled += is_filled(window + k);
    }
    record_value("filled slots", filled);
    record_value("left", bytes_left(untyped));
}
