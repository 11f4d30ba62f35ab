/* SPDX-License-Identifier: MIT */
/*
 * Lab 09, visible tests: taking mappings away, and address spaces.
 */
#include "space.h"

/* Unmapped and deleted frames are gone, each with its own mapping only. */
TEST(unmap_then_fault)
{
    seL4_CPtr frame = make_frame();
    seL4_CPtr copy = test_copy(frame, seL4_AllRights);
    struct prober p;

    make_prober(&p);
    make_tables(TEST_VSPACE, AREA);
    map_page(frame, AREA, seL4_ReadWrite, NEVER_EXECUTED);
    map_page(copy, AREA + 9 * PAGE, seL4_ReadWrite, NEVER_EXECUTED);
    test_step("unmap pages that nobody has touched");
    CHECK_OK(seL4_RISCV_Page_Unmap(frame));
    check_fault(&p, LOAD, AREA);
    store(&p, AREA + 9 * PAGE, test_word("kept"));
    test_step("map it elsewhere");
    map_page(frame, AREA + 3 * PAGE, seL4_ReadWrite, NEVER_EXECUTED);
    record_value("the same memory", load(&p, AREA + 3 * PAGE));
    test_step("delete a capability that maps");
    test_delete(copy);
    check_fault(&p, LOAD, AREA + 9 * PAGE);
    record_value("the other mapping", load(&p, AREA + 3 * PAGE));
    test_step("unmap what is not mapped");
    CHECK_OK(seL4_RISCV_Page_Unmap(frame));
    CHECK_OK(seL4_RISCV_Page_Unmap(frame));
    check_fault(&p, LOAD, AREA + 3 * PAGE);
}

/* What the hardware has seen, it remembers until it is told to forget. */
TEST(fence_after_unmap)
{
    seL4_CPtr first = make_frame(), second = make_frame();
    struct prober p;

    make_prober(&p);
    make_tables(TEST_VSPACE, AREA);
    test_step("touch, unmap, touch");
    map_page(first, AREA, seL4_ReadWrite, NEVER_EXECUTED);
    store(&p, AREA, test_word("first"));
    CHECK_OK(seL4_RISCV_Page_Unmap(first));
    check_fault(&p, LOAD, AREA);
    test_step("another frame at the same page");
    map_page(second, AREA, seL4_ReadWrite, NEVER_EXECUTED);
    record_value("zeros", load(&p, AREA));
    store(&p, AREA, test_word("second"));
    test_step("delete it, and map the first one again");
    test_delete(second);
    check_fault(&p, STORE, AREA);
    map_page(first, AREA, seL4_ReadWrite, NEVER_EXECUTED);
    record_value("first", load(&p, AREA));
}

/* A table that is deleted takes along all that is below it. */
TEST(deleted_table_unmaps)
{
    seL4_CPtr lower = make_tables(TEST_VSPACE, AREA);
    seL4_CPtr frame = make_frame(), beside = make_table();
    struct prober p;

    make_prober(&p);
    CHECK_ACCEPTED(ask_table(beside, TEST_VSPACE, AREA + MEGA));
    map_page(frame, AREA + 7 * PAGE, seL4_ReadWrite, NEVER_EXECUTED);
    map_page(make_frame(), AREA + MEGA, seL4_ReadWrite, NEVER_EXECUTED);
    store(&p, AREA + 7 * PAGE, test_word("below"));
    store(&p, AREA + MEGA, test_word("beside"));
    test_delete(lower);
    check_fault(&p, LOAD, AREA + 7 * PAGE);
    record_value("beside", load(&p, AREA + MEGA));
    test_step("a new table in its place");
    CHECK_ACCEPTED(ask_table(make_table(), TEST_VSPACE, AREA));
    check_fault(&p, LOAD, AREA + 7 * PAGE);
    CHECK_ACCEPTED(ask_map(frame, TEST_VSPACE, AREA + 7 * PAGE));
    record_value("the frame has kept it", load(&p, AREA + 7 * PAGE));
}

/* Two system calls, the second of them one that the kernel does not know. */
static const uint32_t program[] = { 0x00000073 /* ecall */,
                                    0x00100893 /* li a7, 1 */,
                                    0x00000073 /* ecall */ };

#define CODE 0x10000ul

static void map_program(seL4_CPtr vspace)
{
    seL4_CPtr frame = make_frame();

    make_tables(vspace, CODE);
    map_page(frame, AREA, seL4_ReadWrite, NEVER_EXECUTED);
    for (int i = 0; i < 3; i++)
        ((volatile uint32_t *)AREA)[i] = program[i];
    sync_code();
    CHECK_OK(seL4_RISCV_Page_Unmap(frame));
    CHECK_OK(seL4_RISCV_Page_Map(frame, vspace, CODE, seL4_CanRead,
                                 seL4_RISCV_Default_VMAttributes));
}

/* An address space that lies alone in its memory, so that it can be taken
   away whoever has a capability to it. */
struct lone_space {
    seL4_CPtr memory, root;
};

static void renew(struct lone_space *lone)
{
    CHECK_OK(seL4_CNode_Revoke(TEST_CNODE, lone->memory, seL4_WordBits));
    CHECK_OK(seL4_Untyped_Retype(lone->memory, seL4_RISCV_PageTableObject, 0,
                                 TEST_CNODE, 0, 0, lone->root, 1));
    CHECK_OK(seL4_RISCV_ASIDPool_Assign(TEST_ASID_POOL, lone->root));
}

static struct lone_space make_lone_space(void)
{
    struct lone_space lone = { test_object(seL4_UntypedObject, 12),
                               test_slot() };

    renew(&lone);
    return lone;
}

/* The second system call is what it stops at. */
static const seL4_UserContext start = { .pc = CODE, .a7 = 1 };

/* When an address space dies, its number goes to the next one, which begins
   empty. There are more deaths here than a pool has numbers. */
TEST(asid_reuse_flush)
{
    enum { ROUNDS = 520 };
    struct lone_space lone = make_lone_space();
    struct stranger s = make_stranger(lone.root);

    make_tables(TEST_VSPACE, AREA);
    map_program(lone.root);
    test_step("a thread in its own space");
    record_value("runs", stranger_run(&s, start));
    test_step("the space is taken away");
    CHECK_OK(seL4_CNode_Revoke(TEST_CNODE, lone.memory, seL4_WordBits));
    record_value("in no space", stranger_run(&s, start));
    test_step("the next space");
    renew(&lone);
    CHECK_OK(seL4_TCB_SetSpace(s.tcb, test_mint(s.endpoint, seL4_AllRights, 1),
                               TEST_CNODE, 0, lone.root, 0));
    record_value("in an empty space", stranger_run(&s, start));
    map_program(lone.root);
    record_value("in the next space", stranger_run(&s, start));
    test_step("numbers come back");
    for (int i = 0; i < ROUNDS; i++)
        renew(&lone);
}

/* Who takes its own address space away is in none when it comes back. */
TEST(space_dies_in_force)
{
    struct lone_space lone = make_lone_space();
    struct stranger s = make_stranger(lone.root);
    seL4_UserContext revoke = start;

    make_tables(TEST_VSPACE, AREA);
    map_program(lone.root);
    record_value("runs", stranger_run(&s, start));
    test_step("the thread revokes the memory of its root table");
    revoke.a0 = TEST_CNODE;
    revoke.a1 = seL4_MessageInfo_new(CNodeRevoke, 0, 0, 2).words[0];
    revoke.a2 = lone.memory;
    revoke.a3 = seL4_WordBits;
    revoke.a7 = (seL4_Word)seL4_SysCall;
    record_value("comes back to no space", stranger_run(&s, revoke));
}
