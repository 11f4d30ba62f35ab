/* SPDX-License-Identifier: MIT */
/*
 * Section 2.3: what each system call does with a capability, above all the
 * first phase of the calls that send and then receive.
 *
 * To see a first phase without a second thread, the receive phase takes a
 * signal that is already there: NBSendWait(what is tried, signalled source).
 */
#include "conformance.h"

/* Makes `label` the first phase of NBSendWait; words are those of `row`. */
static void first_phase(const struct row *row)
{
    seL4_CPtr ntfn = make_notification();
    struct trap trap =
        trap_of(seL4_SysNBSendWait, ntfn,
                INFO(row->label, row->caps, row->length), row->cap);

    seL4_Signal(test_mint(ntfn, seL4_CanWrite, 0x5160));
    for (seL4_Word i = 0; i < row->length; i++) {
        if (i < 4)
            trap.registers.x[X_A2 + i] = row->word[i];
        else
            seL4_SetMR((int)i, row->word[i]);
    }
    for (seL4_Word i = 0; i < row->caps; i++)
        seL4_SetCap((int)i, row->extra[i]);
    trap_now(&trap);
    ROW_EQ(row->what, trap.registers.x[X_A0], 0x5160);
}

#define FIRST_PHASE(...) first_phase(&(const struct row){ __VA_ARGS__ })

TEST(s2_3_send_invokes_methods)
{
    seL4_CPtr cap = make_notification();
    struct trap trap =
        trap_of(seL4_SysSend, TEST_CNODE, INFO(CNodeDelete, 0, 2), 0);

    trap.registers.x[X_A2] = cap;
    trap.registers.x[X_A3] = 64;
    trap_now(&trap);
    CHECK_EQ(cap_type(cap), CAP_NULL);
}

TEST(s2_3_nbsend_invokes_methods)
{
    seL4_CPtr cap = make_notification();
    struct trap trap =
        trap_of(seL4_SysNBSend, TEST_CNODE, INFO(CNodeDelete, 0, 2), 0);

    trap.registers.x[X_A2] = cap;
    trap.registers.x[X_A3] = 64;
    trap_now(&trap);
    CHECK_EQ(cap_type(cap), CAP_NULL);
}

TEST(s2_3_nbsend_to_nobody_is_dropped)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_Word badge = 1;

    seL4_NBSend(endpoint, seL4_MessageInfo_new(1, 0, 0, 0));
    seL4_NBRecv(endpoint, &badge, make_reply());
    CHECK_EQ(badge, 0);
}

TEST(s2_3_first_phase_refuses_cnode)
{
    seL4_CPtr cap = make_notification();

    FIRST_PHASE("CNode Delete", TEST_CNODE, CNodeDelete, WORDS(cap, 64),
                NO_CAPS);
    CHECK_EQ(cap_type(cap), CAP_NOTIFICATION);
}

TEST(s2_3_first_phase_refuses_tcb)
{
    seL4_CPtr tcb = make_tcb();
    seL4_CPtr ntfn = make_notification();

    FIRST_PHASE("TCB BindNotification", tcb, TCBBindNotification, NO_WORDS,
                CAPS(ntfn));
    WALK({ "still unbound", tcb, TCBUnbindNotification, NO_WORDS, NO_CAPS,
           ILLEGAL },
         { "by Call", tcb, TCBBindNotification, NO_WORDS, CAPS(ntfn),
           SUCCEEDS });
}

TEST(s2_3_first_phase_refuses_sched_context)
{
    seL4_CPtr sc = make_sched_context();
    seL4_CPtr ntfn = make_notification();

    FIRST_PHASE("SchedContext Bind", sc, SchedContextBind, NO_WORDS,
                CAPS(ntfn));
    WALK({ "still unbound", sc, SchedContextUnbindObject, NO_WORDS, CAPS(ntfn),
           ILLEGAL },
         { "by Call", sc, SchedContextBind, NO_WORDS, CAPS(ntfn), SUCCEEDS });
}

TEST(s2_3_first_phase_refuses_sched_control)
{
    seL4_CPtr sc = make_sched_context();
    seL4_CPtr endpoint = make_endpoint();
    struct trap trap = trap_of(seL4_SysSend, endpoint, 0, 0);
    struct test_thread *thread = spawn_trap("blocked", 120, &trap);

    CHECK_OK(seL4_SchedContext_Unbind(thread->sc));
    FIRST_PHASE("ConfigureFlags", TEST_SCHED_CONTROL,
                SchedControlConfigureFlags, WORDS(5000, 5000, 0, 0, 0),
                CAPS(sc));
    WALK({ "still not configured: no blocked thread gets it", sc,
           SchedContextBind, NO_WORDS, CAPS(thread->tcb), ILLEGAL },
         { "by Call", TEST_SCHED_CONTROL, SchedControlConfigureFlags,
           WORDS(5000, 5000, 0, 0, 0), CAPS(sc), SUCCEEDS },
         { "now it gets it", sc, SchedContextBind, NO_WORDS, CAPS(thread->tcb),
           SUCCEEDS });
}

TEST(s2_3_first_phase_refuses_domain)
{
    FIRST_PHASE("DomainSet", TEST_DOMAIN, DomainSetSet, WORDS(0),
                CAPS(TEST_TCB));
}

TEST(s2_3_first_phase_signals)
{
    seL4_CPtr ntfn = make_notification();
    seL4_Word word = 0;

    FIRST_PHASE("signal", test_mint(ntfn, seL4_CanWrite, 0x61), 0, NO_WORDS,
                NO_CAPS);
    CHECK(test_poll(ntfn, &word, 0));
    CHECK_EQ(word, 0x61);
}

TEST(s2_3_first_phase_sends)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap receiver = trap_of(seL4_SysRecv, endpoint, 0, make_reply());

    spawn_trap("receiver", 120, &receiver);
    FIRST_PHASE("send", test_mint(endpoint, seL4_AllRights, 0x62), 9,
                WORDS(10, 11), NO_CAPS);
    CHECK(receiver.returned);
    CHECK_EQ(receiver.registers.x[X_A0], 0x62);
    CHECK_EQ(receiver.registers.x[X_A1], INFO(9, 0, 2));
    CHECK_EQ(receiver.registers.x[X_A3], 11);
}

TEST(s2_3_first_phase_does_not_block)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_Word badge = 1;

    FIRST_PHASE("nobody receives", endpoint, 9, WORDS(10, 11), NO_CAPS);
    seL4_NBRecv(endpoint, &badge, make_reply());
    CHECK_EQ(badge, 0);
}

TEST(s2_3_first_phase_replies)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();
    struct trap caller = trap_of(seL4_SysCall, endpoint, 0, 0);
    seL4_Word badge;

    spawn_trap("caller", 120, &caller);
    seL4_Recv(endpoint, &badge, reply);
    FIRST_PHASE("reply", reply, 9, WORDS(10), NO_CAPS);
    CHECK(caller.returned);
    CHECK_EQ(caller.registers.x[X_A1], INFO(9, 0, 1));
    CHECK_EQ(caller.registers.x[X_A2], 10);
}

TEST(s2_3_first_phase_retypes)
{
    seL4_CPtr slot = test_slot();

    FIRST_PHASE("Retype", TEST_UNTYPED, UntypedRetype,
                WORDS(seL4_NotificationObject, 0, 0, 0, slot, 1),
                CAPS(TEST_CNODE));
    CHECK_EQ(cap_type(slot), CAP_NOTIFICATION);
}

TEST(s2_3_first_phase_invokes_irq_control)
{
    seL4_CPtr slot = test_slot();

    FIRST_PHASE("IRQControl Get", TEST_IRQ_CONTROL, IRQIssueIRQHandler,
                WORDS(TEST_RTC_IRQ, slot, 64), CAPS(TEST_CNODE));
    CHECK_EQ(cap_type(slot), CAP_IRQ_HANDLER);
}

TEST(s2_3_first_phase_invokes_asid_pool)
{
    seL4_CPtr root = make_page_table();

    FIRST_PHASE("ASIDPool Assign", TEST_ASID_POOL, RISCVASIDPoolAssign,
                NO_WORDS, CAPS(root));
    WALK({ "assigned already", TEST_ASID_POOL, RISCVASIDPoolAssign, NO_WORDS,
           CAPS(root), INVALID_CAP(1) });
}

TEST(s2_3_first_phase_invokes_frame)
{
    seL4_CPtr frame = make_frame();

    map_at(frame, MAP_WINDOW, seL4_ReadWrite);
    FIRST_PHASE("Page Unmap", frame, RISCVPageUnmap, NO_WORDS, NO_CAPS);
    WALK({ "elsewhere, so it was unmapped", frame, RISCVPageMap,
           WORDS(MAP_WINDOW + 0x1000, 3, 0), CAPS(TEST_VSPACE), SUCCEEDS });
}

TEST(s2_3_first_phase_failures_are_silent)
{
    FIRST_PHASE("bad CPtr", 1ul << 40, 9, WORDS(1), NO_CAPS);
    FIRST_PHASE("empty slot", test_slot(), 9, WORDS(1), NO_CAPS);
    FIRST_PHASE("bad extra cap", make_endpoint(), 9, WORDS(1), CAPS(1ul << 40));
    FIRST_PHASE("no Write", test_copy(make_notification(), seL4_CanRead), 0,
                NO_WORDS, NO_CAPS);
    FIRST_PHASE("error of a method", TEST_UNTYPED, UntypedRetype, NO_WORDS,
                NO_CAPS);
}

TEST(s2_3_nbsendrecv_sends_to_t0)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr source = make_notification();
    struct trap trap = trap_of(seL4_SysNBSendRecv, source, 0, make_reply());
    seL4_Word word = 0;

    seL4_Signal(test_mint(source, seL4_CanWrite, 0x71));
    trap.registers.x[X_T0] = test_mint(ntfn, seL4_CanWrite, 0x72);
    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A0], 0x71);
    CHECK(test_poll(ntfn, &word, 0));
    CHECK_EQ(word, 0x72);
}

TEST(s2_3_replyrecv_sends_to_a6)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr source = make_notification();
    struct trap trap = trap_of(seL4_SysReplyRecv, source, 0,
                               test_mint(ntfn, seL4_CanWrite, 0x73));
    seL4_Word word = 0;

    seL4_Signal(test_mint(source, seL4_CanWrite, 0x74));
    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A0], 0x74);
    CHECK(test_poll(ntfn, &word, 0));
    CHECK_EQ(word, 0x73);
}

TEST(s2_3_replyrecv_with_an_idle_reply)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap sender = trap_of(seL4_SysSend, endpoint, INFO(8, 0, 0), 0);
    struct trap trap = trap_of(seL4_SysReplyRecv, endpoint, 0, make_reply());

    spawn_trap("sender", 120, &sender);
    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A1], INFO(8, 0, 0));
}

/* What is received overwrites a1..a5 of the first phase only as far as it
   goes. */
TEST(s2_3_first_phase_words_stay)
{
    seL4_CPtr endpoint = make_endpoint();
    struct trap sender = trap_of(seL4_SysSend, endpoint, INFO(8, 0, 1), 0);
    struct trap trap =
        trap_of(seL4_SysReplyRecv, endpoint, INFO(1, 0, 4), make_reply());

    spawn_trap("sender", 120, &sender);
    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A2], REGISTER_CANARY(X_A2));
    CHECK_EQ(trap.registers.x[X_A3], REGISTER_CANARY(X_A3));
}

TEST(s2_3_library_nbsendwait_is_call_3)
{
    seL4_CPtr ntfn = make_notification();
    seL4_CPtr source = make_notification();
    struct trap trap = trap_of(seL4_SysNBSendRecv, source, 0,
                               test_mint(ntfn, seL4_CanWrite, 0x73));
    seL4_Word word = 0;

    /* What the library sends for NBSendWaitWithMRs: t0 = 0, a6 = dest. The
       kernel sends to t0, so nobody is signalled. */
    seL4_Signal(test_mint(source, seL4_CanWrite, 0x75));
    trap.registers.x[X_T0] = 0;
    trap_now(&trap);
    CHECK_EQ(trap.registers.x[X_A0], 0x75);
    CHECK(!test_poll(ntfn, &word, 0));
}
