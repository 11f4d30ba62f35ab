/* SPDX-License-Identifier: MIT */
/*
 * Sections 6.4 and 6.5: who runs next, and in which order queues give out
 * their threads.
 *
 * The pattern of the tests about ready queues: X is ready already in the queue
 * of some priority, then an event makes Y ready there. Y's letter before X's in
 * the trace says "front", behind it "back". Both stand at LOW, below the test,
 * or at EQUAL, beside it; they run when the test stands back.
 */
#include "actor.h"

struct queue {
    seL4_CPtr idle; /* nobody sends here */
    struct actor x, y;
};

/* Makes X ready at `priority`; it goes before nothing that comes later. */
static void ready_x(struct queue *q, seL4_Word priority)
{
    MAKE(&q->x, 'x', priority, NBWAIT(q->idle));
    actor_start(&q->x);
}

/* Lets Y run until it blocks; then X becomes ready. */
static void blocked_y_ready_x(struct queue *q, seL4_Word priority)
{
    actor_start(&q->y);
    test_let_run();
    CHECK_AT(&q->y, 0);
    CHECK_TRACE("");
    fresh_slice();
    ready_x(q, priority);
}

/* Lets X and Y run; none of them may have run before. */
static void check_order(const char *want)
{
    CHECK_TRACE("");
    test_let_run();
    CHECK_TRACE(want);
}

static struct queue queue_make(void)
{
    return (struct queue){ .idle = make_endpoint() };
}

/* -- one thread becomes ready --------------------------------------------- */

/*
 * Each of these events wakes Y alone. Y goes to the back of its queue when it
 * has the running thread's priority, to the front when it has a lower one.
 */
static const struct wake_row {
    const char *what;
    seL4_Word priority;
    const char *order;
} wake_rows[] = {
    { "priority of the waker", EQUAL, "xy" },
    { "lower priority", LOW, "yx" },
};

#define FOR_EACH_WAKE(row)                       \
    for (const struct wake_row *row = wake_rows; \
         row < wake_rows + 2 && (test_step(row->what), true); row++)

TEST(s6_4_wake_by_message)
{
    FOR_EACH_WAKE(row)
    {
        struct queue q = queue_make();
        seL4_CPtr ep = make_endpoint();

        MAKE(&q.y, 'y', row->priority, RECV(ep, make_reply()));
        blocked_y_ready_x(&q, row->priority);
        ONE(SEND(ep, 1));
        check_order(row->order);
    }
}

TEST(s6_4_wake_by_reply)
{
    FOR_EACH_WAKE(row)
    {
        struct queue q = queue_make();
        seL4_CPtr ep = make_endpoint(), reply = make_reply();

        MAKE(&q.y, 'y', row->priority, CALL(ep, 1));
        blocked_y_ready_x(&q, row->priority);
        ONE(NBRECV(ep, reply));
        CHECK_TRACE("");
        ONE(SEND(reply, 1));
        check_order(row->order);
    }
}

TEST(s6_4_wake_by_signal)
{
    FOR_EACH_WAKE(row)
    {
        struct queue q = queue_make();
        seL4_CPtr ntfn = make_notification();

        MAKE(&q.y, 'y', row->priority, WAIT(ntfn));
        blocked_y_ready_x(&q, row->priority);
        seL4_Signal(ntfn);
        check_order(row->order);
    }
}

TEST(s6_4_wake_by_bound_signal)
{
    FOR_EACH_WAKE(row)
    {
        struct queue q = queue_make();
        seL4_CPtr ntfn = make_notification();

        MAKE(&q.y, 'y', row->priority, RECV(make_endpoint(), make_reply()));
        CHECK_OK(seL4_TCB_BindNotification(q.y.tcb, ntfn));
        blocked_y_ready_x(&q, row->priority);
        seL4_Signal(ntfn);
        check_order(row->order);
    }
}

TEST(s6_4_wake_of_taken_sender)
{
    FOR_EACH_WAKE(row)
    {
        struct queue q = queue_make();
        seL4_CPtr ep = make_endpoint();

        MAKE(&q.y, 'y', row->priority, SEND(ep, 1));
        blocked_y_ready_x(&q, row->priority);
        ONE(NBRECV(ep, make_reply()));
        check_order(row->order);
    }
}

/* Resume of a blocked thread: it repeats its system call, which by now does
   not block. */
TEST(s6_4_wake_by_resume)
{
    FOR_EACH_WAKE(row)
    {
        struct queue q = queue_make();

        MAKE(&q.y, 'y', row->priority, NBWAIT(q.idle));
        ready_x(&q, row->priority);
        actor_start(&q.y);
        CHECK_OK(seL4_TCB_Suspend(q.y.tcb));
        CHECK_OK(seL4_TCB_Resume(q.y.tcb));
        check_order(row->order);
    }
}

TEST(s6_4_wake_by_write_registers)
{
    FOR_EACH_WAKE(row)
    {
        struct queue q = queue_make();

        MAKE(&q.y, 'y', row->priority, NBWAIT(q.idle));
        ready_x(&q, row->priority);
        actor_start(&q.y); /* WriteRegisters with resume */
        check_order(row->order);
    }
}

TEST(s6_4_wake_by_copy_registers)
{
    FOR_EACH_WAKE(row)
    {
        struct queue q = queue_make();
        struct actor source;

        MAKE(&q.y, 'y', row->priority, NBWAIT(q.idle));
        MAKE(&source, 's', row->priority, NBWAIT(q.idle));
        actor_start(&q.y);
        CHECK_OK(seL4_TCB_Suspend(q.y.tcb));
        ready_x(&q, row->priority);
        CHECK_OK(seL4_TCB_CopyRegisters(q.y.tcb, source.tcb, false, true, false,
                                        false, 0));
        check_order(row->order);
    }
}

/* ConfigureFlags on the context of a ready thread takes it out and wakes it. */
TEST(s6_4_configure_requeues)
{
    FOR_EACH_WAKE(row)
    {
        struct queue q = queue_make();

        MAKE(&q.y, 'y', row->priority, NBWAIT(q.idle));
        fresh_slice();
        actor_start(&q.y);
        ready_x(&q, row->priority);
        CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, q.y.sc, 4000,
                                             4000, 0, 0));
        check_order(row->order);
    }
}

/* A thread whose refill has come is woken: at a lower priority to the front. */
TEST(s6_4_wake_by_release)
{
    struct queue q = queue_make();

    MAKE(&q.y, 'y', LOW, NBWAIT(q.idle), YIELD(), NBWAIT(q.idle));
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, q.y.sc, 500, 1000,
                                         0, 0));
    actor_start(&q.y);
    test_let_run();
    CHECK_TRACE("y"); /* it has given up its budget inside Yield */
    fresh_slice();
    ready_x(&q, LOW);
    test_spin(1200);
    check_order("yyx");
}

/* Higher priority than the waker's: at once. */
TEST(s6_4_higher_wakee_preempts)
{
    seL4_CPtr ep = make_endpoint(), ntfn = make_notification();
    struct actor a, b;

    ACTOR(&a, 'a', HIGH, RECV(ep, make_reply()));
    ACTOR(&b, 'b', HIGHER, WAIT(ntfn));
    ONE(SEND(ep, 1));
    CHECK_TRACE("a");
    seL4_Signal(ntfn);
    CHECK_TRACE("b");
}

/* -- several threads become ready at once --------------------------------- */

/* ReplyRecv wakes the caller it answers and the sender it takes: both go to
   the front, the last first, but behind the running thread. */
TEST(s6_4_two_wakees_of_one_entry)
{
    FOR_EACH_WAKE(row)
    {
        struct queue q = queue_make();
        seL4_CPtr ep = make_endpoint(), reply = make_reply();
        struct actor caller, sender;

        ACTOR(&caller, 'c', row->priority, CALL(ep, 1));
        test_let_run();
        ACTOR(&sender, 's', row->priority, SEND(ep, 2));
        test_let_run();
        fresh_slice();
        ready_x(&q, row->priority);
        CHECK_EQ(info_label(ONE(NBRECV(ep, reply)).a1), 1);
        CHECK_EQ(info_label(ONE(REPLYRECV(ep, reply, 3)).a1), 2);
        check_order("scx");
    }
}

/* Deleting an endpoint: all its senders to the front, the last one first. */
TEST(s6_4_endpoint_deletion)
{
    FOR_EACH_WAKE(row)
    {
        struct queue q = queue_make();
        seL4_CPtr ep = make_endpoint();
        struct actor a, b, c;

        ACTOR(&a, 'a', row->priority, SEND(ep, 1));
        test_let_run();
        ACTOR(&b, 'b', row->priority, SEND(ep, 1));
        test_let_run();
        ACTOR(&c, 'c', row->priority, SEND(ep, 1));
        test_let_run();
        fresh_slice();
        ready_x(&q, row->priority);
        test_delete(ep);
        check_order("cbax");
    }
}

/* Also a lone one of the running thread's priority, unlike by a message. */
TEST(s6_4_endpoint_deletion_one_sender)
{
    struct queue q = queue_make();
    seL4_CPtr ep = make_endpoint();

    MAKE(&q.y, 'y', EQUAL, SEND(ep, 1));
    blocked_y_ready_x(&q, EQUAL);
    test_delete(ep);
    check_order("yx");
}

/* Waiters of a deleted notification repeat their Wait, which is a fault by
   then; the order of the faults is the order in which they ran. */
TEST(s6_4_notification_deletion)
{
    static const seL4_Word order[] = { 3, 2, 1 };
    seL4_CPtr ntfn = make_notification(), faults = make_endpoint();
    struct actor w[3];

    for (int i = 0; i < 3; i++) {
        MAKE(&w[i], (char)('a' + i), LOW, WAIT(ntfn));
        actor_handler(&w[i],
                      test_mint(faults, seL4_AllRights, (seL4_Word)i + 1));
        actor_start(&w[i]);
        test_let_run();
    }
    test_delete(ntfn);
    test_let_run();
    for (int i = 0; i < 3; i++) {
        struct call r = ONE(NBRECV(faults, make_reply()));

        CHECK_EQ(r.a0, order[i]);
        CHECK_EQ(info_label(r.a1), seL4_Fault_CapFault);
    }
}

/* CancelBadgedSends: those with the badge go to the front, the last first. */
TEST(s6_4_cancel_badged_sends)
{
    struct queue q = queue_make();
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr seven = test_mint(ep, seL4_AllRights, 7);
    seL4_CPtr eight = test_mint(ep, seL4_AllRights, 8);
    struct actor a, b, c;

    ACTOR(&a, 'a', LOW, NBWAIT(q.idle), SEND(seven, 1));
    ACTOR(&b, 'b', LOW, NBWAIT(q.idle), SEND(eight, 1));
    ACTOR(&c, 'c', LOW, NBWAIT(q.idle), SEND(seven, 1));
    test_let_run();
    CHECK_TRACE("cba"); /* each started at the front */
    ready_x(&q, LOW);
    CHECK_OK(seL4_CNode_CancelBadgedSends(TEST_CNODE, seven, 64));
    /* Queued were c, b, a. Now a, then c repeat the send: b, a, c. */
    check_order("x");
    CHECK_EQ(ONE(NBRECV(ep, make_reply())).a0, 8);
    CHECK_EQ(ONE(NBRECV(ep, make_reply())).a0, 7);
    CHECK_EQ(ONE(NBRECV(ep, make_reply())).a0, 7);
    check_order("cab"); /* each was a lone lower wakee */
}

/* -- invocations that move a thread --------------------------------------- */

TEST(s6_4_bind_to_front)
{
    static const seL4_Word priorities[] = { EQUAL, LOW };

    for (int i = 0; i < 2; i++) {
        struct queue q = queue_make();

        MAKE(&q.y, 'y', priorities[i], NBWAIT(q.idle));
        actor_passive(&q.y);
        actor_start(&q.y);
        fresh_slice();
        ready_x(&q, priorities[i]);
        CHECK_OK(seL4_SchedContext_Bind(q.y.sc, q.y.tcb));
        check_order("yx");
    }
}

TEST(s6_4_sched_params_bind_to_front)
{
    struct queue q = queue_make();

    MAKE(&q.y, 'y', EQUAL, NBWAIT(q.idle));
    actor_passive(&q.y);
    actor_start(&q.y);
    fresh_slice();
    ready_x(&q, EQUAL);
    CHECK_OK(seL4_TCB_SetSchedParams(q.y.tcb, TEST_TCB, 0, EQUAL, q.y.sc,
                                     q.y.thread->faults));
    check_order("yx");
}

/* SetPriority to the number that it has moves a ready thread to the front. */
TEST(s6_4_set_priority_unchanged)
{
    static const seL4_Word priorities[] = { EQUAL, LOW };
    static const char *const before[] = { "yx", "xy" };

    for (int i = 0; i < 2; i++) {
        struct queue q = queue_make();
        struct actor *last;

        MAKE(&q.y, 'y', priorities[i], NBWAIT(q.idle));
        fresh_slice();
        actor_start(&q.y);
        ready_x(&q, priorities[i]);
        test_step(before[i]); /* the order so far */
        last = before[i][1] == 'x' ? &q.x : &q.y;
        CHECK_OK(seL4_TCB_SetPriority(last->tcb, TEST_TCB, priorities[i]));
        check_order(last == &q.x ? "xy" : "yx");
    }
}

TEST(s6_4_sched_params_unchanged)
{
    struct queue q = queue_make();

    fresh_slice();
    ready_x(&q, EQUAL);
    MAKE(&q.y, 'y', EQUAL, NBWAIT(q.idle));
    actor_start(&q.y);
    CHECK_OK(seL4_TCB_SetSchedParams(q.y.tcb, TEST_TCB, 0, EQUAL, q.y.sc,
                                     q.y.thread->faults));
    check_order("yx");
}

/* The caller that sets its own priority to what it is goes on. */
TEST(s6_4_set_own_priority_goes_on)
{
    struct queue q = queue_make();

    fresh_slice();
    ready_x(&q, EQUAL);
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, EQUAL));
    CHECK_TRACE("");
    test_step("lowered below, it stops at once");
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, EQUAL - 1));
    CHECK_TRACE("x");
}

/* A ready thread that is raised above the caller runs at once. */
TEST(s6_4_raised_runs_at_once)
{
    struct queue q = queue_make();

    ready_x(&q, LOW);
    CHECK_OK(seL4_TCB_SetPriority(q.x.tcb, TEST_TCB, HIGH));
    CHECK_TRACE("x");
}

/* A runnable thread without context gets the number and is not queued. */
TEST(s6_4_set_priority_no_context)
{
    struct queue q = queue_make();

    MAKE(&q.y, 'y', LOW, NBWAIT(q.idle));
    actor_passive(&q.y);
    actor_start(&q.y);
    CHECK_OK(seL4_TCB_SetPriority(q.y.tcb, TEST_TCB, HIGH));
    check_order("");
    test_step("the number counts when it gets a context");
    CHECK_OK(seL4_SchedContext_Bind(q.y.sc, q.y.tcb));
    CHECK_TRACE("y");
}

/* A postponed thread stays postponed when its priority is set. */
TEST(s6_4_set_priority_postponed)
{
    struct queue q = queue_make();

    MAKE(&q.y, 'y', HIGH, YIELD(), NBWAIT(q.idle));
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, q.y.sc, 500, 2000,
                                         0, 0));
    actor_start(&q.y);
    CHECK_OK(seL4_TCB_SetPriority(q.y.tcb, TEST_TCB, HIGHER));
    CHECK_TRACE("");
    test_spin(2100);
    CHECK_TRACE("yy");
}

/* Moving a ready thread into the domain where it is: to the front. */
TEST(s6_4_domain_set_to_front)
{
    struct queue q = queue_make();

    fresh_slice();
    ready_x(&q, EQUAL);
    MAKE(&q.y, 'y', EQUAL, NBWAIT(q.idle));
    actor_start(&q.y);
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 0, q.y.tcb));
    check_order("yx");
}

/* Bind of a context to a thread above the caller runs it at once. */
TEST(s6_4_bind_above_preempts)
{
    struct queue q = queue_make();

    MAKE(&q.y, 'y', HIGH, NBWAIT(q.idle));
    actor_passive(&q.y);
    actor_start(&q.y);
    CHECK_TRACE("");
    CHECK_OK(seL4_SchedContext_Bind(q.y.sc, q.y.tcb));
    CHECK_TRACE("y");
}

/* ConfigureFlags on the caller's own context: the caller goes on. */
TEST(s6_4_configure_own_goes_on)
{
    struct queue q = queue_make();

    fresh_slice();
    ready_x(&q, EQUAL);
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, TEST_SC, 5000,
                                         5000, 0, 0));
    CHECK_TRACE("");
    check_order("x");
}

/* Changing the caller's buffer reschedules, and the caller comes first. */
TEST(s6_4_set_buffer_goes_on)
{
    struct queue q = queue_make();

    fresh_slice();
    ready_x(&q, EQUAL);
    CHECK_OK(seL4_TCB_SetIPCBuffer(TEST_TCB, (seL4_Word)seL4_GetIPCBuffer(),
                                   TEST_BUFFERS));
    CHECK_TRACE("");
    check_order("x");
}

/* Suspending a ready thread takes it out; the others keep their order. */
TEST(s6_4_suspend_leaves_order)
{
    struct queue q = queue_make();
    struct actor z;

    fresh_slice();
    ready_x(&q, EQUAL);
    MAKE(&q.y, 'y', EQUAL, NBWAIT(q.idle));
    actor_start(&q.y);
    ACTOR(&z, 'z', EQUAL, NBWAIT(q.idle));
    CHECK_OK(seL4_TCB_Suspend(q.y.tcb));
    check_order("xz");
}

/* The same for one whose context is unbound. */
TEST(s6_4_unbind_leaves_order)
{
    struct queue q = queue_make();
    struct actor z;

    fresh_slice();
    ready_x(&q, EQUAL);
    MAKE(&q.y, 'y', EQUAL, NBWAIT(q.idle));
    actor_start(&q.y);
    ACTOR(&z, 'z', EQUAL, NBWAIT(q.idle));
    actor_passive(&q.y);
    check_order("xz");
}

/* A thread that is ready already is not queued a second time. */
TEST(s6_4_resume_of_ready_thread)
{
    struct queue q = queue_make();

    fresh_slice();
    ready_x(&q, EQUAL);
    MAKE(&q.y, 'y', EQUAL, NBWAIT(q.idle));
    actor_start(&q.y);
    CHECK_OK(seL4_TCB_Resume(q.x.tcb));
    CHECK_OK(seL4_TCB_Resume(q.y.tcb));
    check_order("xy");
}

/* The callee of a Call comes first, also before those ready at its level. */
TEST(s6_4_callee_comes_first)
{
    struct queue q = queue_make();
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor server;

    ACTOR(&server, 's', EQUAL, RECV(ep, reply), REPLYRECV(ep, reply, 1));
    test_let_run();
    actor_passive(&server);
    fresh_slice();
    ready_x(&q, EQUAL);
    ONE(CALL(ep, 1));
    CHECK_TRACE("s");
    check_order("x");
}

/* -- 6.4 and 6.5: worked example ------------------------------------------ */

/* Four senders queue in the order 1, 2, 3, 4; received by priority: 3, 4, 1,
   2; and run, when the receiver stands back, in the order 3, 4, 2, 1. */
TEST(s6_4_worked_example)
{
    static const struct {
        char letter;
        seL4_Word priority;
    } senders[] = { { 'a', 100 }, { 'b', 100 }, { 'c', 150 }, { 'd', 120 } };
    static const seL4_Word received[] = { 3, 4, 1, 2 };
    seL4_CPtr ep = make_endpoint();
    struct actor a[4];

    for (int i = 0; i < 4; i++) {
        /* One at a time, so that they queue in this order. */
        ACTOR(&a[i], senders[i].letter, senders[i].priority, SEND(ep, i + 1));
        test_let_run();
    }
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, TEST_PRIORITY_MAX));
    for (int i = 0; i < 4; i++)
        CHECK_EQ(info_label(ONE(RECV(ep, make_reply())).a1), received[i]);
    CHECK_TRACE("");
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, 99));
    CHECK_TRACE("cdba");
}

/* -- 6.5: queues of endpoints and notifications ---------------------------- */

enum { QUEUED = 4 };

/* a and b are equals, c stands above, d between. */
static const seL4_Word queue_priorities[QUEUED] = { 105, 105, 115, 110 };

enum queue_kind { SENDERS, RECEIVERS, WAITERS };

struct wait_queue {
    enum queue_kind kind;
    seL4_CPtr cap;
    struct actor a[QUEUED];
};

static void fill(struct wait_queue *q, enum queue_kind kind)
{
    q->kind = kind;
    q->cap = kind == WAITERS ? make_notification() : make_endpoint();
    for (int i = 0; i < QUEUED; i++) {
        char letter = (char)('a' + i);

        if (kind == SENDERS)
            ACTOR(&q->a[i], letter, queue_priorities[i], SEND(q->cap, i + 1));
        else if (kind == RECEIVERS)
            ACTOR(&q->a[i], letter, queue_priorities[i],
                  RECV(q->cap, make_reply()));
        else
            ACTOR(&q->a[i], letter, queue_priorities[i], WAIT(q->cap));
    }
    CHECK_TRACE("");
}

/* Takes them out one by one; each runs at once. */
static void drain(struct wait_queue *q, const char *order)
{
    for (int i = 0; i < QUEUED; i++) {
        if (q->kind == SENDERS)
            ONE(NBRECV(q->cap, make_reply()));
        else if (q->kind == RECEIVERS)
            ONE(NBSEND(q->cap, 1));
        else
            seL4_Signal(q->cap);
    }
    CHECK_TRACE(order);
}

static void check_queue_order(enum queue_kind kind)
{
    static struct wait_queue q;

    fill(&q, kind);
    drain(&q, "cdab");
}

TEST(s6_5_senders_by_priority)
{
    check_queue_order(SENDERS);
}

TEST(s6_5_receivers_by_priority)
{
    check_queue_order(RECEIVERS);
}

TEST(s6_5_waiters_by_priority)
{
    check_queue_order(WAITERS);
}

/* SetPriority to the same number: behind the equals. */
static void check_requeue_unchanged(enum queue_kind kind)
{
    static struct wait_queue q;

    fill(&q, kind);
    CHECK_OK(seL4_TCB_SetPriority(q.a[0].tcb, TEST_TCB, queue_priorities[0]));
    drain(&q, "cdba");
}

TEST(s6_5_requeue_sender_unchanged)
{
    check_requeue_unchanged(SENDERS);
}

TEST(s6_5_requeue_receiver_unchanged)
{
    check_requeue_unchanged(RECEIVERS);
}

TEST(s6_5_requeue_waiter_unchanged)
{
    check_requeue_unchanged(WAITERS);
}

/* To another number: behind those that have it already. */
static void check_requeue_moved(enum queue_kind kind)
{
    static struct wait_queue q;

    fill(&q, kind);
    CHECK_OK(seL4_TCB_SetPriority(q.a[1].tcb, TEST_TCB, 115)); /* b as c */
    CHECK_OK(seL4_TCB_SetPriority(q.a[3].tcb, TEST_TCB, 105)); /* d as a */
    drain(&q, "cbad");
}

TEST(s6_5_requeue_sender_moved)
{
    check_requeue_moved(SENDERS);
}

TEST(s6_5_requeue_receiver_moved)
{
    check_requeue_moved(RECEIVERS);
}

TEST(s6_5_requeue_waiter_moved)
{
    check_requeue_moved(WAITERS);
}

/* A caller lends its context, not its priority: a low server that serves a
   high client stays low. */
TEST(s6_5_no_inheritance)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor server, client, middle;

    ACTOR(&server, 's', LOW, RECV(ep, reply), NBWAIT(make_endpoint()),
          SEND(reply, 1));
    test_let_run();
    actor_passive(&server);
    ACTOR(&client, 'c', HIGH, CALL(ep, 1));
    CHECK_TRACE(""); /* the test is above the server */
    ACTOR(&middle, 'm', LOW + 1, NBWAIT(make_endpoint()));
    test_let_run();
    CHECK_TRACE("mssc");
    CHECK_AT(&server, 2); /* it replied away the context that it ran on */
}

/* Of a caller that waits for its reply only the number changes. */
TEST(s6_5_set_priority_of_caller)
{
    seL4_CPtr ep = make_endpoint(), reply = make_reply();
    struct actor a;

    ACTOR(&a, 'a', HIGH, CALL(ep, 1));
    ONE(NBRECV(ep, reply));
    CHECK_OK(seL4_TCB_SetPriority(a.tcb, TEST_TCB, LOW));
    ONE(SEND(reply, 2));
    CHECK_AT(&a, 0);
    test_let_run();
    CHECK_AT(&a, 1);
}

/* Of an inactive thread too. */
TEST(s6_5_set_priority_of_inactive)
{
    struct queue q = queue_make();

    MAKE(&q.y, 'y', LOW, NBWAIT(q.idle));
    CHECK_OK(seL4_TCB_SetPriority(q.y.tcb, TEST_TCB, HIGH));
    CHECK_TRACE("");
    actor_start(&q.y);
    CHECK_TRACE("y");
}
