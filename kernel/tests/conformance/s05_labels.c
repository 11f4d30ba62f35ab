/* SPDX-License-Identifier: MIT */
/*
 * Sections 5.1 and 5.9: which object accepts which label, and the general
 * rules of methods.
 */
#include <stdio.h>

#include "conformance.h"

enum { TRIED_LABELS = 64 }; /* the last one is 46 */

/* Calls `cap` with a label and nothing else. */
static seL4_Word answer_to(seL4_CPtr cap, seL4_Word label)
{
    struct trap call = trap_of(seL4_SysCall, cap, INFO(label, 0, 0), 0);

    trap_now(&call);
    return call.registers.x[X_A1];
}

static const char *label_row(const char *type, seL4_Word label)
{
    static char row[40];

    snprintf(row, sizeof row, "%s, label %lu", type, label);
    return row;
}

/* All labels but `first`..`last` are Illegal. */
static void accepts_only(const char *type, seL4_CPtr cap, seL4_Word first,
                         seL4_Word last)
{
    for (seL4_Word label = 0; label < TRIED_LABELS; label++)
        if (label < first || label > last)
            ROW_EQ(label_row(type, label), answer_to(cap, label),
                   INFO(seL4_IllegalOperation, 0, 0));
}

TEST(s5_1_untyped_accepts_1)
{
    accepts_only("untyped", TEST_UNTYPED, 1, 1);
    CHECK_EQ(answer_to(TEST_UNTYPED, 1), INFO(seL4_TruncatedMessage, 0, 0));
}

TEST(s5_1_tcb_accepts_2_to_17)
{
    accepts_only("TCB", make_tcb(), 2, 17);
}

TEST(s5_1_cnode_accepts_18_to_25)
{
    accepts_only("CNode", TEST_CNODE, 18, 25);
}

TEST(s5_1_irq_control_accepts_26_and_46)
{
    for (seL4_Word label = 0; label < TRIED_LABELS; label++)
        ROW_EQ(label_row("IRQ control", label),
               answer_to(TEST_IRQ_CONTROL, label),
               INFO(label == 26 || label == 46 ? seL4_TruncatedMessage
                                               : seL4_IllegalOperation,
                    0, 0));
}

TEST(s5_1_irq_handler_accepts_27_to_29)
{
    seL4_CPtr handler = test_irq_handler(TEST_RTC_IRQ);

    accepts_only("IRQ handler", handler, 27, 29);
    CHECK_EQ(answer_to(handler, 27), 0);
    CHECK_EQ(answer_to(handler, 28), INFO(seL4_TruncatedMessage, 0, 0));
    CHECK_EQ(answer_to(handler, 29), 0);
}

TEST(s5_1_domain_accepts_30_to_32)
{
    accepts_only("domain", TEST_DOMAIN, 30, 32);
    for (seL4_Word label = 30; label <= 32; label++)
        ROW_EQ(label_row("domain", label), answer_to(TEST_DOMAIN, label),
               INFO(seL4_TruncatedMessage, 0, 0));
}

TEST(s5_1_sched_control_accepts_33)
{
    accepts_only("SchedControl", TEST_SCHED_CONTROL, 33, 33);
    CHECK_EQ(answer_to(TEST_SCHED_CONTROL, 33),
             INFO(seL4_TruncatedMessage, 0, 0));
}

TEST(s5_1_sched_context_accepts_34_to_38)
{
    seL4_CPtr sc = make_sched_context();

    accepts_only("SC", sc, 34, 38);
    CHECK_EQ(answer_to(sc, 34), INFO(seL4_TruncatedMessage, 0, 0));
    CHECK_EQ(answer_to(sc, 35), 0);
    CHECK_EQ(answer_to(sc, 36), INFO(seL4_TruncatedMessage, 0, 0));
    CHECK_EQ(answer_to(sc, 37), INFO(0, 0, 1));
    CHECK_EQ(answer_to(sc, 38), INFO(seL4_IllegalOperation, 0, 0));
}

TEST(s5_1_page_table_accepts_39_and_40)
{
    seL4_CPtr table = make_page_table();

    accepts_only("page table", table, 39, 40);
    CHECK_EQ(answer_to(table, 39), INFO(seL4_TruncatedMessage, 0, 0));
    CHECK_EQ(answer_to(table, 40), 0);
}

TEST(s5_1_frame_accepts_41_to_43)
{
    seL4_CPtr frame = make_frame();

    accepts_only("frame", frame, 41, 43);
    CHECK_EQ(answer_to(frame, 41), INFO(seL4_TruncatedMessage, 0, 0));
    CHECK_EQ(answer_to(frame, 42), 0);
    CHECK_EQ(answer_to(frame, 43), INFO(0, 0, 1));
}

TEST(s5_1_asid_control_accepts_44)
{
    accepts_only("ASID control", TEST_ASID_CONTROL, 44, 44);
    CHECK_EQ(answer_to(TEST_ASID_CONTROL, 44),
             INFO(seL4_TruncatedMessage, 0, 0));
}

TEST(s5_1_asid_pool_accepts_45)
{
    accepts_only("ASID pool", TEST_ASID_POOL, 45, 45);
    CHECK_EQ(answer_to(TEST_ASID_POOL, 45), INFO(seL4_TruncatedMessage, 0, 0));
}

/* What each label of a TCB says to an empty message. */
TEST(s5_1_tcb_labels)
{
    static const struct {
        seL4_Word label, error;
    } rows[] = {
        { TCBReadRegisters, seL4_TruncatedMessage },
        { TCBWriteRegisters, seL4_TruncatedMessage },
        { TCBCopyRegisters, seL4_TruncatedMessage },
        { TCBConfigure, seL4_TruncatedMessage },
        { TCBSetPriority, seL4_TruncatedMessage },
        { TCBSetMCPriority, seL4_TruncatedMessage },
        { TCBSetSchedParams, seL4_TruncatedMessage },
        { TCBSetTimeoutEndpoint, seL4_TruncatedMessage },
        { TCBSetIPCBuffer, seL4_TruncatedMessage },
        { TCBSetSpace, seL4_TruncatedMessage },
        { TCBSuspend, seL4_NoError },
        { TCBResume, seL4_NoError },
        { TCBBindNotification, seL4_TruncatedMessage },
        { TCBUnbindNotification, seL4_IllegalOperation },
        { TCBSetTLSBase, seL4_TruncatedMessage },
        { TCBSetFlags, seL4_TruncatedMessage },
    };
    seL4_CPtr tcb = make_tcb();

    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ROW_EQ(label_row("TCB", rows[i].label), answer_to(tcb, rows[i].label),
               INFO(rows[i].error, 0, 0));
}

/* A null capability is present: its type is wrong, the message is not
   truncated. */
TEST(s5_1_null_extra_caps_are_present)
{
    WALK({ "SetPriority", make_tcb(), TCBSetPriority, WORDS(1), CAPS(0),
           INVALID_CAP(1) },
         { "SetPriority, none", make_tcb(), TCBSetPriority, WORDS(1), NO_CAPS,
           TRUNCATED },
         { "CopyRegisters", make_tcb(), TCBCopyRegisters, WORDS(0), CAPS(0),
           INVALID_CAP(1) },
         { "BindNotification", make_tcb(), TCBBindNotification, NO_WORDS,
           CAPS(0), ILLEGAL },
         { "Retype", TEST_UNTYPED, UntypedRetype,
           WORDS(seL4_EndpointObject, 0, 0, 0, 500, 1), CAPS(0),
           FAILED_LOOKUP(0, seL4_MissingCapability, 0) },
         { "ASIDPool Assign", TEST_ASID_POOL, RISCVASIDPoolAssign, NO_WORDS,
           CAPS(0), INVALID_CAP(1) },
         { "SchedContext Bind", make_sched_context(), SchedContextBind,
           NO_WORDS, CAPS(0), INVALID_CAP(1) });
}

TEST(s5_1_no_argument_methods_accept_any_length)
{
    seL4_CPtr tcb = make_tcb();

    WALK({ "Suspend", tcb, TCBSuspend, WORDS(1, 2, 3, 4, 5), CAPS(0, 0, 0),
           SUCCEEDS },
         { "Resume", tcb, TCBResume, WORDS(1, 2, 3, 4, 5), CAPS(0), SUCCEEDS },
         { "SchedContext Unbind", make_sched_context(), SchedContextUnbind,
           WORDS(1, 2, 3), CAPS(0), SUCCEEDS },
         { "Page Unmap", make_frame(), RISCVPageUnmap, WORDS(1, 2, 3), CAPS(0),
           SUCCEEDS });
}

/* -- Other capabilities ---------------------------------------------------- */

TEST(s5_9_notification_accepts_every_label)
{
    seL4_CPtr ntfn = test_mint(make_notification(), seL4_CanWrite, 1);

    for (seL4_Word label = 0; label < TRIED_LABELS; label++)
        ROW_EQ(label_row("notification", label), answer_to(ntfn, label), 0);
}

TEST(s5_9_reply_accepts_every_label)
{
    seL4_CPtr reply = make_reply();

    for (seL4_Word label = 0; label < TRIED_LABELS; label++)
        ROW_EQ(label_row("reply", label), answer_to(reply, label), 0);
}

TEST(s5_9_endpoint_accepts_every_label)
{
    seL4_CPtr endpoint = make_endpoint();
    seL4_CPtr reply = make_reply();
    struct trap trap;
    struct test_thread *thread =
        test_thread("receiver", 120, (void (*)(void *))trap_now, &trap);

    for (seL4_Word label = 0; label < TRIED_LABELS; label++) {
        trap = trap_of(seL4_SysRecv, endpoint, 0, reply);
        test_start(thread);
        seL4_Send(endpoint, seL4_MessageInfo_new(label, 0, 0, 0));
        ROW_EQ(label_row("endpoint", label), trap.registers.x[X_A1],
               INFO(label, 0, 0));
    }
}

TEST(s5_9_empty_slot_accepts_none)
{
    seL4_CPtr empty = test_slot();

    for (seL4_Word label = 0; label < TRIED_LABELS; label++)
        ROW_EQ(label_row("empty slot", label), answer_to(empty, label),
               INFO(seL4_InvalidCapability, 0, 1));
}
