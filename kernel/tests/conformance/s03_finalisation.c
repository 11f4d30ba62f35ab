/* SPDX-License-Identifier: MIT */
/*
 * Section 3.7: what happens when the last capability of an object is deleted,
 * and what does not happen when another one is left.
 */
#include "conformance.h"

static seL4_CPtr copy(seL4_CPtr cap)
{
    return test_copy(cap, seL4_AllRights);
}

/* -- Endpoints ------------------------------------------------------------- */

TEST(s3_7_endpoint_senders_repeat)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap sends = trap_of(seL4_SysSend, endpoint, 0, 0);
    struct trap calls = trap_of(seL4_SysCall, endpoint, 0, 0);

    spawn_trap("sender", 120, &sends);
    spawn_trap("caller", 120, &calls);
    test_delete(endpoint);
    test_let_run();
    CHECK(sends.returned); /* the slot is empty: silent */
    CHECK(calls.returned);
    CHECK_EQ(calls.registers.x[X_A1], INFO(seL4_InvalidCapability, 0, 1));
}

TEST(s3_7_endpoint_receivers_repeat)
{
    seL4_CPtr endpoint = make_endpoint();
    struct fault_handler handler = make_fault_handler();
    struct trap receives = trap_of(seL4_SysRecv, endpoint, 0, make_reply());
    struct fault fault;

    spawn_faulting_trap("receiver", 120, &receives, &handler);
    test_delete(endpoint);
    fault = take_fault(&handler);
    CHECK_EQ(fault.label, seL4_Fault_CapFault);
    CHECK_EQ(fault.word[1], endpoint);
    CHECK_EQ(fault.word[2], 1);
    CHECK_EQ(fault.word[3], seL4_MissingCapability);
}

/* The repeated call sees what is in the slot by then. */
TEST(s3_7_endpoint_repeat_sees_the_new_slot)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr ntfn = make_notification();
    struct trap sends = trap_of(seL4_SysSend, endpoint, 0, 0);
    seL4_Word word = 0;

    spawn_trap("sender", 90, &sends);
    test_let_run();
    CHECK(!sends.returned);
    test_delete(endpoint);
    CHECK_OK(seL4_CNode_Mint(TEST_CNODE, endpoint, 64, TEST_CNODE, ntfn, 64,
                             seL4_AllRights, 0x66));
    test_let_run();
    CHECK(sends.returned);
    CHECK(test_poll(ntfn, &word, 0));
    CHECK_EQ(word, 0x66);
}

TEST(s3_7_endpoint_faulters_become_inactive)
{
    struct fault_handler handler = make_fault_handler();
    struct trap trap = trap_of(12345, 0, 0, 0);
    struct test_thread *thread =
        spawn_faulting_trap("faulter", 120, &trap, &handler);

    test_revoke(handler.endpoint);
    test_delete(handler.endpoint);
    handler = make_fault_handler();
    CHECK_OK(seL4_TCB_SetSchedParams(thread->tcb, TEST_TCB, TEST_PRIORITY_MAX,
                                     120, thread->sc, handler.sender));
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_NullFault);
    CHECK_OK(seL4_TCB_Resume(thread->tcb)); /* now it repeats */
    CHECK_EQ(take_fault(&handler).label, seL4_Fault_UnknownSyscall);
}

TEST(s3_7_endpoint_not_last)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr other = copy(endpoint);
    struct trap sends = trap_of(seL4_SysSend, endpoint, 0, 0);

    spawn_trap("sender", 120, &sends);
    test_delete(endpoint);
    test_let_run();
    CHECK(!sends.returned);
    seL4_Wait(other, NULL);
    CHECK(sends.returned);
}

TEST(s3_7_badged_cap_can_be_the_last)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr badged = test_mint(endpoint, seL4_AllRights, 3);
    struct trap sends = trap_of(seL4_SysSend, badged, 0, 0);

    spawn_trap("sender", 120, &sends);
    test_delete(endpoint);
    test_let_run();
    CHECK(!sends.returned);
    test_delete(badged);
    test_let_run();
    CHECK(sends.returned);
}

/* -- Notifications --------------------------------------------------------- */

TEST(s3_7_notification_waiters_repeat)
{
    seL4_CPtr ntfn = make_notification();
    struct fault_handler handler = make_fault_handler();
    struct trap waits = trap_of(seL4_SysWait, ntfn, 0, 0);
    struct fault fault;

    spawn_faulting_trap("waiter", 120, &waits, &handler);
    test_delete(ntfn);
    fault = take_fault(&handler);
    CHECK_EQ(fault.label, seL4_Fault_CapFault);
    CHECK_EQ(fault.word[1], ntfn);
}

TEST(s3_7_notification_binding)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr other = copy(ntfn);
    seL4_CPtr tcb = make_tcb();

    CHECK_OK(seL4_TCB_BindNotification(tcb, ntfn));
    test_delete(ntfn);
    WALK({ "not last: still bound", tcb, TCBBindNotification, NO_WORDS,
           CAPS(make_notification()), ILLEGAL });
    test_delete(other);
    WALK({ "last: unbound", tcb, TCBUnbindNotification, NO_WORDS, NO_CAPS,
           ILLEGAL },
         { "can be bound again", tcb, TCBBindNotification, NO_WORDS,
           CAPS(make_notification()), SUCCEEDS });
}

TEST(s3_7_notification_sched_context)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr sc = make_sched_context();
    seL4_CPtr next = make_notification();

    CHECK_OK(seL4_SchedContext_Bind(sc, ntfn));
    WALK({ "bound", sc, SchedContextBind, NO_WORDS, CAPS(next), ILLEGAL });
    test_delete(ntfn);
    WALK({ "free", sc, SchedContextBind, NO_WORDS, CAPS(next), SUCCEEDS });
}

TEST(s3_7_notification_not_last)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr other = copy(ntfn);
    struct trap waits = trap_of(seL4_SysWait, ntfn, 0, 0);

    spawn_trap("waiter", 120, &waits);
    test_delete(ntfn);
    CHECK(!waits.returned);
    seL4_Signal(other);
    CHECK(waits.returned);
}

/* -- Reply objects --------------------------------------------------------- */

TEST(s3_7_reply_with_a_caller)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();
    seL4_CPtr other = copy(reply);
    struct trap calls = trap_of(seL4_SysCall, endpoint, INFO(3, 0, 0), 0);
    struct test_thread *thread = spawn_trap("caller", 120, &calls);
    seL4_Word badge;

    seL4_Recv(endpoint, &badge, reply);
    test_delete(reply);
    seL4_Send(other, seL4_MessageInfo_new(1, 0, 0, 0));
    CHECK(calls.returned); /* not the last: nothing happened */

    calls = trap_of(seL4_SysCall, endpoint, INFO(3, 0, 0), 0);
    test_start(thread);
    seL4_Recv(endpoint, &badge, other);
    test_delete(other);
    test_let_run();
    CHECK(!calls.returned);
    CHECK_OK(seL4_TCB_Resume(thread->tcb)); /* repeats its Call */
    CHECK_EQ(seL4_Recv(endpoint, &badge, make_reply()).words[0], INFO(3, 0, 0));
}

TEST(s3_7_reply_with_a_receiver)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();
    struct trap receives = trap_of(seL4_SysRecv, endpoint, 0, reply);
    struct test_thread *thread = spawn_trap("receiver", 120, &receives);

    test_delete(reply);
    seL4_NBSend(endpoint, seL4_MessageInfo_new(0, 0, 0, 0));
    test_let_run();
    CHECK(!receives.returned);
    CHECK_OK(
        seL4_CNode_Move(TEST_CNODE, reply, 64, TEST_CNODE, make_reply(), 64));
    CHECK_OK(seL4_TCB_Resume(thread->tcb)); /* repeats its receive */
    seL4_NBSend(endpoint, seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK(receives.returned);
}

/* -- CNodes ---------------------------------------------------------------- */

TEST(s3_7_cnode_slots_are_emptied)
{
    seL4_CPtr cnode = make_cnode(3);
    seL4_CPtr endpoint = make_endpoint();
    struct trap sends = trap_of(seL4_SysCall, endpoint, 0, 0);

    spawn_trap("caller", 120, &sends);
    move_into(cnode, 3, 5, endpoint);
    test_let_run();
    CHECK(!sends.returned);
    test_delete(cnode);
    test_let_run();
    CHECK(sends.returned); /* the endpoint died with the CNode */
}

TEST(s3_7_cnode_not_last)
{
    seL4_CPtr cnode = make_cnode(3);
    seL4_CPtr other = copy(cnode);
    seL4_CPtr back = test_slot();

    put_into(cnode, 3, 5, make_tcb());
    test_delete(cnode);
    CHECK_OK(seL4_CNode_Move(TEST_CNODE, back, 64, other, 5, 3));
    CHECK_EQ(cap_type(back), CAP_TCB);
}

/* A CNode that holds capabilities to itself is deleted like any other. */
TEST(s3_7_recursive_cnodes)
{
    seL4_CPtr one = make_cnode(3);
    seL4_CPtr two = make_cnode(3);

    put_into(one, 3, 0, one);
    put_into(one, 3, 7, one);
    put_into(one, 3, 3, two);
    put_into(two, 3, 3, one);
    put_into(two, 3, 0, two);
    test_revoke(one);
    test_delete(one);
    test_revoke(two);
    test_delete(two);
    CHECK_EQ(cap_type(one), CAP_NULL);
    CHECK_EQ(cap_type(two), CAP_NULL);
}

/* Deleted without a Revoke before: only the slot's own capability goes, the
   CNode lives on in itself until its untyped is revoked. */
TEST(s3_7_cnode_moved_into_itself)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr cnode = test_slot();
    seL4_CPtr slot = test_slot();

    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_CapTableObject, 3, TEST_CNODE, 0,
                                 0, cnode, 1));
    CHECK_OK(seL4_CNode_Move(cnode, 6, 3, TEST_CNODE, cnode, 64));
    WALK({ "unreachable, but there: memory is used", untyped, UntypedRetype,
           WORDS(seL4_RISCV_4K_Page, 0, 0, 0, slot, 1), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 4096 - 256) },
         { "Revoke cleans up", TEST_CNODE, CNodeRevoke, WORDS(untyped, 64),
           NO_CAPS, SUCCEEDS },
         { "all memory is free", untyped, UntypedRetype,
           WORDS(seL4_RISCV_4K_Page, 0, 0, 0, slot, 1), CAPS(TEST_CNODE),
           SUCCEEDS });
}

/* -- TCBs ------------------------------------------------------------------ */

TEST(s3_7_tcb_is_suspended)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap sends = trap_of(seL4_SysSend, endpoint, 0, 0);
    struct test_thread *thread = spawn_trap("sender", 120, &sends);
    struct trap poll =
        trap_of(seL4_SysNBRecv, endpoint, REGISTER_CANARY(1), make_reply());

    test_delete(thread->tcb);
    trap_now(&poll);
    CHECK_EQ(poll.registers.x[X_A1], REGISTER_CANARY(1));
    thread->tcb = 0;
    CHECK(!sends.returned);
}

TEST(s3_7_tcb_not_last)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap sends = trap_of(seL4_SysSend, endpoint, INFO(2, 0, 0), 0);
    struct test_thread *thread = spawn_trap("sender", 120, &sends);
    seL4_CPtr other = copy(thread->tcb);
    seL4_Word badge;

    CHECK_OK(seL4_CNode_Delete(TEST_CNODE, thread->tcb, 64));
    CHECK_OK(
        seL4_CNode_Move(TEST_CNODE, thread->tcb, 64, TEST_CNODE, other, 64));
    CHECK_EQ(seL4_Recv(endpoint, &badge, make_reply()).words[0], INFO(2, 0, 0));
    CHECK(sends.returned);
}

TEST(s3_7_tcb_frees_what_was_bound)
{
    seL4_CPtr tcb = make_tcb();
    seL4_CPtr sc = test_sched_context(5000, 5000);
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr next = make_tcb();

    CHECK_OK(seL4_SchedContext_Bind(sc, tcb));
    CHECK_OK(seL4_TCB_BindNotification(tcb, ntfn));
    WALK({ "SC is taken", sc, SchedContextBind, NO_WORDS, CAPS(next), ILLEGAL },
         { "notification is taken", next, TCBBindNotification, NO_WORDS,
           CAPS(ntfn), ILLEGAL });
    test_delete(tcb);
    WALK({ "SC is free", sc, SchedContextBind, NO_WORDS, CAPS(next), SUCCEEDS },
         { "notification is free", next, TCBBindNotification, NO_WORDS,
           CAPS(ntfn), SUCCEEDS });
}

/* The five slots of a TCB hold copies: the frame in the buffer slot. */
TEST(s3_7_tcb_slots_are_emptied)
{
    seL4_CPtr untyped = make_untyped(13);
    seL4_CPtr tcb = make_tcb();
    seL4_CPtr frame = test_slot();
    seL4_CPtr slot = test_slot();

    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_RISCV_4K_Page, 0, TEST_CNODE, 0,
                                 0, frame, 1));
    CHECK_OK(seL4_TCB_SetIPCBuffer(tcb, 1024, frame));
    test_delete(frame);
    WALK({ "the TCB holds the frame", untyped, UntypedRetype,
           WORDS(seL4_RISCV_4K_Page, 0, 0, 0, slot, 2), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 4096) });
    test_delete(tcb);
    WALK({ "nobody holds it", untyped, UntypedRetype,
           WORDS(seL4_RISCV_4K_Page, 0, 0, 0, slot, 1), CAPS(TEST_CNODE),
           SUCCEEDS },
         { "two pages fit again", untyped, UntypedRetype,
           WORDS(seL4_RISCV_4K_Page, 0, 0, 0, frame, 1), CAPS(TEST_CNODE),
           SUCCEEDS });
}

static void delete_own_tcb(void *tcb)
{
    seL4_CNode_Delete(TEST_CNODE, *(seL4_CPtr *)tcb, 64);
}

TEST(s3_7_thread_deletes_itself)
{
    static seL4_CPtr tcb;
    struct test_thread *thread =
        test_thread("deleter", 120, delete_own_tcb, &tcb);

    tcb = thread->tcb;
    test_start(thread);
    CHECK(!thread->done);
    CHECK_EQ(cap_type(thread->tcb), CAP_NULL);
    thread->tcb = 0;
}

/* A thread revokes the untyped in which its own TCB lies. Nobody is left who
   could be answered; the kernel goes on. */
TEST(s3_7_thread_revokes_its_own_memory)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr tcb = test_slot();
    struct trap trap =
        trap_of(seL4_SysCall, TEST_CNODE, INFO(CNodeRevoke, 0, 2), 0);
    struct test_thread *thread =
        test_thread("revoker", 120, (void (*)(void *))trap_now, &trap);

    trap.registers.x[X_A2] = untyped;
    trap.registers.x[X_A3] = 64;
    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_TCBObject, 0, TEST_CNODE, 0, 0,
                                 tcb, 1));
    CHECK_OK(seL4_SchedContext_Unbind(thread->sc));
    CHECK_OK(seL4_TCB_Configure(tcb, TEST_CNODE, 0, TEST_VSPACE, 0,
                                (seL4_Word)thread->buffer,
                                thread->faults - TEST_FAULTS + TEST_BUFFERS));
    CHECK_OK(seL4_TCB_SetSchedParams(tcb, TEST_TCB, TEST_PRIORITY_MAX, 120,
                                     thread->sc, thread->faults));
    thread->tcb = tcb;
    test_start(thread);
    CHECK(!trap.returned);
    CHECK_EQ(cap_type(tcb), CAP_NULL);
    thread->tcb = 0;
    WALK({ "its SC is free", thread->sc, SchedContextBind, NO_WORDS,
           CAPS(make_tcb()), SUCCEEDS });
}

/* -- Other objects --------------------------------------------------------- */

static void count(void *counter)
{
    for (;;)
        ++*(volatile uint64_t *)counter;
}

TEST(s3_7_sched_context_stops_its_thread)
{
    uint64_t counter = 0;
    struct test_thread *thread = test_thread("counter", 0, count, &counter);
    seL4_CPtr other = copy(thread->sc);
    uint64_t seen;

    test_start(thread);
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, 0));
    while (!*(volatile uint64_t *)&counter)
        seL4_Yield();
    test_delete(thread->sc);
    seen = counter;
    while (*(volatile uint64_t *)&counter == seen)
        seL4_Yield(); /* a copy is left: it runs on */
    test_delete(other);
    seen = counter;
    for (int i = 0; i < 10; i++)
        seL4_Yield();
    CHECK_EQ(*(volatile uint64_t *)&counter, seen);
    WALK({ "TCB can have another", make_sched_context(), SchedContextBind,
           NO_WORDS, CAPS(thread->tcb), SUCCEEDS });
}

TEST(s3_7_irq_handler)
{
    seL4_CPtr handler = test_irq_handler(TEST_RTC_IRQ);
    seL4_CPtr other = copy(handler);
    seL4_CPtr slot = test_slot();

    test_delete(handler);
    WALK({ "not last: active", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(TEST_RTC_IRQ, slot, 64), CAPS(TEST_CNODE), REVOKE_FIRST });
    test_delete(other);
    WALK({ "last: available", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
           WORDS(TEST_RTC_IRQ, slot, 64), CAPS(TEST_CNODE), SUCCEEDS });
}

TEST(s3_7_irq_handler_drops_its_notification)
{
    seL4_CPtr handler = test_irq_handler(TEST_RTC_IRQ);
    seL4_CPtr ntfn = make_notification();

    CHECK_OK(seL4_TCB_BindNotification(TEST_TCB, ntfn));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, ntfn));
    test_delete(ntfn);
    test_delete(handler);
    WALK({ "notification is gone", TEST_TCB, TCBUnbindNotification, NO_WORDS,
           NO_CAPS, ILLEGAL });
}

TEST(s3_7_every_frame_cap_unmaps_itself)
{
    seL4_CPtr frame = make_frame();
    seL4_CPtr other = copy(frame);
    seL4_CPtr probe = make_frame();
    volatile uint64_t *word;

    map_at(frame, MAP_WINDOW, seL4_ReadWrite);
    word = map_at(other, MAP_WINDOW + 0x1000, seL4_ReadWrite);
    *word = 7;
    test_delete(frame);
    CHECK_EQ(*word, 7);
    WALK({ "place of the deleted one is free", probe, RISCVPageMap,
           WORDS(MAP_WINDOW, 3, 0), CAPS(TEST_VSPACE), SUCCEEDS },
         { "place of the other is not", make_frame(), RISCVPageMap,
           WORDS(MAP_WINDOW + 0x1000, 3, 0), CAPS(TEST_VSPACE), DELETE_FIRST });
}

TEST(s3_7_page_table_is_unlinked)
{
    const seL4_Word at = MAP_WINDOW + 0x1000000;
    seL4_CPtr table = make_page_table();
    seL4_CPtr other;

    while (seL4_RISCV_PageTable_Map(table, TEST_VSPACE, at, 0) == seL4_NoError)
        table = make_page_table();
    /* All levels are there; the last table that was mapped is the lowest. */
    CHECK_OK(seL4_CNode_Delete(TEST_CNODE, table--, 64));
    other = copy(table);
    test_delete(table);
    WALK({ "a copy is left: still linked", make_frame(), RISCVPageMap,
           WORDS(at, 3, 0), CAPS(TEST_VSPACE), SUCCEEDS });
    test_delete(other);
    WALK({ "third level is missing", make_frame(), RISCVPageMap,
           WORDS(at, 3, 0), CAPS(TEST_VSPACE),
           FAILED_LOOKUP(0, seL4_MissingCapability, 21) });
}

/* -- Not deep -------------------------------------------------------------- */

/* An endpoint with one caller in it, whose only capability is moved into slot
   `index` of `cnode`. */
static void trap_caller(seL4_CPtr cnode, seL4_Word radix, seL4_Word index,
                        struct trap *calls)
{
    seL4_CPtr endpoint = make_endpoint();

    *calls = trap_of(seL4_SysCall, endpoint, 0, 0);
    spawn_trap("caller", 120, calls);
    move_into(cnode, radix, index, endpoint);
}

/* The last capability of an inner CNode lies in a deleted one: of the inner
   CNode, only slot 0 is emptied. */
static void inner_cnode_is_parked(seL4_CPtr untyped, seL4_CPtr inner,
                                  seL4_CPtr outer, struct trap calls[2])
{
    test_delete(outer);
    test_let_run();
    CHECK(calls[0].returned);
    CHECK(!calls[1].returned);
    WALK({ "its untyped has a child", untyped, UntypedRetype,
           WORDS(seL4_RISCV_4K_Page, 0, 0, 0, inner, 1), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 4096 - 256) });
    test_revoke(untyped);
    test_let_run();
    CHECK(calls[1].returned);
    WALK({ "empty now", untyped, UntypedRetype,
           WORDS(seL4_RISCV_4K_Page, 0, 0, 0, inner, 1), CAPS(TEST_CNODE),
           SUCCEEDS });
}

TEST(s3_7_inner_cnode_is_emptied_at_slot_0_only)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr outer = make_cnode(2);
    seL4_CPtr inner = test_slot();
    struct trap calls[2];

    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_CapTableObject, 3, TEST_CNODE, 0,
                                 0, inner, 1));
    trap_caller(inner, 3, 0, &calls[0]);
    trap_caller(inner, 3, 3, &calls[1]);
    move_into(outer, 2, 1, inner);
    inner_cnode_is_parked(untyped, inner, outer, calls);
}

TEST(s3_7_cnode_of_a_deleted_tcb)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr tcb = make_tcb();
    seL4_CPtr inner = test_slot();
    struct trap calls[2];

    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_CapTableObject, 3, TEST_CNODE, 0,
                                 0, inner, 1));
    trap_caller(inner, 3, 0, &calls[0]);
    trap_caller(inner, 3, 3, &calls[1]);
    CHECK_OK(seL4_TCB_SetSpace(tcb, 0, inner, 0, TEST_VSPACE, 0));
    test_delete(inner); /* the TCB has the last one now */
    CHECK(!calls[0].returned);
    inner_cnode_is_parked(untyped, inner, tcb, calls);
}

TEST(s3_7_inner_tcb_is_suspended)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr outer = make_cnode(2);
    seL4_CPtr sc = test_sched_context(5000, 5000);
    seL4_CPtr tcb = test_slot();

    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_TCBObject, 0, TEST_CNODE, 0, 0,
                                 tcb, 1));
    CHECK_OK(seL4_SchedContext_Bind(sc, tcb));
    move_into(outer, 2, 3, tcb);
    test_delete(outer);
    WALK({ "its SC is free", sc, SchedContextBind, NO_WORDS, CAPS(make_tcb()),
           SUCCEEDS },
         { "its memory is used", untyped, UntypedRetype,
           WORDS(seL4_RISCV_4K_Page, 0, 0, 0, tcb, 1), CAPS(TEST_CNODE),
           FAILS(seL4_NotEnoughMemory, 2048) },
         { "Revoke cleans up", TEST_CNODE, CNodeRevoke, WORDS(untyped, 64),
           NO_CAPS, SUCCEEDS },
         { "all memory is free", untyped, UntypedRetype,
           WORDS(seL4_RISCV_4K_Page, 0, 0, 0, tcb, 1), CAPS(TEST_CNODE),
           SUCCEEDS });
}

/* -- Zombies --------------------------------------------------------------- */

struct deletion {
    seL4_CPtr slot;
    volatile seL4_Error error;
};

static void delete_it(void *argument)
{
    struct deletion *deletion = argument;

    deletion->error = seL4_CNode_Delete(TEST_CNODE, deletion->slot, 64);
}

/* Lets a thread with little time begin to delete a CNode of 8192 slots; it is
   stopped in the midst and waits for its next period, a second later. */
static struct test_thread *leave_zombie(struct deletion *deletion)
{
    struct test_thread *thread =
        test_thread("deleter", 50, delete_it, deletion);

    deletion->slot = make_cnode(13);
    deletion->error = (seL4_Error)-1;
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, thread->sc, 40,
                                         1000000, 0, 0));
    test_start(thread);
    test_let_run();
    CHECK_EQ(cap_type(deletion->slot), CAP_ZOMBIE);
    CHECK(!thread->done);
    return thread;
}

/* Gives the deleter time to finish. */
static void finish(struct test_thread *thread, const struct deletion *deletion)
{
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, thread->sc, 50000,
                                         50000, 0, 0));
    test_join(thread);
    CHECK_EQ(deletion->error, seL4_NoError);
}

TEST(s3_7_zombie_is_not_invoked)
{
    struct deletion deletion;
    struct test_thread *thread = leave_zombie(&deletion);

    WALK({ "CNode method", deletion.slot, CNodeDelete, WORDS(0, 13), NO_CAPS,
           INVALID_CAP(0) },
         { "label 0", deletion.slot, 0, NO_WORDS, NO_CAPS, INVALID_CAP(0) });
    finish(thread, &deletion);
    CHECK_EQ(cap_type(deletion.slot), CAP_NULL);
}

TEST(s3_7_zombie_is_not_copied)
{
    struct deletion deletion;
    struct test_thread *thread = leave_zombie(&deletion);
    seL4_CPtr slot = test_slot();

    WALK({ "Copy", TEST_CNODE, CNodeCopy,
           WORDS(slot, 64, deletion.slot, 64, 15), CAPS(TEST_CNODE), ILLEGAL },
         { "Mint", TEST_CNODE, CNodeMint,
           WORDS(slot, 64, deletion.slot, 64, 15, 0), CAPS(TEST_CNODE),
           ILLEGAL },
         { "Revoke finds no children", TEST_CNODE, CNodeRevoke,
           WORDS(deletion.slot, 64), NO_CAPS, SUCCEEDS },
         { "occupied", TEST_CNODE, CNodeCopy,
           WORDS(deletion.slot, 64, slot, 64, 15), CAPS(TEST_CNODE),
           DELETE_FIRST });
    CHECK_EQ(cap_type(deletion.slot), CAP_ZOMBIE);
    finish(thread, &deletion);
}

TEST(s3_7_zombie_is_moved)
{
    struct deletion deletion;
    struct test_thread *thread = leave_zombie(&deletion);
    seL4_CPtr slot = test_slots(2);

    WALK({ "Move", TEST_CNODE, CNodeMove, WORDS(slot, 64, deletion.slot, 64),
           CAPS(TEST_CNODE), SUCCEEDS },
         { "Mutate", TEST_CNODE, CNodeMutate, WORDS(slot + 1, 64, slot, 64, 0),
           CAPS(TEST_CNODE), SUCCEEDS });
    CHECK_EQ(cap_type(slot + 1), CAP_ZOMBIE);
    finish(thread, &deletion); /* finds its slot empty: success */
    CHECK_EQ(cap_type(slot + 1), CAP_ZOMBIE);
    test_delete(slot + 1);
    CHECK_EQ(cap_type(slot + 1), CAP_NULL);
}

TEST(s3_7_delete_of_a_zombie_goes_on)
{
    struct deletion deletion;
    struct test_thread *thread = leave_zombie(&deletion);

    test_delete(deletion.slot);
    CHECK_EQ(cap_type(deletion.slot), CAP_NULL);
    finish(thread, &deletion);
}

TEST(s3_7_zombie_is_no_cnode_on_a_path)
{
    struct deletion deletion;
    struct test_thread *thread = leave_zombie(&deletion);
    seL4_CPtr outer = make_cnode(2);

    CHECK_OK(seL4_CNode_Move(outer, 1, 2, TEST_CNODE, deletion.slot, 64));
    WALK({ "through it", outer, CNodeDelete, WORDS(1 << 13, 15), NO_CAPS,
           FAILED_LOOKUP(0, seL4_DepthMismatch, 13, 0) },
         { "as a root", TEST_CNODE, CNodeMove, WORDS(500, 64, 1, 2),
           CAPS(outer), SUCCEEDS },
         { "as a root, moved back", TEST_CNODE, CNodeMove,
           WORDS(501, 64, 0, 13), CAPS(500),
           FAILED_LOOKUP(1, seL4_InvalidRoot) });
    finish(thread, &deletion);
    test_delete(500);
}
