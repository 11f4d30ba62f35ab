/* SPDX-License-Identifier: MIT */
/*
 * Lab 10, visible tests: time that does not go along, and answers that look
 * nearly plain. Each must have the effect of the ordinary way.
 */
#include "short.h"

/* -- contexts -------------------------------------------------------------- */

static seL4_Word owns(const struct test_thread *sc, const struct test_thread *t)
{
    return seL4_SchedContext_UnbindObject(sc->sc, t->tcb) == seL4_NoError;
}

/* Takes the client's context away, which waits for its answer. */
static void take_context(struct server *s)
{
    struct client *c = s->for_hook;

    CHECK_OK(seL4_SchedContext_Unbind(c->thread->sc));
}

/* Gives the client another context while its own is with the server. */
static void give_context(struct server *s)
{
    struct client *c = s->for_hook;

    CHECK_OK(
        seL4_SchedContext_Bind(test_sched_context(5000, 5000), c->thread->tcb));
}

/* Who has a context of its own neither gets nor gives one. */
TEST(fp_falls_back_context)
{
    struct server active, passive;
    struct client c;

    need_short_calls();
    need_short_answers();
    test_step("a call to a server with a context of its own");
    make_server(&active, "active", ABOVE);
    start_active(&active);
    make_client(&c, "client", HIGH, active.from);
    active.for_hook = &c;
    active.before_answer = take_context;
    test_start(c.thread);
    record_message("active", &active.got);
    test_step("its answer to a client without one");
    CHECK_MSG(!c.thread->done, "a client without a context ran");
    record_value("the server keeps its own",
                 owns(active.thread, active.thread));
    CHECK_OK(seL4_SchedContext_Bind(c.thread->sc, c.thread->tcb));
    CHECK(c.thread->done);
    record_message("client", &c.message);

    test_step("an answer to a client that was given another context");
    passive_server(&passive, "passive", ABOVE);
    make_client(&c, "rich client", HIGH, passive.from);
    passive.for_hook = &c;
    passive.before_answer = give_context;
    test_start(c.thread);
    CHECK_MSG(c.thread->done, "the client did not go on");
    record_message("rich client", &c.message);
    record_value("the server keeps the lent one",
                 owns(c.thread, passive.thread));
}

/* -- signals --------------------------------------------------------------- */

static void signal_myself(struct server *s)
{
    seL4_CPtr *signal = s->for_hook;

    s->before_answer = NULL;
    seL4_Signal(*signal);
}

/* A signal that came meanwhile is received at once, instead of waiting. */
TEST(fp_falls_back_signal)
{
    struct sel4_message m = short_message("question", 2);
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr signal = test_mint(ntfn, seL4_CanWrite, test_word("signal"));
    struct server s;
    struct client c;

    need_short_answers();
    make_server(&s, "server", ABOVE);
    CHECK_OK(seL4_TCB_BindNotification(s.thread->tcb, ntfn));
    start_passive(&s);
    test_step("an answer without a signal");
    CHECK_SHORT(counted(seL4_SysCall, s.from, 0, 0, &m));
    test_step("an answer when the server has a signal");
    s.before_answer = signal_myself;
    s.for_hook = &signal;
    make_client(&c, "client", HIGH, s.from);
    test_start(c.thread);
    CHECK_MSG(c.thread->done, "the client has no answer");
    record_message("client", &c.message);
    CHECK_OK(seL4_SchedContext_Bind(s.thread->sc, s.thread->tcb));
    CHECK_MSG(s.served == 3, "the server does not see the signal");
    record_value("signal", s.got.badge);
}

/* -- faults ---------------------------------------------------------------- */

struct breaker {
    seL4_Word a0, a1; /* as they were, then as they are behind it */
};

/* A breakpoint of four bytes, with known numbers in a0 and a1. */
static void hit_breakpoint(void *argument)
{
    struct breaker *b = argument;
    register seL4_Word a0 __asm__("a0") = b->a0;
    register seL4_Word a1 __asm__("a1") = b->a1;

    __asm__ volatile(".4byte 0x00100073" : "+r"(a0), "+r"(a1) : : "memory");
    b->a0 = a0;
    b->a1 = a1;
}

/* The answer to a fault: two words, where to go on and the stack pointer. */
static void step_over(struct server *s)
{
    CHECK_MSG(s->served == 1, "the thread faults again");
    s->answer.info = seL4_MessageInfo_new(0, 0, 0, 2);
    s->answer.mr[0] = s->got.mr[0] + 4;
    s->answer.mr[1] = s->got.mr[1];
}

/* Who waits because of a fault gets no message: its registers are changed as
   the handler says, and it starts over. */
TEST(fp_falls_back_fault)
{
    struct breaker b = { test_word("a0"), test_word("a1") };
    struct test_thread *t;
    struct server s;

    need_short_answers();
    passive_server(&s, "handler", ABOVE);
    s.before_answer = step_over;
    t = test_thread("faulter", HIGH, hit_breakpoint, &b);
    CHECK_OK(seL4_TCB_SetSchedParams(t->tcb, TEST_TCB, TEST_PRIORITY_MAX, HIGH,
                                     t->sc, s.from));
    test_step("a fault, answered by a passive handler");
    test_start(t);
    CHECK_MSG(t->done, "the thread did not go on");
    CHECK_EQ(s.served, 1);
    record_value("a0", b.a0);
    record_value("a1", b.a1);
}

/* -- queues ---------------------------------------------------------------- */

static void start_another(struct server *s)
{
    struct client *c = s->for_hook;

    s->before_answer = NULL;
    test_start(c->thread);
}

/* Somebody sends already, or waits already. */
TEST(fp_falls_back_queue)
{
    struct sel4_message m = short_message("question", 2);
    struct server s, first, second;
    struct client a, b;

    need_short_answers();
    test_step("a client waits when the server answers another one");
    passive_server(&s, "server", ABOVE);
    make_client(&a, "a", ABOVE, s.from);
    make_client(&b, "b", HIGH, s.from);
    s.before_answer = start_another;
    s.for_hook = &b;
    test_start(a.thread);
    CHECK_MSG(a.thread->done, "the first client has no answer");
    CHECK_MSG(s.served == 2 && b.thread->done,
              "the server waits instead of taking the message");
    record_message("last", &s.got);

    test_step("two servers wait in turn");
    passive_server(&first, "first", ABOVE);
    make_server(&second, "second", ABOVE);
    second.from = first.from;
    start_passive(&second);
    for (int i = 0; i < 3; i++) {
        counted(seL4_SysCall, first.from, 0, 0, &m);
        m = short_message("question", 2);
    }
    record_value("served by the first", (seL4_Word)first.served);
    record_value("served by the second", (seL4_Word)second.served);
}

/* -- no caller ------------------------------------------------------------- */

static void stop_client(struct server *s)
{
    struct client *c = s->for_hook;

    s->before_answer = NULL;
    CHECK_OK(seL4_TCB_Suspend(c->thread->tcb));
}

/* The caller has given up; the reply object is empty. */
TEST(fp_falls_back_no_caller)
{
    struct sel4_message m = short_message("question", 2);
    struct server s;
    struct client c;

    need_short_answers();
    passive_server(&s, "server", ABOVE);
    make_client(&c, "client", HIGH, s.from);
    s.before_answer = stop_client;
    s.for_hook = &c;
    test_step("an answer when the caller was stopped");
    test_start(c.thread);
    CHECK_EQ(s.served, 1);
    CHECK_MSG(!c.thread->done, "a stopped thread went on");
    record_value("the server keeps the context", owns(c.thread, s.thread));
    test_step("the next call");
    counted(seL4_SysCall, s.from, 0, 0, &m);
    CHECK_EQ(s.served, 2);
    record_message("answer", &m);
}
