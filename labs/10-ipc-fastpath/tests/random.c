/* SPDX-License-Identifier: MIT */
/*
 * Lab 10, visible test: the short way has the effect of the ordinary one,
 * whatever happens.
 *
 * Five threads of several priorities, two endpoints, a notification: a small
 * world. Each thread makes random system calls. When all of them are blocked,
 * the test itself does something to the world: it sends, stops a thread, takes
 * a context away. The same numbers drive two such worlds, one after the other.
 * In the second one every Call and ReplyRecv is made so that it must take the
 * ordinary way: with bits in the info word that no message may carry, and as
 * NBSendRecv. Whatever a thread sees in the first world it must see in the
 * second, in the same order.
 */
#include "short.h"

enum {
    ACTORS = 5,
    SERVERS = 3, /* the first of them */
    LIFE = 8,    /* times that something happens between fresh starts */
    ENDPOINTS = 2,
    OPERATIONS = 3000, /* of the threads, in each world               */
    SHORT_WAYS = OPERATIONS / 25, /* that must be met */
    FOREVER = 10000000,       /* microseconds: no budget ever ends         */
    NOT_FOR_SENDERS = 7 << 9, /* the unwrapped bits of an info word    */
};

/* What one operation ended with. */
struct event {
    seL4_Word who;    /* 0..ACTORS-1; ACTORS: the test */
    seL4_Word number; /* the system call, or what the test did */
    seL4_Word badge, info, digest;
};

struct actor {
    struct world *world;
    seL4_Word index;
    seL4_CPtr reply;
    struct test_thread *thread;
};

struct world {
    bool is_ordinary;
    uint64_t random;
    int operations;
    int short_ways;
    seL4_CPtr endpoint[ENDPOINTS];
    seL4_CPtr to[ENDPOINTS][4]; /* badged, with fewer and fewer rights */
    seL4_CPtr notification, parking;
    struct actor actor[ACTORS];
};

/* What happened in the first world. */
static struct event history[2 * OPERATIONS];
static int events, events_before;

static seL4_Word any(struct world *w, seL4_Word below)
{
    w->random = w->random * 6364136223846793005 + 1442695040888963407;
    return (w->random >> 33) % below;
}

/* -- what happened --------------------------------------------------------- */

static bool is_same(const struct event *a, const struct event *b)
{
    return a->who == b->who && a->number == b->number && a->badge == b->badge &&
           a->info == b->info && a->digest == b->digest;
}

static void tell(const char *where, const struct event *e)
{
    record_note("%s: thread %lu, call %ld: badge %lx, info %lx, words %lx",
                where, e->who, (long)e->number, e->badge, e->info, e->digest);
}

/* Notes an event of the first world, or compares one of the second. */
static void happened(struct world *w, struct event e)
{
    if (!w->is_ordinary) {
        CHECK(events < 2 * OPERATIONS);
        history[events++] = e;
        return;
    }
    if (events < events_before && !is_same(&history[events], &e)) {
        tell("as it is", &history[events]);
        tell("as it should be", &e);
        test_fail(__FILE__, __LINE__, "event %d differs from the ordinary way",
                  events);
    }
    events++;
}

static seL4_Word digest_of(const struct sel4_message *m)
{
    seL4_Word length = seL4_MessageInfo_get_length(m->info);
    seL4_Word digest = 0;

    for (seL4_Word i = 0; i < length; i++)
        digest = (digest ^ (i < REGISTERS ? m->mr[i] : seL4_GetMR((int)i))) *
                 0x100000001b3;
    return digest;
}

/* -- threads --------------------------------------------------------------- */

/* Servers mostly answer and wait, clients mostly call. */
static seL4_Word any_call(struct world *w, bool is_server)
{
    static const long numbers[2][8] = {
        { seL4_SysCall, seL4_SysCall, seL4_SysCall, seL4_SysCall, seL4_SysCall,
          seL4_SysReplyRecv, seL4_SysRecv, seL4_SysNBSend },
        { seL4_SysReplyRecv, seL4_SysReplyRecv, seL4_SysReplyRecv,
          seL4_SysReplyRecv, seL4_SysReplyRecv, seL4_SysRecv, seL4_SysCall,
          seL4_SysNBRecv },
    };

    return (seL4_Word)numbers[is_server][any(w, 8)];
}

static struct sel4_message any_message(struct world *w)
{
    seL4_Word length = any(w, 8) ? any(w, REGISTERS + 1) : any(w, 7);
    struct sel4_message m = {
        .info = seL4_MessageInfo_new(any(w, 3), 0, 0, length),
    };

    for (int i = 0; i < REGISTERS; i++)
        m.mr[i] = w->random + (seL4_Word)i;
    for (int i = REGISTERS; i < (int)length; i++)
        seL4_SetMR(i, w->random + (seL4_Word)i);
    return m;
}

/* Makes the call so that it cannot take the short way. */
static seL4_Word made_ordinary(seL4_Word number, struct sel4_message *m)
{
    if (number == (seL4_Word)seL4_SysCall)
        m->info.words[0] |= NOT_FOR_SENDERS;
    return number == (seL4_Word)seL4_SysReplyRecv
               ? (seL4_Word)seL4_SysNBSendRecv
               : number;
}

static void act(struct actor *a)
{
    struct world *w = a->world;
    seL4_Word number = any_call(w, a->index < SERVERS), entry = number, cost;
    bool sends = number == (seL4_Word)seL4_SysCall ||
                 number == (seL4_Word)seL4_SysNBSend;
    seL4_Word e = any(w, ENDPOINTS), kind = any(w, 10);
    struct sel4_message m = any_message(w);
    /* Mostly one's own, or one endpoint would always be without a server. */
    seL4_CPtr reply = w->actor[any(w, 8) ? a->index : any(w, ACTORS)].reply;

    w->operations++;
    if (w->is_ordinary)
        entry = made_ordinary(number, &m);
    cost =
        counted(entry, sends ? w->to[e][kind < 4 ? kind : 0] : w->endpoint[e],
                reply, reply, &m);
    if ((number == (seL4_Word)seL4_SysCall ||
         number == (seL4_Word)seL4_SysReplyRecv) &&
        is_short_way(cost))
        w->short_ways++;
    if (number == (seL4_Word)seL4_SysNBSend)
        m.badge = 0; /* the call has not changed a0 */
    happened(w, (struct event){ a->index, number, m.badge, m.info.words[0],
                                digest_of(&m) });
}

static void live(void *argument)
{
    struct actor *a = argument;

    for (;;) {
        if (a->world->operations >= OPERATIONS)
            seL4_Wait(a->world->parking, NULL);
        else
            act(a);
    }
}

/* -- what the test does ---------------------------------------------------- */

static seL4_Word move_context(struct world *w, struct test_thread *t, bool away)
{
    (void)w;
    return away ? (seL4_Word)seL4_SchedContext_Unbind(t->sc)
                : (seL4_Word)seL4_SchedContext_Bind(t->sc, t->tcb);
}

static void start_over(struct test_thread *t)
{
    CHECK_OK(seL4_TCB_Suspend(t->tcb));
    CHECK_OK(seL4_TCB_Resume(t->tcb));
}

static void send_something(struct world *w, seL4_CPtr to)
{
    struct sel4_message m = any_message(w);

    counted(seL4_SysNBSend, to, 0, 0, &m);
}

/* Everybody is blocked: something happens. */
static void intervene(struct world *w)
{
    seL4_Word what = any(w, 8);
    struct actor *a = &w->actor[any(w, ACTORS)];
    seL4_Word e = any(w, ENDPOINTS), result = 0;

    switch (what) {
    case 0:
    case 1:
        send_something(w, w->to[e][0]);
        break;
    case 2:
        send_something(w, a->reply);
        break;
    case 3:
        start_over(a->thread);
        break;
    case 4:
    case 5:
        result = move_context(w, a->thread, what == 4);
        break;
    case 6:
        seL4_Signal(w->notification);
        break;
    default:
        CHECK_OK(
            seL4_TCB_SetPriority(a->thread->tcb, TEST_TCB, ABOVE + any(w, 4)));
        break;
    }
    happened(w, (struct event){ ACTORS, what, result, 0, 0 });
}

/* Everybody begins anew, with a context; then servers have none. */
static void fresh_start(struct world *w)
{
    for (int i = 0; i < ACTORS; i++) {
        CHECK_OK(seL4_TCB_Suspend(w->actor[i].thread->tcb));
        CHECK_OK(seL4_SchedContext_Unbind(w->actor[i].thread->sc));
    }
    for (int i = 0; i < ACTORS; i++) {
        struct test_thread *t = w->actor[i].thread;

        CHECK_OK(seL4_SchedContext_Bind(t->sc, t->tcb));
        test_start(t);
        if (i < SERVERS && any(w, 4))
            CHECK_OK(seL4_SchedContext_Unbind(t->sc));
    }
}

/* Whose context is whose in the end. */
static void look_at_contexts(struct world *w)
{
    for (int i = 0; i < ACTORS; i++)
        CHECK_OK(seL4_TCB_Suspend(w->actor[i].thread->tcb));
    for (int i = 0; i < ACTORS; i++)
        for (int k = 0; k < ACTORS; k++)
            happened(w,
                     (struct event){
                         ACTORS, 100,
                         (seL4_Word)seL4_SchedContext_UnbindObject(
                             w->actor[i].thread->sc, w->actor[k].thread->tcb),
                         0, 0 });
}

/* -- worlds ---------------------------------------------------------------- */

static void make_endpoint(struct world *w, seL4_Word e)
{
    seL4_CPtr endpoint = test_object(seL4_EndpointObject, 0);

    w->endpoint[e] = endpoint;
    w->to[e][0] = test_mint(endpoint, seL4_AllRights, 10 + e);
    w->to[e][1] = test_mint(endpoint, seL4_CapRights_new(1, 0, 0, 1), 20 + e);
    w->to[e][2] = test_mint(endpoint, seL4_CanWrite, 30 + e);
    w->to[e][3] = test_mint(endpoint, seL4_CanRead, 40 + e);
}

static void make_actor(struct world *w, seL4_Word index)
{
    static const char *const names[] = { "a", "b", "c", "d", "e" };
    struct actor *a = &w->actor[index];

    *a = (struct actor){ .world = w, .index = index };
    a->reply = test_object(seL4_ReplyObject, 0);
    a->thread = test_thread(names[index], ABOVE + index / 2, live, a);
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, a->thread->sc,
                                         FOREVER, FOREVER, 0, 0));
}

static void run_world(struct world *w, bool is_ordinary, uint64_t seed)
{
    *w = (struct world){ .is_ordinary = is_ordinary, .random = seed };
    events = 0;
    for (seL4_Word e = 0; e < ENDPOINTS; e++)
        make_endpoint(w, e);
    w->notification =
        test_mint(test_object(seL4_NotificationObject, 0), seL4_AllRights, 50);
    w->parking = test_object(seL4_NotificationObject, 0);
    for (seL4_Word i = 0; i < ACTORS; i++)
        make_actor(w, i);
    CHECK_OK(
        seL4_TCB_BindNotification(w->actor[1].thread->tcb, w->notification));
    for (int i = 0; w->operations < OPERATIONS; i++) {
        CHECK(i < OPERATIONS);
        if (i % LIFE == 0)
            fresh_start(w);
        intervene(w);
    }
    look_at_contexts(w);
}

TEST(fp_equals_slowpath_random)
{
    static struct world first, second;
    seL4_Word seed = test_word("seed");

    need_short_calls();
    test_step("a random world with short ways");
    record_note("seed %lx", seed);
    run_world(&first, false, seed);
    events_before = events;
    record_note("%d operations, %d events, %d short ways", first.operations,
                events_before, first.short_ways);
    test_step("the same world without short ways");
    run_world(&second, true, seed);
    CHECK_MSG(events == events_before, "%d events, %d without short ways",
              events_before, events);
    /* Counted from the last entry, some others look short: in both worlds. */
    CHECK_MSG(first.short_ways >= second.short_ways + SHORT_WAYS,
              "%d operations look short, %d of the others: expected %d more",
              first.short_ways, second.short_ways, SHORT_WAYS);
}
