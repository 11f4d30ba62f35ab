/* SPDX-License-Identifier: MIT */
/*
 * Lab 09, visible tests: what a mapping allows.
 */
#include "space.h"

/* Neither the request nor the capability alone decides. A mapping that is
   made again has its new rights at once. */
TEST(rights_ro_enforced)
{
    seL4_CPtr frame = make_frame();
    seL4_CPtr read_only = test_copy(frame, seL4_CanRead);
    struct prober p;

    make_prober(&p);
    make_tables(TEST_VSPACE, AREA);
    test_step("a capability to read only, asked to write");
    map_page(frame, AREA, seL4_ReadWrite, NEVER_EXECUTED);
    map_page(read_only, AREA + PAGE, seL4_ReadWrite, NEVER_EXECUTED);
    store(&p, AREA + 16, test_word("one"));
    record_value("seen read only", load(&p, AREA + PAGE + 16));
    check_fault(&p, STORE, AREA + PAGE + 16);
    test_step("the mapping that was writable, now read only");
    map_page(frame, AREA, seL4_CanRead, NEVER_EXECUTED);
    check_fault(&p, STORE, AREA + 16);
    record_value("still readable", load(&p, AREA + 16));
    test_step("and writable again");
    map_page(frame, AREA, seL4_ReadWrite, NEVER_EXECUTED);
    store(&p, AREA + 16, test_word("two"));
    record_value("written again", load(&p, AREA + PAGE + 16));
    test_step("mapped without any right");
    map_page(frame, AREA, seL4_NoRights, NEVER_EXECUTED);
    check_fault(&p, LOAD, AREA + 16);
}

/* Who maps decides whether a page may be executed. So one who maps nothing
   both ways has no page that can be written and executed. */
TEST(wx_policy)
{
    seL4_CPtr frame = make_frame();
    struct prober p;

    make_prober(&p);
    make_tables(TEST_VSPACE, AREA);
    test_step("written, never executed");
    map_page(frame, AREA, seL4_ReadWrite, NEVER_EXECUTED);
    for (seL4_Word at = AREA; at < AREA + PAGE; at += 8)
        *(volatile seL4_Word *)at = (seL4_Word)CODE_RETURN << 32 | CODE_RETURN;
    check_fault(&p, FETCH, AREA + 64);
    test_step("executed, not written");
    map_page(frame, AREA, seL4_CanRead, EXECUTABLE);
    check_reached(&p, FETCH, AREA + 64);
    check_reached(&p, LOAD, AREA + 64);
    check_fault(&p, STORE, AREA + 64);
    test_step("read only, never executed");
    map_page(frame, AREA, seL4_CanRead, NEVER_EXECUTED);
    check_fault(&p, FETCH, AREA + 64);
    check_reached(&p, LOAD, AREA + 64);
    check_fault(&p, STORE, AREA + 64);
}
