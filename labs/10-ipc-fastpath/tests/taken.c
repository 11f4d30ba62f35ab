/* SPDX-License-Identifier: MIT */
/*
 * Lab 10, visible tests: what must go the short way, and what arrives there.
 */
#include "short.h"

/* A Call of no word to four words to a passive server that waits. */
TEST(fp_taken_simple_call)
{
    char who[16];
    struct server s;
    seL4_CPtr to;

    need_short_calls();
    test_step("calls of no word to four words");
    passive_server(&s, "server", ABOVE);
    to = test_mint(s.from, seL4_AllRights, test_word("badge"));
    for (seL4_Word length = 0; length <= REGISTERS; length++) {
        struct sel4_message m = short_message("question", length);

        counted(seL4_SysCall, to, 0, 0, &m);
        CHECK_SHORT(s.cost);
        snprintf(who, sizeof who, "call %lu", length);
        record_message(who, &s.got);
    }
    record_value("served", (seL4_Word)s.served);
}

/* Write and GrantReply are enough: a client needs no Grant. */
TEST(fp_taken_grant_reply)
{
    struct sel4_message m = short_message("question", 2);
    struct server s;

    need_short_calls();
    test_step("a call with Write and GrantReply");
    passive_server(&s, "server", ABOVE);
    counted(
        seL4_SysCall,
        test_mint(s.from, seL4_CapRights_new(1, 0, 0, 1), test_word("badge")),
        0, 0, &m);
    CHECK_SHORT(s.cost);
    record_message("call", &s.got);
    record_message("answer", &m);
}

/* The answer of a passive server, which then waits for the next call. */
TEST(fp_taken_reply_recv)
{
    char who[16];
    struct server s;

    need_short_answers();
    test_step("answers of no word to four words");
    passive_server(&s, "server", ABOVE);
    for (seL4_Word length = 0; length <= REGISTERS; length++) {
        struct sel4_message m = short_message("question", 1);

        s.answer = short_message("answer", length);
        CHECK_SHORT(counted(seL4_SysCall, s.from, 0, 0, &m));
        snprintf(who, sizeof who, "answer %lu", length);
        record_message(who, &m);
    }
    record_value("served", (seL4_Word)s.served);
}

/* -- a chain of servers ---------------------------------------------------- */

/* Passes the question on, one larger, and answers what comes back. */
static void pass_on(struct server *s)
{
    const struct server *next = s->for_hook;
    struct sel4_message m = s->got;

    m.mr[0]++;
    if (next)
        counted(seL4_SysCall, next->from, 0, 0, &m);
    m.mr[0]++;
    s->answer = m;
}

/* Three passive servers call one another: the context goes down the chain and
   up again, on short ways only, and ends where it came from. */
TEST(fp_nested_calls)
{
    enum { CHAIN = 3 };
    static const char *const names[] = { "one", "two", "three" };
    struct server s[CHAIN];
    struct client c;

    need_short_calls();
    need_short_answers();
    for (int i = 0; i < CHAIN; i++) {
        passive_server(&s[i], names[i], ABOVE);
        s[i].before_answer = pass_on;
        s[i].for_hook = i + 1 < CHAIN ? &s[i + 1] : NULL;
    }
    test_step("a call through three servers, twice");
    for (int round = 0; round < 2; round++) {
        make_client(&c, round ? "again" : "client", ABOVE, s[0].from);
        test_start(c.thread);
        for (int i = 0; i < CHAIN; i++) {
            CHECK_MSG(s[i].served == round + 1, "server %d has no time", i + 1);
            CHECK_SHORT(s[i].cost);
        }
        CHECK_MSG(c.thread->done, "the context did not come back");
        CHECK_SHORT(c.cost);
        record_message(round ? "again" : "client", &c.message);
        CHECK_OK(seL4_SchedContext_UnbindObject(c.thread->sc, c.thread->tcb));
    }
}

/* Answers the first server's client, then its own. */
static void answer_over_heads(struct server *s)
{
    const struct server *first = s->for_hook;
    struct sel4_message m = short_message("over two heads", 2);

    counted(seL4_SysNBSend, first->reply, 0, 0, &m);
}

/* Keeps what the next server answers. */
static void call_next(struct server *s)
{
    const struct server *next = s->for_hook;
    struct sel4_message m = s->got;

    counted(seL4_SysCall, next->from, 0, 0, &m);
    s->got = m;
}

/* The last server answers the client before the call in between has ended: a
   message only, for the context is lent on top of that call. */
TEST(fp_nested_another_order)
{
    struct server one, two;
    struct client c;

    need_short_calls();
    passive_server(&one, "one", ABOVE);
    passive_server(&two, "two", ABOVE);
    one.before_answer = call_next;
    one.for_hook = &two;
    two.before_answer = answer_over_heads;
    two.for_hook = &one;
    make_client(&c, "client", ABOVE, one.from);
    test_step("a nested call, answered from its far end");
    test_start(c.thread);
    CHECK_MSG(!c.thread->done, "the client ran without a context");
    record_value("client has its context",
                 seL4_SchedContext_UnbindObject(c.thread->sc, c.thread->tcb) ==
                     seL4_NoError);
    record_message("one", &one.got);
    CHECK_OK(seL4_SchedContext_UnbindObject(c.thread->sc, one.thread->tcb));
    CHECK_OK(seL4_SchedContext_Bind(c.thread->sc, c.thread->tcb));
    CHECK_MSG(c.thread->done, "the client did not go on");
    record_message("client", &c.message);
}
