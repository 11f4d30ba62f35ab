/* SPDX-License-Identifier: MIT */
/*
 * Lab 05, visible tests: contexts that go along with calls. Messages have six
 * words, so that they do not take the kernel's short way (ipc/fastpath.c).
 */
#include "turns.h"

enum { WORDS = 6 };

struct server {
    seL4_CPtr endpoint, reply;
    seL4_Word us;          /* how long it works on a request           */
    volatile int requests; /* received                                 */
    volatile int answers;  /* sent, and it ran on                      */
    struct test_thread *thread;
};

static void serve(void *argument)
{
    struct server *s = argument;

    for (;;) {
        seL4_Word badge;

        seL4_Recv(s->endpoint, &badge, s->reply);
        s->requests++;
        test_spin(s->us);
        seL4_Send(s->reply, seL4_MessageInfo_new(0, 0, 0, WORDS));
        s->answers++;
    }
}

struct client {
    seL4_CPtr endpoint;
    int calls;
    volatile int answered;
    struct test_thread *thread;
};

static void call(void *argument)
{
    struct client *c = argument;

    for (int i = 0; i < c->calls; i++) {
        seL4_Call(c->endpoint, seL4_MessageInfo_new(0, 0, 0, WORDS));
        c->answered++;
    }
}

/* A server that waits and has no context; a client that is not started. */
static void furnish(struct server *s, struct client *c)
{
    *s = (struct server){ .us = test_pick("work", 150, 300),
                          .endpoint = test_object(seL4_EndpointObject, 0),
                          .reply = test_object(seL4_ReplyObject, 0) };
    *c = (struct client){ .endpoint = s->endpoint, .calls = 1 };
    s->thread = test_spawn("server", ABOVE + 1, serve, s);
    CHECK_OK(seL4_SchedContext_Unbind(s->thread->sc));
    c->thread = test_thread("client", ABOVE, call, c);
}

/* The server works, and the client pays. */
TEST(passive_server_donation)
{
    struct server server;
    struct client client;
    seL4_Word used;

    furnish(&server, &client);
    seL4_SchedContext_Consumed(server.thread->sc);
    test_step("a call to a server without a context");
    test_start(client.thread);
    CHECK_MSG(server.requests == 1, "the server did not run");
    used = seL4_SchedContext_Consumed(client.thread->sc).consumed;
    CHECK_MSG(apart(used, server.us) <= 2 * SLACK / TICKS,
              "the client consumed %lu us, the server worked for %lu", used,
              server.us);
    record_value("the server's own",
                 seL4_SchedContext_Consumed(server.thread->sc).consumed);
    record_value("requests", (seL4_Word)server.requests);
}

/* With the answer the context goes back: the client goes on, the server does
   not, until it gets one of its own. */
TEST(return_donation_on_reply)
{
    struct server server;
    struct client client;

    furnish(&server, &client);
    test_start(client.thread);
    CHECK_MSG(client.answered == 1, "the client did not go on");
    CHECK_MSG(client.thread->done, "the client did not end");
    CHECK_MSG(server.answers == 0, "the server ran on without a context");
    record_value("the client's is taken",
                 (seL4_Word)seL4_SchedContext_Bind(client.thread->sc,
                                                   server.thread->tcb));
    test_step("the server gets its own again");
    CHECK_OK(seL4_SchedContext_Bind(server.thread->sc, server.thread->tcb));
    record_value("answers", (seL4_Word)server.answers);
}
