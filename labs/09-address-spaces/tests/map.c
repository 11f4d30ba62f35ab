/* SPDX-License-Identifier: MIT */
/*
 * Lab 09, visible tests: putting frames and tables into an address space.
 */
#include "space.h"

/* Two frames at pages far apart: each keeps what is written to it, and what
   lies between them is not there. */
TEST(map_frame_rw)
{
    seL4_Word first = AREA + PAGE * test_pick("first", 1, 200);
    seL4_Word second = AREA + PAGE * test_pick("second", 300, 510);
    struct prober p;

    make_prober(&p);
    make_tables(TEST_VSPACE, AREA);
    test_step("map two frames");
    map_page(make_frame(), first, seL4_ReadWrite, NEVER_EXECUTED);
    map_page(make_frame(), second, seL4_ReadWrite, NEVER_EXECUTED);
    store(&p, first + 8, test_word("one"));
    store(&p, second + PAGE - 8, test_word("two"));
    record_value("first", load(&p, first + 8));
    record_value("second", load(&p, second + PAGE - 8));
    record_value("not written", load(&p, first + PAGE - 8));
    check_fault(&p, LOAD, first - 8);
    check_fault(&p, STORE, first + PAGE);
    check_fault(&p, LOAD, second + PAGE);
}

static void record_missing(const char *name, const char *bits,
                           struct answer answer)
{
    record_value(name, answer.error);
    CHECK_EQ(answer.word[1], seL4_MissingCapability);
    record_value(bits, answer.word[2]);
}

/* Which level is missing is told with the error, and a table serves the range
   of its level and no more. */
TEST(map_needs_table)
{
    seL4_CPtr frame = make_frame();
    seL4_Word page = AREA + PAGE * test_pick("page", 0, 511);

    record_missing("no table", "bits of an entry of the root",
                   ask_map(frame, TEST_VSPACE, page));
    CHECK_ACCEPTED(ask_table(make_table(), TEST_VSPACE, page));
    record_missing("one table", "bits of an entry below",
                   ask_map(frame, TEST_VSPACE, page));
    CHECK_ACCEPTED(ask_table(make_table(), TEST_VSPACE, page));
    test_step("outside of the tables");
    record_missing("beside the lower table", "bits there",
                   ask_map(frame, TEST_VSPACE, page + MEGA));
    record_missing("beside the upper table", "bits at the root",
                   ask_map(frame, TEST_VSPACE, page + (1ul << 30)));
    test_step("where both tables are");
    CHECK_ACCEPTED(ask_map(frame, TEST_VSPACE, page));
    CHECK_ACCEPTED(
        ask_map(make_frame(), TEST_VSPACE, page == AREA ? page + PAGE : AREA));
}

/* A place is taken; and a capability that maps, maps at one place only. */
TEST(remap_refused)
{
    seL4_CPtr other = make_vspace();
    seL4_CPtr frame = make_frame();
    struct prober p;

    make_prober(&p);
    make_tables(TEST_VSPACE, AREA);
    make_tables(other, AREA);
    CHECK_ACCEPTED(ask_map(frame, TEST_VSPACE, AREA));
    store(&p, AREA, test_word("there"));
    test_step("another frame at the same page");
    CHECK_EQ(ask_map(make_frame(), TEST_VSPACE, AREA).error, seL4_DeleteFirst);
    CHECK_EQ(ask_map(test_copy(frame, seL4_AllRights), TEST_VSPACE, AREA).error,
             seL4_DeleteFirst);
    test_step("the same capability elsewhere");
    CHECK_REFUSED(ask_map(frame, TEST_VSPACE, AREA + PAGE),
                  seL4_InvalidArgument, 0);
    CHECK_REFUSED(ask_map(frame, other, AREA), seL4_InvalidCapability, 1);
    check_fault(&p, LOAD, AREA + PAGE);
    test_step("the same capability at its place");
    CHECK_ACCEPTED(ask_map(frame, TEST_VSPACE, AREA));
    record_value("still there", load(&p, AREA));
}

/* A table comes where the walk ends, and nowhere else. */
TEST(table_refused)
{
    seL4_CPtr upper = make_table(), lower = make_table(), more = make_table();
    struct prober p;

    make_prober(&p);
    CHECK_ACCEPTED(ask_table(upper, TEST_VSPACE, AREA));
    CHECK_ACCEPTED(ask_table(lower, TEST_VSPACE, AREA + 5 * PAGE));
    map_page(make_frame(), AREA, seL4_ReadWrite, NEVER_EXECUTED);
    store(&p, AREA, test_word("there"));
    test_step("a third table: there is no fourth level");
    CHECK_EQ(ask_table(more, TEST_VSPACE, AREA).error, seL4_DeleteFirst);
    CHECK_EQ(ask_table(more, TEST_VSPACE, AREA + PAGE).error, seL4_DeleteFirst);
    test_step("a table that is in use");
    CHECK_REFUSED(ask_table(lower, TEST_VSPACE, AREA + MEGA),
                  seL4_InvalidCapability, 0);
    CHECK_REFUSED(ask_table(TEST_VSPACE, TEST_VSPACE, AREA + MEGA),
                  seL4_InvalidCapability, 0);
    test_step("a target that is no root, and an address of the kernel's");
    CHECK_REFUSED(ask_table(more, make_frame(), AREA + MEGA),
                  seL4_InvalidCapability, 1);
    CHECK_REFUSED(ask_table(more, make_table(), AREA + MEGA),
                  seL4_InvalidCapability, 1);
    CHECK_REFUSED(ask_table(more, TEST_VSPACE, TOP), seL4_InvalidArgument, 0);
    record_value("still there", load(&p, AREA));
    CHECK_ACCEPTED(ask_table(more, TEST_VSPACE, AREA + MEGA));
}
