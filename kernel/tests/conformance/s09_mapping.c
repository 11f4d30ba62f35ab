/* SPDX-License-Identifier: MIT */
/*
 * Sections 9.1 to 9.4: what mappings do, seen by accesses; threads in
 * address spaces of their own; what is left of a mapping when one of the
 * capabilities it hangs on is deleted.
 */
#include "probe.h"
#include "root.h"

enum { DEPTH = 64, PAGE = 4096 };

#define MEGA 0x200000ul

/* A frame whose every instruction is a return, not mapped. */
static seL4_CPtr make_code_frame(void)
{
    seL4_CPtr frame = make_frame();
    volatile uint32_t *code = (volatile uint32_t *)AREA;

    map_page(frame, AREA, seL4_ReadWrite, 0);
    for (int i = 0; i < PAGE / 4; i++)
        code[i] = CODE_RETURN;
    sync_code();
    CHECK_OK(seL4_RISCV_Page_Unmap(frame));
    return frame;
}

static void unmap(seL4_CPtr frame)
{
    CHECK_OK(seL4_RISCV_Page_Unmap(frame));
}

/* -- 9.1 Rights ------------------------------------------------------------ */

enum { R = 1, W = 2, X = 4 };

/* Tries all three accesses; `allowed` is a set of R, W, X. The store comes
   last, for it destroys the code. */
static void check_rights(const struct prober *prober, seL4_Word address,
                         int allowed)
{
    if (allowed & R)
        CHECK_MAPPED(prober, LOAD, address);
    else
        CHECK_FAULT(prober, LOAD, address);
    if (allowed & X)
        CHECK_MAPPED(prober, FETCH, address + 8);
    else
        CHECK_FAULT(prober, FETCH, address + 8);
    if (allowed & W)
        CHECK_MAPPED(prober, STORE, address);
    else
        CHECK_FAULT(prober, STORE, address);
}

/* What a mapping allows: the capability's rights, the requested ones, and
   whether it may be executed. Only to write is not a right of its own. */
static void check_mapping(seL4_CapRights_t held, seL4_CapRights_t asked,
                          seL4_Word attributes, int allowed)
{
    struct prober prober = make_prober();
    seL4_CPtr frame = test_copy(make_code_frame(), held);

    map_page(frame, AREA, asked, attributes);
    check_rights(&prober, AREA, allowed);
}

TEST(s9_1_read_write_execute)
{
    check_mapping(seL4_ReadWrite, seL4_ReadWrite, 0, R | W | X);
}

TEST(s9_1_read_write)
{
    check_mapping(seL4_AllRights, seL4_AllRights, seL4_RISCV_ExecuteNever,
                  R | W);
}

TEST(s9_1_read_execute)
{
    check_mapping(seL4_AllRights, seL4_CanRead, 0, R | X);
}

TEST(s9_1_read_only)
{
    check_mapping(seL4_AllRights, seL4_CanRead, seL4_RISCV_ExecuteNever, R);
}

TEST(s9_1_read_only_capability)
{
    check_mapping(seL4_CanRead, seL4_ReadWrite, 0, R | X);
}

/* Writing needs reading: neither is left. */
TEST(s9_1_write_only_request)
{
    check_mapping(seL4_AllRights, seL4_CanWrite, 0, X);
}

TEST(s9_1_write_only_capability)
{
    check_mapping(seL4_CanWrite, seL4_ReadWrite, 0, X);
}

TEST(s9_1_execute_only)
{
    check_mapping(seL4_AllRights, seL4_NoRights, 0, X);
}

TEST(s9_1_capability_without_rights)
{
    check_mapping(seL4_NoRights, seL4_AllRights, 0, X);
}

TEST(s9_1_nothing_allowed)
{
    check_mapping(seL4_AllRights, seL4_NoRights, seL4_RISCV_ExecuteNever, 0);
}

/* A mega page: its first and last word, and nothing behind it. */
TEST(s9_1_mega_page)
{
    struct prober prober = make_prober();
    seL4_CPtr mega = test_slot();

    CHECK_OK(seL4_Untyped_Retype(root_untyped(false, 22, NULL),
                                 seL4_RISCV_Mega_Page, 0, TEST_CNODE, 0, 0,
                                 mega, 1));
    CHECK_OK(seL4_RISCV_PageTable_Map(make_page_table(), TEST_VSPACE, AREA, 0));
    CHECK_OK(
        seL4_RISCV_Page_Map(mega, TEST_VSPACE, AREA + MEGA, seL4_ReadWrite, 0));
    CHECK_MAPPED(&prober, STORE, AREA + MEGA);
    CHECK_MAPPED(&prober, STORE, AREA + 2 * MEGA - 8);
    CHECK_FAULT(&prober, LOAD, AREA + MEGA - 8);
    CHECK_FAULT(&prober, LOAD, AREA + 2 * MEGA);
    unmap(mega);
    CHECK_FAULT(&prober, LOAD, AREA + MEGA);
}

/* Two capabilities to one frame show the same memory. */
TEST(s9_1_shared_memory)
{
    seL4_CPtr frame = make_frame();
    volatile uint64_t *first = (volatile uint64_t *)AREA;
    volatile uint64_t *second = (volatile uint64_t *)(AREA + PAGE);

    map_page(frame, AREA, seL4_ReadWrite, 0);
    map_page(test_copy(frame, seL4_CanRead), AREA + PAGE, seL4_ReadWrite, 0);
    first[7] = 77;
    CHECK_EQ(second[7], 77);
    first[7] = 78;
    CHECK_EQ(second[7], 78);
}

/* -- 9.1 Faults of addresses that nothing is at ---------------------------- */

TEST(s9_1_unmapped_addresses)
{
    static const seL4_Word rows[] = { 0, AREA, seL4_UserTop, 0x3ffffffff8 };
    struct prober prober = make_prober();

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_FAULT(&prober, LOAD, rows[i]);
        CHECK_FAULT(&prober, STORE, rows[i]);
        CHECK_FAULT(&prober, FETCH, rows[i]);
    }
}

/* The kernel's half of the address space is not the user's. */
TEST(s9_1_kernel_half)
{
    static const seL4_Word rows[] = { 0xffffffc080200000, 0xffffffff80200000,
                                      0xfffffffffffffff8 };
    struct prober prober = make_prober();

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_FAULT(&prober, LOAD, rows[i]);
        CHECK_FAULT(&prober, STORE, rows[i]);
    }
}

/* Addresses that Sv39 cannot name arrive in the message as they are. */
TEST(s9_1_not_canonical)
{
    struct prober prober = make_prober();

    CHECK_FAULT(&prober, LOAD, 0x4000000000);
    CHECK_FAULT(&prober, STORE, 0x123456789abcdef8);
}

/* -- 9.2 Effects of Map and Unmap ------------------------------------------ */

TEST(s9_2_unmap_takes_effect)
{
    struct prober prober = make_prober();
    seL4_CPtr frame = make_frame();

    map_page(frame, AREA, seL4_ReadWrite, 0);
    CHECK_MAPPED(&prober, STORE, AREA);
    unmap(frame);
    CHECK_FAULT(&prober, STORE, AREA);
    map_page(frame, AREA, seL4_ReadWrite, 0);
    CHECK_MAPPED(&prober, STORE, AREA);
}

/* Mapping again changes rights and attributes at once, both ways. */
TEST(s9_2_remap_changes_rights)
{
    struct prober prober = make_prober();
    seL4_CPtr frame = make_code_frame();

    map_page(frame, AREA, seL4_ReadWrite, 0);
    CHECK_MAPPED(&prober, FETCH, AREA);
    map_page(frame, AREA, seL4_CanRead, seL4_RISCV_ExecuteNever);
    check_rights(&prober, AREA, R);
    map_page(frame, AREA, seL4_ReadWrite, seL4_RISCV_ExecuteNever);
    check_rights(&prober, AREA + 16, R | W);
    map_page(frame, AREA, seL4_CanRead, 0);
    check_rights(&prober, AREA + 32, R | X);
    map_page(frame, AREA, seL4_NoRights, seL4_RISCV_ExecuteNever);
    check_rights(&prober, AREA, 0);
}

/* A change is seen by the thread that makes it, without a switch. */
TEST(s9_2_remap_without_a_switch)
{
    seL4_CPtr first = make_frame(), second = make_frame();
    volatile uint64_t *memory = (volatile uint64_t *)AREA;

    map_page(first, AREA, seL4_ReadWrite, 0);
    memory[0] = 1;
    unmap(first);
    map_page(second, AREA, seL4_ReadWrite, 0);
    CHECK_EQ(memory[0], 0);
    memory[0] = 2;
    unmap(second);
    map_page(first, AREA, seL4_ReadWrite, 0);
    CHECK_EQ(memory[0], 1);
}

/* Unmapping a table takes away all that is below. */
TEST(s9_2_table_unmap_takes_effect)
{
    struct prober prober = make_prober();
    seL4_CPtr lower = make_tables(TEST_VSPACE, AREA);

    map_page(make_frame(), AREA, seL4_ReadWrite, 0);
    map_page(make_frame(), AREA + MEGA - PAGE, seL4_ReadWrite, 0);
    map_page(make_frame(), AREA + MEGA, seL4_ReadWrite, 0);
    CHECK_OK(seL4_RISCV_PageTable_Unmap(lower));
    CHECK_FAULT(&prober, LOAD, AREA);
    CHECK_FAULT(&prober, LOAD, AREA + MEGA - PAGE);
    CHECK_MAPPED(&prober, LOAD, AREA + MEGA);
}

/* A frame whose table is gone keeps its record until it is unmapped. */
TEST(s9_2_stale_record)
{
    seL4_CPtr lower = make_tables(TEST_VSPACE, AREA);
    seL4_CPtr frame = make_frame();

    map_page(frame, AREA, seL4_ReadWrite, 0);
    map_page(make_frame(), AREA + MEGA, seL4_ReadWrite, 0);
    CHECK_OK(seL4_RISCV_PageTable_Unmap(lower));
    WALK({ "elsewhere", frame, RISCVPageMap, WORDS(AREA + MEGA + PAGE, 3, 0),
           CAPS(TEST_VSPACE), INVALID_ARG(0) },
         { "at its place", frame, RISCVPageMap, WORDS(AREA, 3, 0),
           CAPS(TEST_VSPACE), FAILED_LOOKUP(0, seL4_MissingCapability, 21) },
         { "unmap", frame, RISCVPageUnmap, NO_WORDS, NO_CAPS, SUCCEEDS },
         { "elsewhere", frame, RISCVPageMap, WORDS(AREA + MEGA + PAGE, 3, 0),
           CAPS(TEST_VSPACE), SUCCEEDS });
}

/* A stale record that is unmapped does no harm to what came after it. */
TEST(s9_2_stale_unmap_is_harmless)
{
    struct prober prober = make_prober();
    seL4_CPtr lower = make_tables(TEST_VSPACE, AREA);
    seL4_CPtr stale = make_frame(), frame = make_frame();

    map_page(stale, AREA, seL4_ReadWrite, 0);
    CHECK_OK(seL4_RISCV_PageTable_Unmap(lower));
    CHECK_OK(seL4_RISCV_PageTable_Map(lower, TEST_VSPACE, AREA, 0));
    map_page(frame, AREA, seL4_ReadWrite, 0);
    unmap(stale);
    CHECK_MAPPED(&prober, STORE, AREA);
}

/* Mapping again at the recorded place overwrites whatever is there. */
TEST(s9_2_stale_remap_overwrites)
{
    seL4_CPtr lower = make_tables(TEST_VSPACE, AREA);
    seL4_CPtr stale = make_frame(), frame = make_frame();
    volatile uint64_t *memory = (volatile uint64_t *)AREA;

    map_page(stale, AREA, seL4_ReadWrite, 0);
    memory[0] = 11;
    CHECK_OK(seL4_RISCV_PageTable_Unmap(lower));
    CHECK_OK(seL4_RISCV_PageTable_Map(lower, TEST_VSPACE, AREA, 0));
    map_page(frame, AREA, seL4_ReadWrite, 0);
    memory[0] = 22;
    map_page(stale, AREA, seL4_ReadWrite, 0);
    CHECK_EQ(memory[0], 11);
    /* Now the other record is the stale one. */
    unmap(frame);
    CHECK_EQ(memory[0], 11);
}

/* -- 9.3 Threads in other address spaces ----------------------------------- */

enum { CODE_ECALL = 0x00000073, THREAD_PRIORITY = 50 };

#define CODE 0x10000ul

/* A thread that starts at CODE of `vspace` and reports faults to `handler`. */
static seL4_CPtr thread_in(seL4_CPtr vspace, const struct fault_handler *h)
{
    seL4_CPtr tcb = make_tcb();
    seL4_UserContext context = { .pc = CODE, .a0 = 0xa0, .sp = 0x5b };

    CHECK_OK(seL4_TCB_Configure(tcb, TEST_CNODE, 0, vspace, 0, 0, 0));
    CHECK_OK(seL4_TCB_SetSchedParams(tcb, TEST_TCB, 0, THREAD_PRIORITY,
                                     test_sched_context(5000, 5000),
                                     h->sender));
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, true, 0, 32, &context));
    return tcb;
}

/* An address space with an ecall, of number 0, at CODE. */
static seL4_CPtr vspace_with_code(void)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr frame = make_frame();

    map_page(frame, AREA, seL4_ReadWrite, 0);
    *(volatile uint32_t *)AREA = CODE_ECALL;
    sync_code();
    unmap(frame);
    make_tables(vspace, CODE);
    CHECK_OK(seL4_RISCV_Page_Map(test_copy(frame, seL4_CanRead), vspace, CODE,
                                 seL4_CanRead, 0));
    return vspace;
}

#define CHECK_RUNS(fault)                                          \
    do {                                                           \
        CHECK_EQ((fault).label, seL4_Fault_UnknownSyscall);        \
        CHECK_EQ((fault).word[seL4_UnknownSyscall_FaultIP], CODE); \
    } while (0)

#define CHECK_CANNOT_RUN(fault)                                \
    do {                                                       \
        CHECK_EQ((fault).label, seL4_Fault_VMFault);           \
        CHECK_EQ((fault).word[seL4_VMFault_IP], CODE);         \
        CHECK_EQ((fault).word[seL4_VMFault_Addr], CODE);       \
        CHECK_EQ((fault).word[seL4_VMFault_PrefetchFault], 1); \
        CHECK_EQ((fault).word[seL4_VMFault_FSR], FSR_FETCH);   \
    } while (0)

TEST(s9_3_own_address_space)
{
    struct fault_handler handler = make_fault_handler();
    struct fault fault;

    thread_in(vspace_with_code(), &handler);
    fault = take_fault(&handler);
    CHECK_RUNS(fault);
    CHECK_EQ(fault.word[seL4_UnknownSyscall_A0], 0xa0);
    CHECK_EQ(fault.word[seL4_UnknownSyscall_SP], 0x5b);
}

/* The same address means different memory in two address spaces. */
TEST(s9_3_two_address_spaces)
{
    struct fault_handler handler = make_fault_handler();
    struct fault fault;

    thread_in(vspace_with_code(), &handler);
    fault = take_fault(&handler);
    CHECK_RUNS(fault);
    thread_in(make_vspace(), &handler);
    fault = take_fault(&handler);
    CHECK_CANNOT_RUN(fault);
    thread_in(vspace_with_code(), &handler);
    fault = take_fault(&handler);
    CHECK_RUNS(fault);
}

/* A table that is no root is accepted, but nothing is mapped for the thread. */
TEST(s9_3_table_that_is_no_root)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr vspace = vspace_with_code();
    struct fault fault;

    thread_in(make_tables(vspace, AREA), &handler);
    fault = take_fault(&handler);
    CHECK_CANNOT_RUN(fault);
}

/* The address space may be replaced while the thread is stopped. */
TEST(s9_3_change_of_address_space)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr tcb = thread_in(make_vspace(), &handler);
    struct fault fault = take_fault(&handler);

    CHECK_CANNOT_RUN(fault);
    CHECK_OK(seL4_TCB_SetSpace(tcb, handler.sender, TEST_CNODE, 0,
                               vspace_with_code(), 0));
    CHECK_OK(seL4_TCB_Resume(tcb));
    fault = take_fault(&handler);
    CHECK_RUNS(fault);
}

/* -- 9.4 Deletion ---------------------------------------------------------- */

TEST(s9_4_frame_unmaps_itself)
{
    struct prober prober = make_prober();
    seL4_CPtr frame = make_frame();

    map_page(frame, AREA, seL4_ReadWrite, 0);
    CHECK_MAPPED(&prober, LOAD, AREA);
    test_delete(frame);
    CHECK_FAULT(&prober, LOAD, AREA);
}

/* Each capability has its own mapping and takes only that one along. */
TEST(s9_4_copy_unmaps_only_its_own)
{
    struct prober prober = make_prober();
    seL4_CPtr frame = make_frame();
    seL4_CPtr copy = test_copy(frame, seL4_AllRights);

    map_page(frame, AREA, seL4_ReadWrite, 0);
    map_page(copy, AREA + PAGE, seL4_ReadWrite, 0);
    test_delete(copy);
    CHECK_MAPPED(&prober, LOAD, AREA);
    CHECK_FAULT(&prober, LOAD, AREA + PAGE);
    copy = test_copy(frame, seL4_AllRights);
    map_page(copy, AREA + PAGE, seL4_ReadWrite, 0);
    test_delete(frame);
    CHECK_FAULT(&prober, LOAD, AREA);
    CHECK_MAPPED(&prober, LOAD, AREA + PAGE);
}

/* A copy is not mapped, whatever its source is. */
TEST(s9_4_copy_has_no_mapping)
{
    struct prober prober = make_prober();
    seL4_CPtr frame = make_frame();
    seL4_CPtr copy;

    map_page(frame, AREA, seL4_ReadWrite, 0);
    copy = test_copy(frame, seL4_AllRights);
    unmap(copy);
    CHECK_MAPPED(&prober, LOAD, AREA);
    test_delete(copy);
    CHECK_MAPPED(&prober, LOAD, AREA);
}

/* A moved capability takes its record along. */
TEST(s9_4_move_keeps_the_mapping)
{
    struct prober prober = make_prober();
    seL4_CPtr frame = make_frame(), slot = test_slot();

    map_page(frame, AREA, seL4_ReadWrite, 0);
    CHECK_OK(
        seL4_CNode_Move(TEST_CNODE, slot, DEPTH, TEST_CNODE, frame, DEPTH));
    CHECK_MAPPED(&prober, LOAD, AREA);
    test_delete(slot);
    CHECK_FAULT(&prober, LOAD, AREA);
}

TEST(s9_4_stale_frame_deleted)
{
    struct prober prober = make_prober();
    seL4_CPtr lower = make_tables(TEST_VSPACE, AREA);
    seL4_CPtr stale = make_frame();

    map_page(stale, AREA, seL4_ReadWrite, 0);
    CHECK_OK(seL4_RISCV_PageTable_Unmap(lower));
    CHECK_OK(seL4_RISCV_PageTable_Map(lower, TEST_VSPACE, AREA, 0));
    map_page(make_frame(), AREA, seL4_ReadWrite, 0);
    test_delete(stale);
    CHECK_MAPPED(&prober, STORE, AREA);
}

/* The last capability of a table unlinks it, another one does nothing. */
TEST(s9_4_last_table_unlinks)
{
    struct prober prober = make_prober();
    seL4_CPtr lower = make_tables(TEST_VSPACE, AREA);
    seL4_CPtr frame = make_frame();
    seL4_CPtr copy = test_copy(lower, seL4_AllRights);

    map_page(frame, AREA, seL4_ReadWrite, 0);
    test_delete(lower);
    CHECK_MAPPED(&prober, LOAD, AREA);
    test_delete(copy);
    CHECK_FAULT(&prober, LOAD, AREA);
    WALK({ "the level is missing", frame, RISCVPageMap, WORDS(AREA, 3, 0),
           CAPS(TEST_VSPACE), FAILED_LOOKUP(0, seL4_MissingCapability, 21) });
}

/* The root stays as long as a thread has it; revoked it does not. */
TEST(s9_4_root_of_a_thread)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr vspace = vspace_with_code();
    seL4_CPtr tcb = thread_in(vspace, &handler);
    struct fault fault = take_fault(&handler);

    CHECK_RUNS(fault);
    CHECK_OK(seL4_TCB_Resume(tcb));
    fault = take_fault(&handler);
    CHECK_RUNS(fault);
    test_revoke(vspace); /* the copy in the TCB */
    CHECK_OK(seL4_TCB_Resume(tcb));
    fault = take_fault(&handler);
    CHECK_CANNOT_RUN(fault);
}

TEST(s9_4_root_outlived_by_a_thread)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr vspace = vspace_with_code();
    struct fault fault;

    thread_in(vspace, &handler);
    test_delete(vspace);
    fault = take_fault(&handler);
    CHECK_RUNS(fault);
}

/* Without its pool an address space is dead: threads in it fault. */
TEST(s9_4_pool_takes_its_spaces_along)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr pool = test_slot();
    seL4_CPtr vspace = make_page_table(), frame = make_frame();
    seL4_CPtr tcb;
    struct fault fault;

    CHECK_OK(seL4_RISCV_ASIDControl_MakePool(
        TEST_ASID_CONTROL, make_untyped(12), TEST_CNODE, pool, DEPTH));
    CHECK_OK(seL4_RISCV_ASIDPool_Assign(pool, vspace));
    map_page(frame, AREA, seL4_ReadWrite, 0);
    *(volatile uint32_t *)AREA = CODE_ECALL;
    sync_code();
    unmap(frame);
    make_tables(vspace, CODE);
    CHECK_OK(seL4_RISCV_Page_Map(frame, vspace, CODE, seL4_CanRead, 0));
    tcb = thread_in(vspace, &handler);
    fault = take_fault(&handler);
    CHECK_RUNS(fault);
    test_delete(pool);
    CHECK_OK(seL4_TCB_Resume(tcb));
    fault = take_fault(&handler);
    CHECK_CANNOT_RUN(fault);
    unmap(frame);
}

/* A copy of the pool's capability keeps it. */
TEST(s9_4_pool_with_two_capabilities)
{
    seL4_CPtr pool = test_slot();
    seL4_CPtr vspace = make_page_table();

    CHECK_OK(seL4_RISCV_ASIDControl_MakePool(
        TEST_ASID_CONTROL, make_untyped(12), TEST_CNODE, pool, DEPTH));
    test_copy(pool, seL4_AllRights);
    CHECK_OK(seL4_RISCV_ASIDPool_Assign(pool, vspace));
    test_delete(pool);
    CHECK_OK(seL4_RISCV_PageTable_Map(make_page_table(), vspace, AREA, 0));
}

/* The root deleted, its frames stay as they are, with stale records. */
TEST(s9_4_frames_of_a_deleted_root)
{
    seL4_CPtr vspace = make_vspace(), frame = make_frame();

    make_tables(vspace, AREA);
    make_tables(TEST_VSPACE, AREA);
    CHECK_OK(seL4_RISCV_Page_Map(frame, vspace, AREA, seL4_ReadWrite, 0));
    test_delete(vspace);
    WALK({ "in another address space", frame, RISCVPageMap, WORDS(AREA, 3, 0),
           CAPS(TEST_VSPACE), INVALID_CAP(1) },
         { "unmap", frame, RISCVPageUnmap, NO_WORDS, NO_CAPS, SUCCEEDS },
         { "in another address space", frame, RISCVPageMap, WORDS(AREA, 3, 0),
           CAPS(TEST_VSPACE), SUCCEEDS });
}

/* Revoking the memory unmaps whatever it held. */
TEST(s9_4_untyped_revoked)
{
    struct prober prober = make_prober();
    struct lone frame = make_lone(seL4_RISCV_4K_Page, 0, 12);

    map_page(frame.cap, AREA, seL4_ReadWrite, 0);
    CHECK_MAPPED(&prober, LOAD, AREA);
    CHECK(lone_exists(frame));
    test_revoke(frame.untyped);
    CHECK(!lone_exists(frame));
    CHECK_FAULT(&prober, LOAD, AREA);
}
