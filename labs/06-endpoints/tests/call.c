/* SPDX-License-Identifier: MIT */
/*
 * Lab 06, visible tests: calls, replies, and the time that goes with them.
 */
#include "threads.h"

/* A Call waits twice, for the receiver and for the answer, whoever came
   first. */
TEST(call_reply_roundtrip)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    seL4_CPtr client = test_mint(endpoint, seL4_AllRights, test_word("client"));
    struct receiver here, server;
    struct sender early, late;

    test_step("the call comes first");
    start_sender(&early, "question", client, true, ABOVE);
    make_receiver(&here, endpoint);
    take_mail(&here);
    CHECK_MSG(!early.thread->done, "the call ended before its answer");
    record_mail("here", &here.mail);
    answer(here.reply, "answer");
    CHECK_MSG(early.thread->done, "the answer did not let the caller go on");
    record_mail("early caller", &early.answer);

    test_step("the server comes first");
    make_receiver(&server, endpoint);
    start_receiver(&server, "server");
    start_sender(&late, "another question", client, true, ABOVE);
    CHECK_MSG(server.thread->done, "the call did not arrive");
    CHECK_MSG(!late.thread->done, "the call ended before its answer");
    record_mail("server", &server.mail);
    answer(server.reply, "another answer");
    CHECK_MSG(late.thread->done, "the answer did not let the caller go on");
    record_mail("late caller", &late.answer);
}

/* A reply object answers one call once: the second answer goes nowhere, even
   when the caller waits for another one by then. */
TEST(reply_object_single_use)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);
    struct receiver first, second;
    struct sender caller, again;

    make_receiver(&first, endpoint);
    make_receiver(&second, endpoint);
    start_sender(&caller, "question", endpoint, true, ABOVE);
    take_mail(&first);
    answer(first.reply, "answer");
    CHECK_MSG(caller.thread->done, "the answer did not arrive");
    record_value("first answer", caller.answer.label);

    test_step("a second call, received with another reply object");
    start_sender(&again, "question", endpoint, true, ABOVE);
    take_mail(&second);
    test_step("the first reply object is used again");
    answer(first.reply, "stale answer");
    CHECK_MSG(!again.thread->done, "a used reply object answered another call");
    answer(second.reply, "right answer");
    CHECK_MSG(again.thread->done, "the right answer did not arrive");
    record_value("second answer", again.answer.label);

    test_step("the first reply object receives again");
    start_sender(&caller, "question", endpoint, true, ABOVE);
    take_mail(&first);
    answer(first.reply, "last answer");
    record_value("third answer", caller.answer.label);
}

/* -- a chain of servers without a context of their own -------------------- */

enum {
    CHAIN = 4,
    LONG = 6, /* words: too many for the short way through a call */
};

struct link {
    seL4_CPtr from, reply;
    seL4_CPtr to; /* the next server; 0 at the end of the chain */
    seL4_Word factor;
    volatile int rounds;
    struct test_thread *thread;
};

/* The last word of the message, after `factor`. */
static seL4_Word worked(const struct link *l, seL4_Word word)
{
    return word * l->factor + 1;
}

/* Passes a question on, answers with what comes back. */
static void serve_link(void *argument)
{
    struct link *l = argument;
    seL4_MessageInfo_t info = seL4_MessageInfo_new(0, 0, 0, LONG);
    seL4_Word badge;

    seL4_Recv(l->from, &badge, l->reply);
    for (;;) {
        seL4_SetMR(LONG - 1, worked(l, seL4_GetMR(LONG - 1)));
        l->rounds++;
        if (l->to)
            seL4_Call(l->to, info);
        seL4_ReplyRecv(l->from, info, &badge, l->reply);
    }
}

struct asker {
    seL4_CPtr to;
    seL4_Word word;
    volatile seL4_Word answer;
};

static void ask(void *argument)
{
    struct asker *a = argument;

    seL4_SetMR(LONG - 1, a->word);
    seL4_Call(a->to, seL4_MessageInfo_new(0, 0, 0, LONG));
    a->answer = seL4_GetMR(LONG - 1);
}

static void make_link(struct link *l, const char *name)
{
    *l = (struct link){
        .from = test_object(seL4_EndpointObject, 0),
        .reply = test_object(seL4_ReplyObject, 0),
        .factor = test_pick(name, 3, 1000),
    };
    l->thread = test_spawn(name, ABOVE, serve_link, l);
    CHECK_OK(seL4_SchedContext_Unbind(l->thread->sc));
}

/* Four passive servers, each calls the next: the context of the first caller
   goes down the chain with the question and comes back with the answer. */
TEST(nested_call_chain_4)
{
    static const char *const names[] = { "one", "two", "three", "four" };
    struct link link[CHAIN];
    struct asker asker = { .word = test_word("question") };
    struct test_thread *client;

    for (int i = 0; i < CHAIN; i++)
        make_link(&link[i], names[i]);
    for (int i = 0; i + 1 < CHAIN; i++)
        link[i].to = link[i + 1].from;
    asker.to = link[0].from;

    test_step("a call through four servers");
    client = test_spawn("client", ABOVE, ask, &asker);
    for (int i = 0; i < CHAIN; i++)
        CHECK_MSG(link[i].rounds == 1, "server %d has no time", i + 1);
    CHECK_MSG(client->done, "the context did not come back");
    record_value("answer", asker.answer);
    test_step("the client owns its context again");
    CHECK_OK(seL4_SchedContext_UnbindObject(client->sc, client->tcb));
    for (int i = 0; i < CHAIN; i++)
        record_value(names[i], seL4_SchedContext_UnbindObject(
                                   client->sc, link[i].thread->tcb));
}
