/* SPDX-License-Identifier: MIT */
/*
 * Lab 09, exercise: the reference test.
 *
 * A table that was taken out is as good as new: it is empty, it can be put in
 * somewhere, and the pages below it are gone. It is not taken out while
 * another capability says that it is there.
 */
#include "space.h"

TEST(table_taken_out)
{
    seL4_CPtr lower = make_tables(TEST_VSPACE, AREA), copy, frame;
    struct prober p;

    make_prober(&p);
    frame = make_frame();
    map_page(frame, AREA, seL4_ReadWrite, NEVER_EXECUTED);
    store(&p, AREA, 1);

    test_step("while there is a copy");
    copy = test_copy(lower, seL4_AllRights);
    CHECK_EQ(seL4_RISCV_PageTable_Unmap(lower), seL4_RevokeFirst);
    CHECK_EQ(load(&p, AREA), 1);
    test_delete(copy);

    test_step("take it out");
    CHECK_OK(seL4_RISCV_PageTable_Unmap(lower));
    check_fault(&p, LOAD, AREA);

    test_step("put it back: it is empty");
    CHECK_ACCEPTED(ask_table(lower, TEST_VSPACE, AREA));
    check_fault(&p, LOAD, AREA);

    test_step("put it elsewhere: it is empty there, too");
    CHECK_OK(seL4_RISCV_PageTable_Unmap(lower));
    CHECK_ACCEPTED(ask_table(lower, TEST_VSPACE, AREA + MEGA));
    check_fault(&p, LOAD, AREA + MEGA);
}
