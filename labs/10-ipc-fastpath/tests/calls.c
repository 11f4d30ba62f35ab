/* SPDX-License-Identifier: MIT */
/*
 * Lab 10, visible tests: calls that look nearly plain, and are not. Each of
 * them must have the effect of the ordinary way.
 */
#include "short.h"

/* -- the message ----------------------------------------------------------- */

/* A capability in a Call to the server: it must arrive in its slot. */
static void call_with_capability(struct server *s)
{
    struct sel4_message m = short_message("gift", 1);
    seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
    seL4_CPtr slot = test_slot();
    seL4_IPCBuffer *buffer = s->thread->buffer;
    seL4_Word word = 0;

    buffer->receiveCNode = TEST_CNODE;
    buffer->receiveIndex = slot;
    buffer->receiveDepth = seL4_WordBits;
    seL4_SetCap(0, test_mint(ntfn, seL4_AllRights, test_word("gift badge")));
    m.info = seL4_MessageInfo_set_extraCaps(m.info, 1);
    counted(seL4_SysCall, s->from, 0, 0, &m);
    record_value("capabilities", seL4_MessageInfo_get_extraCaps(s->got.info));
    seL4_Signal(slot);
    CHECK_MSG(test_poll(ntfn, &word, 0), "the capability did not arrive");
    record_value("its badge", word);
}

/* Five words, in either direction: the fifth is in the buffer. */
static void five_words(struct server *s)
{
    struct sel4_message m = short_message("long", REGISTERS + 1);

    seL4_SetMR(REGISTERS, test_word("fifth"));
    s->answer = short_message("long answer", REGISTERS + 1);
    s->thread->buffer->msg[REGISTERS] = 0;
    counted(seL4_SysCall, s->from, 0, 0, &m);
    record_message("long", &s->got);
    record_value("fifth", s->thread->buffer->msg[REGISTERS]);

    s->thread->buffer->msg[REGISTERS] = test_word("fifth of the answer");
    m = short_message("question", 0);
    counted(seL4_SysCall, s->from, 0, 0, &m);
    record_message("long answer", &m);
    record_value("fifth of the answer", seL4_GetMR(REGISTERS));
    s->answer = short_message("answer", 2);
}

/* Bits of the info word that a sender must not be able to set. */
static void unwrapped_bits(struct server *s)
{
    struct sel4_message m = short_message("bits", 2);

    m.info = seL4_MessageInfo_set_capsUnwrapped(m.info, 5);
    s->answer.info = seL4_MessageInfo_set_capsUnwrapped(s->answer.info, 2);
    counted(seL4_SysCall, s->from, 0, 0, &m);
    record_message("bits", &s->got);
    record_message("bits of the answer", &m);
}

TEST(fp_falls_back_message)
{
    struct server s;

    need_short_calls();
    passive_server(&s, "server", ABOVE);
    test_step("a call with a capability");
    call_with_capability(&s);
    test_step("five words");
    five_words(&s);
    test_step("unwrapped bits in the info word");
    unwrapped_bits(&s);
}

/* -- the capability -------------------------------------------------------- */

static void record_error(const char *name, seL4_CPtr to)
{
    struct sel4_message m = { .info = seL4_MessageInfo_new(0xffff, 0, 0, 2) };

    counted(seL4_SysCall, to, 0, 0, &m); /* no method has this label */
    record_value(name, seL4_MessageInfo_get_label(m.info));
}

/* A capability of another type, or with too few rights. */
TEST(fp_falls_back_capability)
{
    struct server s;
    struct client c;

    need_short_calls();
    passive_server(&s, "server", ABOVE);
    test_step("capabilities that cannot be called");
    record_error("no Write", test_mint(s.from, seL4_CapRights_new(1, 1, 1, 0),
                                       test_word("badge")));
    record_error("a reply object", test_object(seL4_ReplyObject, 0));
    record_error("an empty slot", test_slot());
    record_error("a thread", s.thread->tcb);
    CHECK_EQ(s.served, 0);

    test_step("a client that can never be answered");
    make_client(
        &c, "poor", BELOW,
        test_mint(s.from, seL4_CapRights_new(0, 0, 0, 1), test_word("badge")));
    test_start(c.thread);
    test_let_run();
    CHECK_MSG(s.served == 0, "the server runs on a context that cannot return");
    CHECK_OK(seL4_SchedContext_UnbindObject(c.thread->sc, c.thread->tcb));
    CHECK_OK(seL4_SchedContext_Bind(s.thread->sc, s.thread->tcb));
    CHECK_EQ(s.served, 1);
    record_message("poor", &s.got);
}

/* -- the capability space -------------------------------------------------- */

/*
 * A space of two levels, in which a small number means something else than the
 * slot of that number in the first CNode:
 *
 *     4 bits: 0 | guard of 56 bits: 0 | 4 bits: slot of the second CNode
 */
enum { SPACE_BITS = 4, SPACE_SLOTS = 1 << SPACE_BITS };

struct space {
    seL4_CPtr first, second;
};

static struct space deep_space(void)
{
    seL4_CPtr second = test_object(seL4_CapTableObject, SPACE_BITS);
    seL4_Word guard =
        seL4_CNode_CapData_new(0, seL4_WordBits - 2 * SPACE_BITS).words[0];
    struct space space = { test_object(seL4_CapTableObject, SPACE_BITS),
                           test_mint(second, seL4_AllRights, guard) };

    CHECK_OK(seL4_CNode_Copy(space.first, 0, SPACE_BITS, TEST_CNODE,
                             space.second, seL4_WordBits, seL4_AllRights));
    space.second = second;
    return space;
}

static void put(seL4_CPtr cnode, seL4_Word slot, seL4_CPtr cap)
{
    CHECK_OK(seL4_CNode_Copy(cnode, slot, SPACE_BITS, TEST_CNODE, cap,
                             seL4_WordBits, seL4_AllRights));
}

static void live_in(const struct test_thread *thread, struct space space)
{
    CHECK_OK(seL4_TCB_SetSpace(thread->tcb, thread->faults, space.first, 0,
                               TEST_VSPACE, 0));
}

/* Client and server in spaces where an address takes two steps. */
TEST(fp_falls_back_space)
{
    enum { ENDPOINT = 5, REPLY, OWN_TCB };
    struct space space;
    seL4_CPtr from;
    struct server s;
    struct client c;

    need_short_calls();
    test_step("a client in a space of two levels");
    space = deep_space();
    passive_server(&s, "server", ABOVE);
    put(space.second, ENDPOINT,
        test_mint(s.from, seL4_AllRights, test_word("right")));
    put(space.first, ENDPOINT,
        test_mint(s.from, seL4_AllRights, test_word("wrong")));
    make_client(&c, "client", BELOW, ENDPOINT);
    live_in(c.thread, space);
    put(space.second, OWN_TCB, c.thread->tcb);
    test_start(c.thread);
    c.thread->tcb = OWN_TCB; /* it suspends itself in the end */
    test_join(c.thread);
    record_message("called", &s.got);
    record_message("answer", &c.message);

    test_step("a server in a space of two levels");
    make_server(&s, "deep server", ABOVE);
    from = s.from;
    space = deep_space();
    put(space.second, ENDPOINT, from);
    put(space.second, REPLY, s.reply);
    put(space.first, ENDPOINT, test_object(seL4_EndpointObject, 0));
    put(space.first, REPLY, s.reply);
    s.from = ENDPOINT;
    s.reply = REPLY;
    live_in(s.thread, space);
    start_passive(&s);
    for (int i = 1; i <= 2; i++) {
        make_client(&c, i == 1 ? "first" : "second", HIGH, from);
        test_start(c.thread);
        CHECK_MSG(s.served == i, "the server waits somewhere else");
        CHECK_MSG(c.thread->done, "the client has no answer");
        record_message(i == 1 ? "first" : "second", &s.got);
    }
}

/* -- the queue ------------------------------------------------------------- */

/* Nobody waits; or somebody does who sends. */
TEST(fp_falls_back_no_waiter)
{
    struct client a, b;
    struct server s;

    need_short_calls();
    make_server(&s, "late server", ABOVE);
    test_step("two calls before anybody waits");
    make_client(&a, "a", HIGH, s.from);
    make_client(&b, "b", HIGH, s.from);
    test_start(a.thread);
    test_start(b.thread);
    CHECK_MSG(!a.thread->done && !b.thread->done,
              "a call that nobody received has ended");
    test_step("the server comes");
    start_passive(&s);
    CHECK_MSG(a.thread->done && b.thread->done, "the calls were not answered");
    CHECK_EQ(s.served, 2);
    record_message("last", &s.got);
    record_message("a", &a.message);
    record_message("b", &b.message);
}

/* -- priorities ------------------------------------------------------------ */

static void test_stands_up(struct server *s)
{
    (void)s;
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, TEST_PRIORITY));
}

/* A partner below a thread that is ready must wait for its turn. */
TEST(fp_falls_back_priority)
{
    struct server low, high;
    struct client c;

    need_short_calls();
    need_short_answers();
    test_step("a call to a server below the test");
    passive_server(&low, "low server", BELOW);
    make_client(&c, "client", ABOVE, low.from);
    test_start(c.thread);
    CHECK_MSG(low.served == 0, "the server ran before a higher thread");
    test_join(c.thread);
    record_message("low server", &low.got);

    test_step("an answer to a client below the test");
    passive_server(&high, "high server", ABOVE);
    high.before_answer = test_stands_up;
    make_client(&c, "low client", BELOW, high.from);
    test_start(c.thread);
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, 0));
    CHECK_MSG(high.served == 1, "the server was not called");
    CHECK_MSG(!c.thread->done, "the client ran before a higher thread");
    test_join(c.thread);
    record_message("low client", &c.message);
}
