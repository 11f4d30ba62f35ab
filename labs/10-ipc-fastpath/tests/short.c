/* SPDX-License-Identifier: MIT */
/*
 * What the tests of lab 10 share: see short.h.
 */
#include "short.h"

volatile seL4_Word kernel_entered;

/* -- messages -------------------------------------------------------------- */

struct sel4_message short_message(const char *name, seL4_Word length)
{
    struct sel4_message m = { .info = seL4_MessageInfo_new(
                                  test_pick(name, 1, 0xffff), 0, 0, length) };
    char word[48];

    for (int i = 0; i < REGISTERS; i++) {
        snprintf(word, sizeof word, "%s %d", name, i);
        m.mr[i] = test_word(word);
    }
    return m;
}

static void record_part(const char *who, const char *part, seL4_Word value)
{
    char name[48];

    snprintf(name, sizeof name, "%s %s", who, part);
    record_value(name, value);
}

void record_message(const char *who, const struct sel4_message *m)
{
    static const char *const words[] = { "word 0", "word 1", "word 2",
                                         "word 3" };
    seL4_Word length = seL4_MessageInfo_get_length(m->info);

    record_part(who, "badge", m->badge);
    record_part(who, "info", m->info.words[0]);
    for (seL4_Word i = 0; i < length && i < REGISTERS; i++)
        record_part(who, words[i], m->mr[i]);
}

/* -- servers --------------------------------------------------------------- */

static void serve(void *argument)
{
    struct server *s = argument;
    struct sel4_message m = { 0 };

    s->cost = counted(seL4_SysRecv, s->from, s->reply, 0, &m);
    for (;;) {
        s->got = m;
        s->served++;
        if (s->before_answer)
            s->before_answer(s);
        m = s->answer;
        s->cost = counted(s->number, s->from, s->reply, s->reply, &m);
    }
}

void make_server(struct server *s, const char *name, seL4_Word priority)
{
    *s = (struct server){
        .from = test_object(seL4_EndpointObject, 0),
        .reply = test_object(seL4_ReplyObject, 0),
        .number = seL4_SysReplyRecv,
        .answer = short_message("answer", 2),
    };
    s->thread = test_thread(name, priority, serve, s);
}

void start_active(struct server *s)
{
    test_start(s->thread);
    if (!s->thread->done)
        test_let_run();
}

void start_passive(struct server *s)
{
    start_active(s);
    CHECK_OK(seL4_SchedContext_Unbind(s->thread->sc));
}

void passive_server(struct server *s, const char *name, seL4_Word priority)
{
    make_server(s, name, priority);
    start_passive(s);
}

/* -- clients --------------------------------------------------------------- */

static void call_once(void *argument)
{
    struct client *c = argument;

    c->cost = counted(seL4_SysCall, c->to, 0, 0, &c->message);
}

void make_client(struct client *c, const char *name, seL4_Word priority,
                 seL4_CPtr to)
{
    *c = (struct client){ .to = to, .message = short_message(name, 3) };
    c->thread = test_thread(name, priority, call_once, c);
}

/* -- ways ------------------------------------------------------------------ */

seL4_Word ordinary_way;

/* Of a call of four words, and such an answer by the system call `number`. */
static struct costs costs_with(const char *name, seL4_Word number)
{
    enum { CALLS = 3 }; /* the last one counts */
    struct costs costs = { 0 };
    struct server s;

    make_server(&s, name, ABOVE);
    s.number = number;
    s.answer = short_message("answer", REGISTERS);
    start_passive(&s);
    for (int i = 0; i < CALLS; i++) {
        struct sel4_message m = short_message("question", REGISTERS);

        costs.answer = counted(seL4_SysCall, s.from, 0, 0, &m);
        costs.call = s.cost;
    }
    CHECK_EQ(s.served, CALLS);
    CHECK_OK(seL4_TCB_Suspend(s.thread->tcb));
    return costs;
}

struct costs measure_ways(void)
{
    test_step("measuring a plain call and its answer");
    ordinary_way = costs_with("ordinary server", seL4_SysNBSendRecv).answer;
    return costs_with("plain server", seL4_SysReplyRecv);
}

bool is_short_way(seL4_Word cost)
{
    return cost * 100 < ordinary_way * SHORT_PERCENT;
}

void need_short_calls(void)
{
    seL4_Word plain_call = measure_ways().call;

    CHECK_SHORT(plain_call);
}

void need_short_answers(void)
{
    seL4_Word plain_reply_recv = measure_ways().answer;

    CHECK_SHORT(plain_reply_recv);
}
