/* SPDX-License-Identifier: MIT */
/*
 * Section 7.4: the timeout fault. (a) of a thread that has used up its budget,
 * (b) of one that is answered when its context has none left.
 */
#include "actor.h"

enum {
    BADGE = 0x71e0, /* of the handler's endpoint capability */
    DATA = 0xda7a,  /* badge of the scheduling context      */
    BUDGET = 300,   /* microseconds                         */
    PERIOD = 3000,
    WORK = 500, /* what the actor would need            */
    SLACK = 12, /* microseconds for entries, signals and the timer */
};

static void spin(seL4_Word microseconds)
{
    test_spin(microseconds);
}

static seL4_Word consumed(seL4_CPtr sc)
{
    return seL4_SchedContext_Consumed(sc).consumed;
}

struct timed {
    seL4_CPtr ep, reply;
    uint64_t start;
    struct actor a;
};

static void timed_init(struct timed *t)
{
    t->ep = make_endpoint();
    t->reply = make_reply();
}

static void set_budget(const struct timed *t, seL4_Time period)
{
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, t->a.sc, BUDGET,
                                         period, 0, DATA));
}

static void set_handler(const struct timed *t, seL4_CPtr tcb)
{
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(
        tcb, test_mint(t->ep, seL4_AllRights, BADGE)));
}

/* An actor that times out in its first step. */
#define TIMED(t, ...)                          \
    do {                                       \
        timed_init(t);                         \
        MAKE(&(t)->a, 't', HIGH, __VA_ARGS__); \
        set_handler(t, (t)->a.tcb);            \
        set_budget(t, PERIOD);                 \
        fresh_slice();                         \
        (t)->start = test_time();              \
        actor_start(&(t)->a);                  \
        CHECK_AT(&(t)->a, 0);                  \
    } while (0)

static struct call take(const struct timed *t)
{
    return ONE(NBRECV(t->ep, t->reply));
}

static void answer(const struct timed *t, seL4_Word label, seL4_Word length,
                   seL4_Word first)
{
    struct call r = { .a0 = t->reply,
                      .a1 = label << 12 | length,
                      .mr = { first },
                      .a7 = (seL4_Word)seL4_SysSend };

    trap(&r);
}

static void check_message(const struct call *r)
{
    CHECK_EQ(r->a0, BADGE);
    CHECK_EQ(info_label(r->a1), seL4_Fault_Timeout);
    CHECK_EQ(info_length(r->a1), 2);
    CHECK_EQ(r->mr[0], DATA);
}

static void check_runs_at(const struct actor *a, uint64_t time)
{
    while (test_time() < time - 10 * SLACK)
        CHECK_AT(a, 0);
    test_spin(2 * SLACK + WORK);
    CHECK_AT(a, a->count);
}

/* -- (a) ------------------------------------------------------------------ */

/* Data word and consumption, which is as much as the budget. */
TEST(s7_4_message)
{
    struct timed t;
    struct call r;

    TIMED(&t, DO(spin, WORK));
    r = take(&t);
    check_message(&r);
    CHECK_MSG(r.mr[1] >= BUDGET - SLACK && r.mr[1] <= BUDGET,
              "consumed %lu us, not %d", r.mr[1], BUDGET);
    test_step("reading it has set it back");
    CHECK_EQ(consumed(t.a.sc), 0);
}

/* Nobody answers: the refill comes and the thread does not run. */
TEST(s7_4_blocks_beyond_refill)
{
    struct timed t;

    TIMED(&t, DO(spin, WORK));
    test_spin(PERIOD + WORK);
    CHECK_AT(&t.a, 0);
    CHECK_EQ(consumed(t.a.sc) / 100, BUDGET / 100 - 1); /* 290 or so */
    test_step("answered after the refill it goes on at once");
    CHECK_EQ(take(&t).a0, BADGE);
    answer(&t, 0, 0, 0);
    CHECK_AT(&t.a, 1);
}

/* Answered before the refill, it is postponed until then, without a second
   fault. */
TEST(s7_4_answer_postpones)
{
    struct timed t;

    TIMED(&t, DO(spin, WORK));
    CHECK_EQ(take(&t).a0, BADGE);
    answer(&t, 0, 0, 0);
    CHECK_EQ(take(&t).a0, 0);
    check_runs_at(&t.a, t.start + 10 * PERIOD);
}

/* Any other label leaves the thread inactive. */
TEST(s7_4_answer_with_label)
{
    struct timed t;

    TIMED(&t, DO(spin, WORK));
    take(&t);
    answer(&t, 1, 0, 0);
    test_spin(PERIOD + WORK);
    CHECK_AT(&t.a, 0);
    actor_passive(&t.a);
    CHECK(!is_blocked(t.a.tcb));
    CHECK_OK(seL4_SchedContext_Bind(t.a.sc, t.a.tcb));
    CHECK_OK(seL4_TCB_Resume(t.a.tcb));
    CHECK_AT(&t.a, 1);
}

static volatile bool redirected;

static void redirect_target(void)
{
    redirected = true;
    seL4_TCB_Suspend(test_self()->tcb);
}

/* The words of the answer are registers, pc first. */
TEST(s7_4_answer_writes_registers)
{
    struct timed t;
    seL4_UserContext r;

    redirected = false;
    TIMED(&t, DO(spin, WORK));
    take(&t);
    answer(&t, 0, 1, (seL4_Word)redirect_target);
    CHECK_OK(seL4_TCB_ReadRegisters(t.a.tcb, false, 0, 32, &r));
    CHECK_EQ(r.pc, (seL4_Word)redirect_target);
    test_spin(PERIOD);
    CHECK(redirected);
    CHECK_AT(&t.a, 0);
}

/* All 32 of them, in the order of seL4_UserContext. */
TEST(s7_4_answer_writes_all_registers)
{
    struct timed t;
    seL4_UserContext r;
    seL4_Word *word = (seL4_Word *)&r;

    TIMED(&t, DO(spin, WORK));
    take(&t);
    for (int i = 0; i < 34; i++)
        seL4_SetMR(i, 0x1000u + (seL4_Word)i);
    seL4_Send(t.reply, seL4_MessageInfo_new(1, 0, 0, 34));
    CHECK_OK(seL4_TCB_ReadRegisters(t.a.tcb, false, 0, 32, &r));
    for (seL4_Word i = 0; i < 32; i++)
        CHECK_MSG(word[i] == 0x1000 + i, "register %lu is %#lx", i, word[i]);
}

/* A handler may give more: configured anew while its thread is blocked in the
   fault, the context is ready, and the answer lets the thread go on. */
TEST(s7_4_more_budget)
{
    struct timed t;

    TIMED(&t, DO(spin, WORK));
    take(&t);
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, t.a.sc, 1000, 3000,
                                         0, 0));
    CHECK_AT(&t.a, 0);
    answer(&t, 0, 0, 0);
    CHECK_AT(&t.a, 1);
}

/* Or another context. */
TEST(s7_4_other_context)
{
    struct timed t;

    TIMED(&t, DO(spin, WORK));
    take(&t);
    CHECK_OK(seL4_SchedContext_Unbind(t.a.sc));
    CHECK_OK(seL4_SchedContext_Bind(test_sched_context(5000, 5000), t.a.tcb));
    answer(&t, 0, 0, 0);
    CHECK_AT(&t.a, 1);
}

/* The context stays with the thread, and is not lent to a passive handler. */
TEST(s7_4_donates_nothing)
{
    struct timed t;
    struct actor handler;

    timed_init(&t);
    ACTOR(&handler, 'h', HIGHER, RECV(t.ep, t.reply));
    actor_passive(&handler);
    MAKE(&t.a, 't', HIGH, DO(spin, WORK));
    set_handler(&t, t.a.tcb);
    set_budget(&t, PERIOD);
    actor_start(&t.a);
    CHECK_AT(&handler, 0);
    CHECK(!has_context(handler.tcb));
    CHECK_OK(seL4_SchedContext_Bind(handler.sc, handler.tcb));
    CHECK_AT(&handler, 1);
    check_message(&handler.got[0]);
    CHECK_OK(seL4_SchedContext_UnbindObject(t.a.sc, t.a.tcb));
}

/* The same when a handler without context takes it from the queue: one that
   has just given a context back by its reply. */
TEST(s7_4_queued_fault_donates_nothing)
{
    struct timed t;
    struct actor handler, client;
    seL4_CPtr go = make_notification();

    timed_init(&t);
    ACTOR(&handler, 'h', HIGHER, RECV(t.ep, t.reply), WAIT(go),
          REPLYRECV(t.ep, t.reply, 1));
    actor_passive(&handler);
    ACTOR(&client, 'c', HIGH, CALL(t.ep, 1));
    MAKE(&t.a, 't', HIGH, DO(spin, WORK));
    set_handler(&t, t.a.tcb);
    set_budget(&t, PERIOD);
    actor_start(&t.a);
    CHECK_AT(&handler, 1);
    seL4_Signal(go);
    CHECK_AT(&client, 1);
    CHECK_AT(&handler, 2);
    CHECK(!has_context(handler.tcb));
    CHECK_OK(seL4_SchedContext_Bind(handler.sc, handler.tcb));
    CHECK_AT(&handler, 3);
    check_message(&handler.got[2]);
    CHECK_OK(seL4_SchedContext_UnbindObject(t.a.sc, t.a.tcb));
}

/* A thread that lost its context before the message was taken: one word. */
TEST(s7_4_without_context_one_word)
{
    struct timed t;
    struct call r;

    TIMED(&t, DO(spin, WORK));
    CHECK_OK(seL4_SchedContext_Unbind(t.a.sc));
    r = take(&t);
    CHECK_EQ(r.a0, BADGE);
    CHECK_EQ(r.a1, (seL4_Word)seL4_Fault_Timeout << 12 | 1);
    CHECK_EQ(r.mr[0], DATA);
    CHECK_EQ(r.mr[1], REGISTER_MARK + 3);
}

/* Taken by NBWait: inactive right away. */
TEST(s7_4_handler_in_wait)
{
    struct timed t;

    TIMED(&t, DO(spin, WORK));
    CHECK_EQ(ONE(NBWAIT(t.ep)).a0, BADGE);
    test_spin(PERIOD + WORK);
    CHECK_AT(&t.a, 0);
    actor_passive(&t.a);
    CHECK(!is_blocked(t.a.tcb));
}

static void spin_then_signal(seL4_Word ntfn)
{
    test_spin(BUDGET - 15); /* 150 ticks are left */
    seL4_Signal(ntfn);
}

/* A system call that comes too late is refused with the fault, and done after
   the answer. */
TEST(s7_4_refused_call_is_repeated)
{
    struct timed t;
    seL4_CPtr ntfn = make_notification();

    TIMED(&t, DO(spin_then_signal, test_mint(ntfn, seL4_CanWrite, 5)));
    CHECK_EQ(ONE(NBWAIT(ntfn)).a0, 0);
    CHECK_EQ(take(&t).a0, BADGE);
    answer(&t, 0, 0, 0);
    check_runs_at(&t.a, t.start + 10 * PERIOD);
    CHECK_EQ(ONE(NBWAIT(ntfn)).a0, 5);
}

/* Round robin, Yield and a thread without handler: no fault. */
TEST(s7_4_round_robin_has_none)
{
    struct timed t;

    timed_init(&t);
    MAKE(&t.a, 't', HIGH, DO(spin, WORK));
    set_handler(&t, t.a.tcb);
    set_budget(&t, BUDGET);
    actor_start(&t.a);
    CHECK_AT(&t.a, 1);
    CHECK_EQ(take(&t).a0, 0);
}

TEST(s7_4_yield_has_none)
{
    struct timed t;

    TIMED(&t, YIELD());
    CHECK_EQ(take(&t).a0, 0);
    check_runs_at(&t.a, t.start + 10 * PERIOD);
}

TEST(s7_4_no_handler_postpones)
{
    struct timed t;

    timed_init(&t);
    MAKE(&t.a, 't', HIGH, DO(spin, WORK));
    set_budget(&t, PERIOD);
    fresh_slice();
    t.start = test_time();
    actor_start(&t.a);
    check_runs_at(&t.a, t.start + 10 * PERIOD);
}

/* A null capability takes the handler away. */
TEST(s7_4_handler_cleared)
{
    struct timed t;

    timed_init(&t);
    MAKE(&t.a, 't', HIGH, DO(spin, WORK));
    set_handler(&t, t.a.tcb);
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(t.a.tcb, 0));
    set_budget(&t, PERIOD);
    actor_start(&t.a);
    CHECK_EQ(take(&t).a0, 0);
}

/* A thread that is resumed or bound without budget is postponed, no fault. */
TEST(s7_4_resume_has_none)
{
    struct timed t;

    TIMED(&t, YIELD());
    CHECK_OK(seL4_TCB_Suspend(t.a.tcb));
    CHECK_OK(seL4_TCB_Resume(t.a.tcb));
    CHECK_EQ(take(&t).a0, 0);
    CHECK_OK(seL4_SchedContext_Unbind(t.a.sc));
    CHECK_OK(seL4_SchedContext_Bind(t.a.sc, t.a.tcb));
    CHECK_EQ(take(&t).a0, 0);
    CHECK_AT(&t.a, 0);
}

/* Resume instead of an answer: the fault is forgotten. */
TEST(s7_4_resume_instead_of_answer)
{
    struct timed t;

    TIMED(&t, DO(spin, WORK));
    take(&t);
    CHECK_OK(seL4_TCB_Resume(t.a.tcb));
    answer(&t, 1, 0, 0);
    check_runs_at(&t.a, t.start + 10 * PERIOD);
}

/* -- a server on a client's budget ---------------------------------------- */

/*
 * A passive server s needs WORK of the client's BUDGET. `timed.a` is the
 * client; its context is the one that runs out.
 */
struct lent {
    struct timed t; /* the handler, and the client */
    seL4_CPtr ep, reply;
    struct actor server;
};

static void lent_begin(struct lent *l, bool server_has_handler,
                       bool client_has_handler)
{
    timed_init(&l->t);
    l->ep = make_endpoint();
    l->reply = make_reply();
    ACTOR(&l->server, 's', HIGH, RECV(l->ep, l->reply), DO(spin, WORK),
          REPLYRECV(l->ep, l->reply, 5));
    actor_passive(&l->server);
    MAKE(&l->t.a, 'c', HIGH, CALL(l->ep, 1), NBWAIT(make_endpoint()));
    if (server_has_handler)
        set_handler(&l->t, l->server.tcb);
    if (client_has_handler)
        set_handler(&l->t, l->t.a.tcb);
    set_budget(&l->t, PERIOD);
    fresh_slice();
    l->t.start = test_time();
    actor_start(&l->t.a);
    CHECK_AT(&l->server, 1);
    CHECK_AT(&l->t.a, 0);
}

/* The handler that counts is that of the thread that runs: the server's. */
TEST(s7_4_server_times_out)
{
    struct lent l;
    struct call r;

    lent_begin(&l, true, false);
    r = take(&l.t);
    check_message(&r);
    test_step("the handler answers the client itself");
    ONE(SEND(l.reply, 9));
    CHECK_OK(seL4_TCB_Suspend(l.server.tcb));
    test_spin(PERIOD);
    CHECK_AT(&l.t.a, 2);
    CHECK_EQ(info_label(l.t.a.got[0].a1), 9);
}

TEST(s7_4_clients_handler_does_not_count)
{
    struct lent l;

    lent_begin(&l, false, true);
    CHECK_EQ(take(&l.t).a0, 0);
}

/* -- (b) ------------------------------------------------------------------ */

/* Answered with a context that is used up, a client with a handler times out
   in its turn. */
static void answered_too_late(struct lent *l)
{
    struct call r;

    lent_begin(l, false, true);
    ONE(SEND(l->reply, 9));
    r = take(&l->t);
    check_message(&r);
    CHECK_AT(&l->t.a, 0);
}

static seL4_Word pc_of(seL4_CPtr tcb)
{
    seL4_UserContext r;

    CHECK_OK(seL4_TCB_ReadRegisters(tcb, false, 0, 32, &r));
    return r.pc;
}

/* The reply is in the registers; behind its Call the client finds it. */
TEST(s7_4_late_reply_and_pc)
{
    struct lent l;

    answered_too_late(&l);
    answer(&l.t, 0, 1, pc_of(l.t.a.tcb) + 4);
    CHECK_EQ(take(&l.t).a0, 0); /* no second fault */
    check_runs_at(&l.t.a, l.t.start + 10 * PERIOD);
    CHECK_EQ(l.t.a.got[0].a1, 9 << 12 | 1);
    CHECK_EQ(l.t.a.got[0].mr[0], 1009);
}

/* A plain answer makes it call again, with the reply's registers: a0 = 0 is
   an empty slot. */
TEST(s7_4_late_reply_repeats_call)
{
    struct lent l;

    answered_too_late(&l);
    answer(&l.t, 0, 0, 0);
    check_runs_at(&l.t.a, l.t.start + 10 * PERIOD);
    CHECK_EQ(l.t.a.got[0].a0, 0);
    CHECK_EQ(l.t.a.got[0].a1, (seL4_Word)seL4_InvalidCapability << 12 | 1);
    CHECK_EQ(l.t.a.got[0].mr[0], 0);
}

TEST(s7_4_late_reply_with_label)
{
    struct lent l;

    answered_too_late(&l);
    answer(&l.t, 1, 0, 0);
    test_spin(PERIOD + WORK);
    CHECK_AT(&l.t.a, 0);
}

/* The same after an ordinary fault that was served on the client's budget. */
TEST(s7_4_late_fault_answer)
{
    struct lent l;
    struct call r;
    seL4_CPtr faults = make_endpoint();

    timed_init(&l.t);
    l.reply = make_reply();
    ACTOR(&l.server, 's', HIGH, RECV(faults, l.reply), DO(spin, WORK));
    actor_passive(&l.server);
    MAKE(&l.t.a, 'c', HIGH, { .call = 1, .cap = 0xa0 });
    actor_handler(&l.t.a, faults);
    set_handler(&l.t, l.t.a.tcb);
    set_budget(&l.t, PERIOD);
    fresh_slice();
    l.t.start = test_time();
    actor_start(&l.t.a);
    CHECK_AT(&l.server, 1);
    test_step("answer the unknown system call, behind it");
    seL4_Send(l.reply, (seL4_SetMR(0, pc_of(l.t.a.tcb) + 4),
                        seL4_MessageInfo_new(0, 0, 0, 1)));
    r = take(&l.t);
    check_message(&r);
    answer(&l.t, 0, 0, 0);
    check_runs_at(&l.t.a, l.t.start + 10 * PERIOD);
    CHECK_EQ(l.t.a.got[0].a0, 0xa0);
}

/* Without handler the answered client is postponed. */
TEST(s7_4_late_reply_without_handler)
{
    struct lent l;

    lent_begin(&l, false, false);
    ONE(SEND(l.reply, 9));
    check_runs_at(&l.t.a, l.t.start + 10 * PERIOD);
    CHECK_EQ(l.t.a.got[0].a1, 9 << 12 | 1);
}
