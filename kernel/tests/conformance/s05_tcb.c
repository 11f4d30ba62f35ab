/* SPDX-License-Identifier: MIT */
/*
 * Section 5.2, second part: spaces, buffer, handlers, priorities and bindings
 * of a thread: checks in their order, and what each method changes.
 *
 * Whether a slot of a TCB holds a capability is seen by the memory that it
 * keeps in use (struct lone).
 */
#include "probe.h"

enum { DEPTH = 64, LOW_PRIORITY = 50, PAGE = 4096 };

/* One system call with the registers of the start, then system call 0. */
__asm__(".text\n"
        "one_call:\n"
        "    ecall\n"
        "    li   a7, 0\n"
        "after_call:\n"
        "    ecall\n");
extern char one_call[], after_call[];

static seL4_CPtr make_thread(seL4_CPtr faults)
{
    seL4_CPtr tcb = make_tcb();

    CHECK_OK(seL4_TCB_Configure(tcb, TEST_CNODE, 0, TEST_VSPACE, 0, 0, 0));
    CHECK_OK(seL4_TCB_SetSchedParams(tcb, TEST_TCB, 0, LOW_PRIORITY,
                                     test_sched_context(5000, 5000), faults));
    return tcb;
}

static void start_call(seL4_CPtr tcb, long number, seL4_Word a0, seL4_Word a1)
{
    seL4_UserContext context = {
        .pc = (seL4_Word)one_call, .a0 = a0, .a1 = a1, .a7 = (seL4_Word)number
    };

    CHECK_OK(seL4_TCB_WriteRegisters(tcb, true, 0, 32, &context));
}

/* An untyped that has a child, so that it cannot be copied. */
static seL4_CPtr make_used_untyped(void)
{
    return make_lone(seL4_EndpointObject, 0, 12).untyped;
}

TEST(s5_2_labels)
{
    seL4_CPtr tcb = make_tcb();

    WALK({ "0", tcb, 0, NO_WORDS, NO_CAPS, ILLEGAL },
         { "Retype", tcb, UntypedRetype, NO_WORDS, NO_CAPS, ILLEGAL },
         { "CNodeRevoke", tcb, CNodeRevoke, NO_WORDS, NO_CAPS, ILLEGAL },
         { "Resume in its low bits only", tcb, 1ul << 40 | TCBResume, NO_WORDS,
           NO_CAPS, ILLEGAL });
}

/* -- Configure ------------------------------------------------------------- */

TEST(s5_2_configure_truncated)
{
    seL4_CPtr tcb = make_tcb();

    WALK({ "two words", tcb, TCBConfigure, WORDS(0, 0), CAPS(0, 0, 0),
           TRUNCATED },
         { "two capabilities", tcb, TCBConfigure, WORDS(0, 0, 1),
           CAPS(TEST_CNODE, TEST_VSPACE), TRUNCATED },
         { "none", tcb, TCBConfigure, WORDS(0, 0, 1), NO_CAPS, TRUNCATED });
}

TEST(s5_2_configure_buffer)
{
    seL4_CPtr tcb = make_tcb(), frame = make_frame();

    WALK({ "not a frame, not aligned", tcb, TCBConfigure, WORDS(0, 0, 1),
           CAPS(0, 0, make_endpoint()), ILLEGAL },
         { "null", tcb, TCBConfigure, WORDS(0, 0, 0x400), CAPS(0, 0, 0),
           ILLEGAL },
         { "cannot be copied", tcb, TCBConfigure, WORDS(0, 0, 1),
           CAPS(0, 0, make_used_untyped()), REVOKE_FIRST },
         { "device, not aligned", tcb, TCBConfigure, WORDS(0, 0, 1),
           CAPS(0, 0, TEST_RTC_FRAME), ILLEGAL },
         { "not aligned, no spaces", tcb, TCBConfigure, WORDS(0, 0, 0x600),
           CAPS(0, 0, frame), FAILS(seL4_AlignmentError) },
         { "good", tcb, TCBConfigure, WORDS(0, 0, 0x400),
           CAPS(TEST_CNODE, TEST_VSPACE, frame), SUCCEEDS },
         { "address 0: not looked at", tcb, TCBConfigure, WORDS(0, 0, 0),
           CAPS(TEST_CNODE, TEST_VSPACE, make_used_untyped()), SUCCEEDS });
}

/* Neither rights nor a mapping are asked of the frame, nor the address. */
TEST(s5_2_buffer_frame_of_any_rights)
{
    seL4_CPtr tcb = make_tcb(), frame = make_frame();

    WALK({ "without rights", tcb, TCBSetIPCBuffer, WORDS(-1024ul),
           CAPS(test_copy(frame, seL4_NoRights)), SUCCEEDS },
         { "read only", tcb, TCBSetIPCBuffer, WORDS(0x10000),
           CAPS(test_copy(frame, seL4_CanRead)), SUCCEEDS });
}

TEST(s5_2_configure_cspace)
{
    seL4_CPtr tcb = make_tcb(), cnode = make_cnode(4);

    WALK({ "null", tcb, TCBConfigure, WORDS(0, 0, 0), CAPS(0, TEST_VSPACE, 0),
           ILLEGAL },
         { "not a CNode", tcb, TCBConfigure, WORDS(0, 0, 0),
           CAPS(make_endpoint(), TEST_VSPACE, 0), ILLEGAL },
         { "cannot be copied", tcb, TCBConfigure, WORDS(0, 0, 0),
           CAPS(make_used_untyped(), 0, 0), REVOKE_FIRST },
         { "guard too long", tcb, TCBConfigure, WORDS(guard_word(0, 61), 0, 0),
           CAPS(cnode, TEST_VSPACE, 0), ILLEGAL },
         { "guard that fits", tcb, TCBConfigure, WORDS(guard_word(0, 60), 0, 0),
           CAPS(cnode, TEST_VSPACE, 0), SUCCEEDS });
}

TEST(s5_2_configure_vspace)
{
    seL4_CPtr tcb = make_tcb();

    WALK({ "null", tcb, TCBConfigure, WORDS(0, 0, 0), CAPS(TEST_CNODE, 0, 0),
           ILLEGAL },
         { "not mapped", tcb, TCBConfigure, WORDS(0, 0, 0),
           CAPS(TEST_CNODE, make_page_table(), 0), ILLEGAL },
         { "not a table", tcb, TCBConfigure, WORDS(0, 0, 0),
           CAPS(TEST_CNODE, TEST_CNODE, 0), ILLEGAL },
         { "cannot be copied", tcb, TCBConfigure, WORDS(0, 0, 0),
           CAPS(TEST_CNODE, make_used_untyped(), 0), REVOKE_FIRST },
         { "any data", tcb, TCBConfigure, WORDS(0, -1ul, 0),
           CAPS(TEST_CNODE, TEST_VSPACE, 0), SUCCEEDS },
         { "no root, but mapped", tcb, TCBConfigure, WORDS(0, 0, 0),
           CAPS(TEST_CNODE, make_tables(make_vspace(), AREA), 0), SUCCEEDS });
}

/* Data that is not 0 is the guard; 0 keeps the guard there was. */
TEST(s5_2_configure_guard)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr tcb = make_thread(handler.sender);
    seL4_CPtr cnode = make_cnode(4), ntfn = make_notification();
    seL4_CPtr guarded = test_slot();
    struct fault fault;

    put_into(cnode, 4, 7, test_mint(ntfn, seL4_AllRights, 0x70));
    CHECK_OK(seL4_CNode_Mint(TEST_CNODE, guarded, DEPTH, TEST_CNODE, cnode,
                             DEPTH, seL4_AllRights, guard_word(0xabc, 60)));
    seL4_Signal(test_mint(ntfn, seL4_AllRights, 0x70));
    CHECK_OK(seL4_TCB_Configure(tcb, guarded, 0, TEST_VSPACE, 0, 0, 0));
    start_call(tcb, seL4_SysWait, 0xabc7, 0);
    fault = take_fault(&handler);
    CHECK_EQ(fault.label, seL4_Fault_UnknownSyscall);
    CHECK_EQ(fault.word[seL4_UnknownSyscall_A0], 0x70);

    seL4_Signal(test_mint(ntfn, seL4_AllRights, 0x71));
    CHECK_OK(seL4_TCB_Configure(tcb, guarded, guard_word(0xd, 60), TEST_VSPACE,
                                0, 0, 0));
    start_call(tcb, seL4_SysWait, 0xd7, 0);
    fault = take_fault(&handler);
    CHECK_EQ(fault.label, seL4_Fault_UnknownSyscall);
    CHECK_EQ(fault.word[seL4_UnknownSyscall_A0], 0x71);
}

/* -- Busy ------------------------------------------------------------------ */

/* A thread that holds the last capability of its CNode keeps it. */
TEST(s5_2_busy_cspace)
{
    seL4_CPtr tcb = make_tcb(), cnode = make_cnode(4);

    CHECK_OK(seL4_TCB_Configure(tcb, cnode, 0, TEST_VSPACE, 0, 0, 0));
    WALK({ "two capabilities", tcb, TCBConfigure, WORDS(0, 0, 0),
           CAPS(cnode, TEST_VSPACE, 0), SUCCEEDS });
    test_delete(cnode);
    WALK({ "Configure, buffer wrong too", tcb, TCBConfigure, WORDS(0, 0, 1),
           CAPS(TEST_CNODE, TEST_VSPACE, make_frame()),
           FAILS(seL4_AlignmentError) },
         { "Configure", tcb, TCBConfigure, WORDS(0, 0, 0),
           CAPS(TEST_CNODE, TEST_VSPACE, 0), ILLEGAL },
         { "before a CSpace that cannot be copied", tcb, TCBConfigure,
           WORDS(0, 0, 0), CAPS(make_used_untyped(), TEST_VSPACE, 0), ILLEGAL },
         { "SetSpace", tcb, TCBSetSpace, WORDS(0, 0),
           CAPS(0, TEST_CNODE, TEST_VSPACE), ILLEGAL },
         { "SetSpace, fault handler wrong too", tcb, TCBSetSpace, WORDS(0, 0),
           CAPS(TEST_TCB, TEST_CNODE, TEST_VSPACE), ILLEGAL },
         { "SetIPCBuffer does not care", tcb, TCBSetIPCBuffer, WORDS(0),
           CAPS(0), SUCCEEDS });
}

/* -- SetSpace -------------------------------------------------------------- */

TEST(s5_2_set_space_checks)
{
    seL4_CPtr tcb = make_tcb(), endpoint = make_endpoint();

    WALK({ "one word", tcb, TCBSetSpace, WORDS(0), CAPS(0, 0, 0), TRUNCATED },
         { "two capabilities", tcb, TCBSetSpace, WORDS(0, 0),
           CAPS(0, TEST_CNODE), TRUNCATED },
         { "no CSpace", tcb, TCBSetSpace, WORDS(0, 0),
           CAPS(TEST_TCB, 0, TEST_VSPACE), ILLEGAL },
         { "CSpace cannot be copied", tcb, TCBSetSpace, WORDS(0, 0),
           CAPS(TEST_TCB, make_used_untyped(), 0), REVOKE_FIRST },
         { "no VSpace", tcb, TCBSetSpace, WORDS(0, 0),
           CAPS(TEST_TCB, TEST_CNODE, 0), ILLEGAL },
         { "VSpace not mapped", tcb, TCBSetSpace, WORDS(0, 0),
           CAPS(TEST_TCB, TEST_CNODE, make_page_table()), ILLEGAL },
         { "handler is no endpoint", tcb, TCBSetSpace, WORDS(0, 0),
           CAPS(TEST_TCB, TEST_CNODE, TEST_VSPACE), INVALID_CAP(1) },
         { "no handler", tcb, TCBSetSpace, WORDS(0, 0),
           CAPS(0, TEST_CNODE, TEST_VSPACE), SUCCEEDS },
         { "a handler", tcb, TCBSetSpace, WORDS(0, 0),
           CAPS(endpoint, TEST_CNODE, TEST_VSPACE), SUCCEEDS });
}

/* -- Fault and timeout handlers -------------------------------------------- */

/* Write, and either Grant or GrantReply: the rest is not enough. */
TEST(s5_2_fault_handler_rights)
{
    seL4_CPtr tcb = make_tcb(), endpoint = make_endpoint();

    for (seL4_Word mask = 0; mask < 16; mask++) {
        seL4_CapRights_t rights = { { mask } };
        bool good = (mask & 1) && (mask & 12);
        seL4_CPtr cap = test_copy(endpoint, rights);
        char name[] = "rights 0x_";
        seL4_Error error;

        name[9] = "0123456789abcdef"[mask];
        error = seL4_TCB_SetTimeoutEndpoint(tcb, cap);
        ROW_EQ(name, error, good ? seL4_NoError : seL4_InvalidCapability);
        error = seL4_TCB_SetSpace(tcb, cap, TEST_CNODE, 0, TEST_VSPACE, 0);
        ROW_EQ(name, error, good ? seL4_NoError : seL4_InvalidCapability);
        error = seL4_TCB_SetSchedParams(tcb, TEST_TCB, 0, 0, 0, cap);
        ROW_EQ(name, error, good ? seL4_NoError : seL4_InvalidCapability);
    }
}

TEST(s5_2_set_timeout_checks)
{
    seL4_CPtr tcb = make_tcb();

    WALK({ "no capability", tcb, TCBSetTimeoutEndpoint, NO_WORDS, NO_CAPS,
           TRUNCATED },
         { "notification", tcb, TCBSetTimeoutEndpoint, NO_WORDS,
           CAPS(make_notification()), INVALID_CAP(1) },
         { "reply", tcb, TCBSetTimeoutEndpoint, NO_WORDS, CAPS(make_reply()),
           INVALID_CAP(1) },
         { "null", tcb, TCBSetTimeoutEndpoint, NO_WORDS, CAPS(0), SUCCEEDS },
         { "endpoint", tcb, TCBSetTimeoutEndpoint, WORDS(1),
           CAPS(make_endpoint()), SUCCEEDS });
}

/* What the slots hold keeps objects in existence, and only what they hold. */
TEST(s5_2_slots_are_replaced)
{
    seL4_CPtr tcb = make_tcb();
    struct lone faults = make_lone(seL4_EndpointObject, 0, 4);
    struct lone timeouts = make_lone(seL4_EndpointObject, 0, 4);
    struct lone buffer = make_lone(seL4_RISCV_4K_Page, 0, 12);
    struct lone cnode = make_lone(seL4_CapTableObject, 4, 9);

    CHECK_OK(seL4_TCB_Configure(tcb, cnode.cap, 0, TEST_VSPACE, 0, 0x10000,
                                buffer.cap));
    CHECK_OK(seL4_TCB_SetSchedParams(tcb, TEST_TCB, 0, 0, 0, faults.cap));
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(tcb, timeouts.cap));
    test_delete(faults.cap);
    test_delete(timeouts.cap);
    test_delete(buffer.cap);
    CHECK(lone_exists(faults));
    CHECK(lone_exists(timeouts));
    CHECK(lone_exists(buffer));
    CHECK_OK(seL4_TCB_SetSpace(tcb, 0, TEST_CNODE, 0, TEST_VSPACE, 0));
    CHECK(!lone_exists(faults));
    test_delete(cnode.cap);
    CHECK(!lone_exists(cnode));
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(tcb, 0));
    CHECK(!lone_exists(timeouts));
    CHECK_OK(seL4_TCB_SetIPCBuffer(tcb, 0, TEST_TCB));
    CHECK(!lone_exists(buffer));
}

/* A deleted thread lets go of all of them. */
TEST(s5_2_slots_of_a_deleted_thread)
{
    seL4_CPtr tcb = make_tcb();
    struct lone faults = make_lone(seL4_EndpointObject, 0, 4);
    struct lone buffer = make_lone(seL4_RISCV_4K_Page, 0, 12);

    CHECK_OK(seL4_TCB_Configure(tcb, TEST_CNODE, 0, TEST_VSPACE, 0, 0x10000,
                                buffer.cap));
    CHECK_OK(seL4_TCB_SetSchedParams(tcb, TEST_TCB, 0, 0, 0, faults.cap));
    test_delete(faults.cap);
    test_delete(buffer.cap);
    CHECK(lone_exists(faults));
    CHECK(lone_exists(buffer));
    test_delete(tcb);
    CHECK(!lone_exists(faults));
    CHECK(!lone_exists(buffer));
}

/* Revoking what a slot's capability came from empties the slot. */
TEST(s5_2_slots_can_be_revoked)
{
    struct fault_handler handler = make_fault_handler();
    seL4_CPtr tcb = make_thread(handler.sender);

    start_call(tcb, 0, 0, 0);
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_UnknownSyscall);
    test_revoke(handler.endpoint);
    start_call(tcb, 0, 0, 0);
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_NullFault);
}

/* -- SetIPCBuffer ---------------------------------------------------------- */

TEST(s5_2_set_buffer_checks)
{
    seL4_CPtr tcb = make_tcb(), frame = make_frame();

    WALK(
        { "no word", tcb, TCBSetIPCBuffer, NO_WORDS, CAPS(frame), TRUNCATED },
        { "no capability", tcb, TCBSetIPCBuffer, WORDS(0), NO_CAPS, TRUNCATED },
        { "null", tcb, TCBSetIPCBuffer, WORDS(0x10000), CAPS(0), ILLEGAL },
        { "cannot be copied", tcb, TCBSetIPCBuffer, WORDS(0x10000),
          CAPS(make_used_untyped()), REVOKE_FIRST },
        { "not a frame", tcb, TCBSetIPCBuffer, WORDS(0x10001), CAPS(tcb),
          ILLEGAL },
        { "device", tcb, TCBSetIPCBuffer, WORDS(0x10001), CAPS(TEST_UART_FRAME),
          ILLEGAL },
        { "512 aligned", tcb, TCBSetIPCBuffer, WORDS(0x10200), CAPS(frame),
          FAILS(seL4_AlignmentError) },
        { "1,024 aligned", tcb, TCBSetIPCBuffer, WORDS(0x10400), CAPS(frame),
          SUCCEEDS },
        { "address 0", tcb, TCBSetIPCBuffer, WORDS(0),
          CAPS(make_used_untyped()), SUCCEEDS });
}

/* The part of the frame is that of the address; no mapping is needed. */
TEST(s5_2_set_buffer_takes_effect)
{
    seL4_CPtr endpoint = make_endpoint(), frame = make_frame();
    seL4_CPtr tcb = make_thread(0);
    seL4_IPCBuffer *buffers = (seL4_IPCBuffer *)AREA;
    seL4_MessageInfo_t info;
    seL4_Word badge;

    map_page(frame, AREA, seL4_ReadWrite, 0);
    for (int i = 0; i < 4; i++)
        buffers[i].msg[4] = 40 + i;
    CHECK_OK(seL4_RISCV_Page_Unmap(frame));
    for (int i = 0; i < 4; i++) {
        CHECK_OK(seL4_TCB_SetIPCBuffer(tcb, 0x7000000 + 1024 * i, frame));
        start_call(tcb, seL4_SysSend, endpoint,
                   seL4_MessageInfo_new(1, 0, 0, 5).words[0]);
        test_let_run();
        info = seL4_NBRecv(endpoint, &badge, make_reply());
        CHECK_EQ(seL4_MessageInfo_get_length(info), 5);
        CHECK_EQ(seL4_GetMR(4), 40 + i);
    }
    /* Without a buffer four words are left. */
    CHECK_OK(seL4_TCB_SetIPCBuffer(tcb, 0, 0));
    start_call(tcb, seL4_SysSend, endpoint,
               seL4_MessageInfo_new(1, 0, 0, 5).words[0]);
    test_let_run();
    info = seL4_NBRecv(endpoint, &badge, make_reply());
    CHECK_EQ(seL4_MessageInfo_get_length(info), 4);
}

/* -- Priorities ------------------------------------------------------------ */

TEST(s5_2_set_priority_checks)
{
    seL4_CPtr tcb = make_tcb(), authority = make_tcb();

    CHECK_OK(seL4_TCB_SetMCPriority(authority, TEST_TCB, 42));
    for (seL4_Word label = TCBSetPriority; label <= TCBSetMCPriority; label++)
        WALK({ "no word", tcb, label, NO_WORDS, CAPS(authority), TRUNCATED },
             { "no capability", tcb, label, WORDS(1), NO_CAPS, TRUNCATED },
             { "null", tcb, label, WORDS(-1ul), CAPS(0), INVALID_CAP(1) },
             { "endpoint", tcb, label, WORDS(-1ul), CAPS(make_endpoint()),
               INVALID_CAP(1) },
             { "above the authority", tcb, label, WORDS(43), CAPS(authority),
               RANGE(0, 42) },
             { "256", tcb, label, WORDS(256), CAPS(TEST_TCB),
               RANGE(0, TEST_PRIORITY_MAX) },
             { "2^32", tcb, label, WORDS(1ul << 32), CAPS(authority),
               RANGE(0, 42) },
             { "-1", tcb, label, WORDS(-1ul), CAPS(authority), RANGE(0, 42) },
             { "as the authority", tcb, label, WORDS(42), CAPS(authority),
               SUCCEEDS });
}

/* The number set is what the thread lends; lowering it needs no permission
   but that of the authority. */
TEST(s5_2_mcp_of_the_authority_counts)
{
    seL4_CPtr tcb = make_tcb();

    WALK({ "30", tcb, TCBSetMCPriority, WORDS(30), CAPS(TEST_TCB), SUCCEEDS },
         { "priority by itself", tcb, TCBSetPriority, WORDS(30), CAPS(tcb),
           SUCCEEDS },
         { "above", tcb, TCBSetPriority, WORDS(31), CAPS(tcb), RANGE(0, 30) },
         { "MCP below the priority", tcb, TCBSetMCPriority, WORDS(10),
           CAPS(tcb), SUCCEEDS },
         { "not back by itself", tcb, TCBSetMCPriority, WORDS(30), CAPS(tcb),
           RANGE(0, 10) },
         { "but by others", tcb, TCBSetMCPriority, WORDS(30), CAPS(TEST_TCB),
           SUCCEEDS });
}

/* -- SetSchedParams -------------------------------------------------------- */

TEST(s5_2_sched_params_checks)
{
    seL4_CPtr tcb = make_tcb(), authority = make_tcb();

    CHECK_OK(seL4_TCB_SetMCPriority(authority, TEST_TCB, 42));
    WALK({ "one word", tcb, TCBSetSchedParams, WORDS(99), CAPS(0, 0, 0),
           TRUNCATED },
         { "two capabilities", tcb, TCBSetSchedParams, WORDS(99, 99),
           CAPS(authority, 0), TRUNCATED },
         { "no authority", tcb, TCBSetSchedParams, WORDS(99, 99),
           CAPS(0, tcb, tcb), INVALID_CAP(1) },
         { "MCP", tcb, TCBSetSchedParams, WORDS(43, 0),
           CAPS(authority, tcb, tcb), RANGE(0, 42) },
         { "priority", tcb, TCBSetSchedParams, WORDS(42, 43),
           CAPS(authority, tcb, tcb), RANGE(0, 42) },
         { "not an SC", tcb, TCBSetSchedParams, WORDS(42, 42),
           CAPS(authority, tcb, tcb), INVALID_CAP(2) },
         { "handler", tcb, TCBSetSchedParams, WORDS(42, 42),
           CAPS(authority, 0, tcb), INVALID_CAP(3) },
         { "SC and handler, both null", tcb, TCBSetSchedParams, WORDS(42, 42),
           CAPS(authority, 0, 0), SUCCEEDS });
}

TEST(s5_2_sched_params_binding)
{
    seL4_CPtr tcb = make_tcb(), other = make_tcb();
    seL4_CPtr a = make_sched_context(), b = make_sched_context();

    CHECK_OK(seL4_SchedContext_Bind(b, other));
    WALK({ "bound to another", tcb, TCBSetSchedParams, WORDS(0, 0),
           CAPS(TEST_TCB, b, tcb), ILLEGAL },
         { "free", tcb, TCBSetSchedParams, WORDS(0, 0), CAPS(TEST_TCB, a, 0),
           SUCCEEDS },
         { "the same", tcb, TCBSetSchedParams, WORDS(0, 0),
           CAPS(TEST_TCB, a, 0), SUCCEEDS },
         { "another one", tcb, TCBSetSchedParams, WORDS(0, 0),
           CAPS(TEST_TCB, make_sched_context(), 0), ILLEGAL },
         { "none", tcb, TCBSetSchedParams, WORDS(0, 0), CAPS(TEST_TCB, 0, 0),
           SUCCEEDS },
         { "it was unbound", a, SchedContextBind, NO_WORDS, CAPS(other),
           ILLEGAL },
         { "so it is free", a, SchedContextBind, NO_WORDS, CAPS(tcb),
           SUCCEEDS });
}

/* Nobody takes away the time on which he runs. */
TEST(s5_2_sched_params_of_the_caller)
{
    WALK({ "null for the caller", TEST_TCB, TCBSetSchedParams,
           WORDS(TEST_PRIORITY_MAX, TEST_PRIORITY), CAPS(TEST_TCB, 0, TEST_TCB),
           ILLEGAL },
         { "its own", TEST_TCB, TCBSetSchedParams,
           WORDS(TEST_PRIORITY_MAX, TEST_PRIORITY),
           CAPS(TEST_TCB, TEST_SC, TEST_FAULTS), SUCCEEDS });
}

/* A blocked thread gets only an SC that could run at once. */
TEST(s5_2_sched_params_of_a_blocked_thread)
{
    seL4_CPtr tcb = make_thread(0), ntfn = make_notification();

    start_call(tcb, seL4_SysWait, ntfn, 0);
    test_let_run();
    WALK({ "none", tcb, TCBSetSchedParams, WORDS(0, LOW_PRIORITY),
           CAPS(TEST_TCB, 0, 0), SUCCEEDS },
         { "not configured", tcb, TCBSetSchedParams, WORDS(0, LOW_PRIORITY),
           CAPS(TEST_TCB, make_sched_context(), 0), ILLEGAL },
         { "ready", tcb, TCBSetSchedParams, WORDS(0, LOW_PRIORITY),
           CAPS(TEST_TCB, test_sched_context(100, 100), 0), SUCCEEDS });
}

/* A refusal changes nothing of what comes earlier in the list. */
TEST(s5_2_sched_params_all_or_nothing)
{
    seL4_CPtr tcb = make_tcb();

    CHECK_OK(seL4_TCB_SetMCPriority(tcb, TEST_TCB, 7));
    WALK({ "handler wrong", tcb, TCBSetSchedParams, WORDS(99, 99),
           CAPS(TEST_TCB, make_sched_context(), tcb), INVALID_CAP(3) },
         { "MCP as before", tcb, TCBSetMCPriority, WORDS(8), CAPS(tcb),
           RANGE(0, 7) },
         { "SC not bound", test_sched_context(100, 100), SchedContextBind,
           NO_WORDS, CAPS(tcb), SUCCEEDS });
}

/* -- Bound notifications --------------------------------------------------- */

TEST(s5_2_bind_notification_checks)
{
    seL4_CPtr tcb = make_tcb(), other = make_tcb();
    seL4_CPtr ntfn = make_notification(), second = make_notification();

    WALK({ "no capability", tcb, TCBBindNotification, NO_WORDS, NO_CAPS,
           TRUNCATED },
         { "null", tcb, TCBBindNotification, NO_WORDS, CAPS(0), ILLEGAL },
         { "endpoint", tcb, TCBBindNotification, NO_WORDS,
           CAPS(make_endpoint()), ILLEGAL },
         { "no Read", tcb, TCBBindNotification, NO_WORDS,
           CAPS(test_copy(ntfn, seL4_CanWrite)), ILLEGAL },
         { "Read alone", tcb, TCBBindNotification, NO_WORDS,
           CAPS(test_copy(ntfn, seL4_CanRead)), SUCCEEDS },
         { "thread has one", tcb, TCBBindNotification, NO_WORDS, CAPS(second),
           ILLEGAL },
         { "it has a thread", other, TCBBindNotification, NO_WORDS, CAPS(ntfn),
           ILLEGAL },
         { "both free", other, TCBBindNotification, NO_WORDS, CAPS(second),
           SUCCEEDS });
}

TEST(s5_2_unbind_notification_checks)
{
    seL4_CPtr tcb = make_tcb(), ntfn = make_notification();

    WALK(
        { "not bound", tcb, TCBUnbindNotification, NO_WORDS, NO_CAPS, ILLEGAL },
        { "bind", tcb, TCBBindNotification, NO_WORDS, CAPS(ntfn), SUCCEEDS },
        { "unbind", tcb, TCBUnbindNotification, WORDS(1), CAPS(0), SUCCEEDS },
        { "again", tcb, TCBUnbindNotification, NO_WORDS, NO_CAPS, ILLEGAL },
        { "another thread may have it", make_tcb(), TCBBindNotification,
          NO_WORDS, CAPS(ntfn), SUCCEEDS });
}

/* A notification with waiters cannot be bound; one with a signal can. */
TEST(s5_2_bind_notification_states)
{
    seL4_CPtr waiter = make_thread(0), tcb = make_tcb();
    seL4_CPtr waited = make_notification(), active = make_notification();

    start_call(waiter, seL4_SysWait, waited, 0);
    test_let_run();
    seL4_Signal(test_mint(active, seL4_CanWrite, 3));
    WALK({ "waiting", tcb, TCBBindNotification, NO_WORDS, CAPS(waited),
           ILLEGAL },
         { "signalled", tcb, TCBBindNotification, NO_WORDS, CAPS(active),
           SUCCEEDS });
}

/* Deletion of either side ends the binding. */
TEST(s5_2_bound_notification_deleted)
{
    seL4_CPtr tcb = make_tcb(), other = make_tcb();
    seL4_CPtr ntfn = make_notification(), second = make_notification();

    CHECK_OK(seL4_TCB_BindNotification(tcb, ntfn));
    CHECK_OK(seL4_TCB_BindNotification(other, second));
    test_delete(ntfn);
    WALK({ "its notification is gone", tcb, TCBUnbindNotification, NO_WORDS,
           NO_CAPS, ILLEGAL });
    test_delete(other);
    WALK({ "its thread is gone", tcb, TCBBindNotification, NO_WORDS,
           CAPS(second), SUCCEEDS });
}

/* -- Spaces of the caller -------------------------------------------------- */

static seL4_CPtr own_cnode, own_ntfn;
static volatile seL4_Word own_error, own_word;

/* Configures the calling thread with a CNode of one notification, by slot 9
   there; then names it in the new CSpace. */
static void change_own_cspace(void *self)
{
    struct test_thread *const *thread = self;
    struct sel4_message m = {
        .info = seL4_MessageInfo_new(TCBSetSpace, 0, 3, 2),
        .mr = { guard_word(0, 60), 0 },
    };

    seL4_SetCap(0, (*thread)->faults);
    seL4_SetCap(1, own_cnode);
    seL4_SetCap(2, TEST_VSPACE);
    sel4_trap_send(seL4_SysCall, (*thread)->tcb, &m);
    own_error = seL4_MessageInfo_get_label(m.info);
    sel4_trap_receive(seL4_SysNBWait, 9, 0, &m);
    own_word = m.badge;
    for (;;)
        sel4_trap_receive(seL4_SysWait, 9, 0, &m);
}

/* The new CSpace counts from the next system call. */
TEST(s5_2_set_own_space)
{
    static struct test_thread *thread;

    own_cnode = make_cnode(4);
    own_ntfn = make_notification();
    own_error = own_word = 77;
    put_into(own_cnode, 4, 9, own_ntfn);
    seL4_Signal(test_mint(own_ntfn, seL4_CanWrite, 0x99));
    thread = test_thread("changes", LOW_PRIORITY, change_own_cspace, &thread);
    test_start(thread);
    test_let_run();
    CHECK_EQ(own_error, seL4_NoError);
    CHECK_EQ(own_word, 0x99);
}

/* Binding and unbinding of one's own thread. */
TEST(s5_2_bind_own_notification)
{
    seL4_CPtr ntfn = make_notification(), endpoint = make_endpoint();
    seL4_Word badge = 0;

    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, ntfn));
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, 0x33));
    seL4_NBRecv(endpoint, &badge, make_reply());
    CHECK_EQ(badge, 0x33);
    CHECK_OK(seL4_TCB_UnbindNotification(TEST_TCB));
    seL4_Signal(test_mint(ntfn, seL4_CanWrite, 0x34));
    seL4_NBRecv(endpoint, &badge, make_reply());
    CHECK_EQ(badge, 0);
}
