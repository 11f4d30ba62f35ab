/* SPDX-License-Identifier: MIT */
/*
 * Sections 6.2 and 6.3: when a thread may run. A *burner* reads the clock all
 * the time; wherever two readings lie far apart, something else ran in between.
 * So it knows its windows of use, and a test compares them with those that the
 * refill rules give for the plan that it followed.
 *
 *   plan     wakes (when the test signals the burner) and legs (until when it
 *            burns, and what it does then)
 *   time 0   the call that configures the context, while the burner is blocked:
 *            one refill of the whole budget, usable from 0
 *
 * All numbers are ticks of 100 ns. The examples are those of the rules, ten
 * times larger: period 50,000, budget 10,000.
 *
 * TOLERANCE. The rules are exact in the kernel's own clock readings; the
 * burner sees them some way off: a signal, a switch and a timer interrupt take
 * up to 15 ticks each, the timer is set 10 ticks early (6.1), and what a burst
 * overruns its plan by comes back one period later. Five bursts of one plan add
 * up to less than 60 ticks; rules that are told apart here differ by 150 ticks
 * at least. GAP is longer than any kernel entry that returns to the burner.
 */
#include "actor.h"

enum { TOLERANCE = 60, GAP = 70, WINDOWS = 12, LEGS = 6, WAKES = 6 };

enum action {
    LAST,  /* the plan ends here               */
    BLOCK, /* waits for the next wake          */
    ENTER, /* a system call that does nothing  */
    TAKE,  /* signals itself and takes the word */
    POKE,  /* lets a higher thread run for 5,000 ticks */
};

struct window {
    uint64_t start, end;
};

struct leg {
    uint64_t until;
    enum action then;
};

/* How the burner blocks, and what ends that. */
enum blocking {
    BY_SIGNAL,       /* Wait; a signal                                  */
    BY_BOUND_SIGNAL, /* Recv; a signal of its bound notification        */
    BY_MESSAGE,      /* Recv; a message                                 */
    BY_TAKING,       /* Send; a receiver takes it                       */
    BY_REPLY,        /* Call, which is received 200 ticks early; a reply */
    BY_RESUME,       /* Wait, suspended; Resume, a signal is pending    */
    BY_BIND,         /* Wait without context; Bind after the signal     */
    BY_WORD,         /* serves a call; takes a word and its context     */
    BY_BOUND_WORD,   /* the same from its bound notification            */
    BY_DELETION,     /* Send; the endpoint is deleted                   */
    BY_CANCEL,       /* Send; CancelBadgedSends                         */
};

struct plan {
    enum blocking blocking;
    seL4_Time budget, period; /* microseconds */
    seL4_Word extra, flags;
    unsigned wakes;
    uint64_t wake[WAKES];
    struct leg leg[LEGS];
    unsigned windows;
    struct window window[WINDOWS];
};

struct burner {
    const struct plan *plan;
    seL4_CPtr go, poke, ep, reply, server_reply;
    struct test_thread *thread;
    seL4_CPtr sc;
    uint64_t epoch, at; /* at: of the wake to come, by the clock */
    struct window seen[WINDOWS];
    volatile unsigned windows;
};

static void burn_until(struct burner *b, uint64_t until)
{
    for (;;) {
        uint64_t t = test_time() - b->epoch;
        unsigned n = b->windows;

        if (n && t - b->seen[n - 1].end <= GAP)
            b->seen[n - 1].end = t;
        else if (n < WINDOWS)
            b->seen[b->windows++] = (struct window){ t, t };
        if (t >= until)
            return;
    }
}

static void spin_to(uint64_t time)
{
    while (test_time() < time)
        ;
}

/* Serves the test's call on the test's context. Its answer gives that back,
   and what it receives is a word with the burner's own context. */
static void serve(struct burner *b)
{
    bool bound = b->plan->blocking == BY_BOUND_WORD;

    seL4_Recv(b->ep, NULL, b->reply);
    seL4_Signal(b->go);
    spin_to(b->at);
    seL4_ReplyRecv(bound ? b->ep : b->go, seL4_MessageInfo_new(0, 0, 0, 0),
                   NULL, b->reply);
}

static void block(struct burner *b)
{
    const seL4_MessageInfo_t empty = seL4_MessageInfo_new(0, 0, 0, 0);

    switch (b->plan->blocking) {
    case BY_BOUND_SIGNAL:
    case BY_MESSAGE:
        seL4_Recv(b->ep, NULL, b->reply);
        break;
    case BY_WORD:
    case BY_BOUND_WORD:
        serve(b);
        break;
    case BY_TAKING:
    case BY_DELETION:
    case BY_CANCEL:
        seL4_Send(b->ep, empty);
        break;
    case BY_REPLY:
        seL4_Call(b->ep, empty);
        break;
    default:
        seL4_Wait(b->go, NULL);
    }
}

/* The sender starts again, and finds its slot empty: nothing is sent. */
static void delete_endpoint(struct burner *b)
{
    seL4_CPtr ep = b->ep;

    b->ep = make_endpoint();
    spin_to(b->at);
    test_delete(ep);
}

static void cancel_sends(struct burner *b)
{
    seL4_CPtr ep = b->ep;

    b->ep = test_mint(make_endpoint(), seL4_AllRights, 1);
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, HIGHER));
    spin_to(b->at);
    CHECK_OK(seL4_CNode_CancelBadgedSends(TEST_CNODE, ep, 64));
    test_delete(ep);
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, EQUAL));
}

/* Ends what block() began, at time `at`. */
static void wake(struct burner *b, uint64_t at)
{
    const seL4_MessageInfo_t empty = seL4_MessageInfo_new(0, 0, 0, 0);
    enum blocking blocking = b->plan->blocking;

    if (blocking == BY_REPLY) {
        spin_to(at - 200);
        seL4_NBRecv(b->ep, NULL, b->server_reply);
    }
    b->at = at;
    if (blocking == BY_DELETION) {
        delete_endpoint(b);
        return;
    }
    if (blocking == BY_CANCEL) {
        cancel_sends(b);
        return;
    }
    if (blocking == BY_WORD || blocking == BY_BOUND_WORD) {
        /* A bound one has given its context back already. */
        (void)seL4_SchedContext_UnbindObject(b->sc, b->thread->tcb);
        spin_to(at - 200);
        seL4_Call(b->ep, empty);
        return;
    }
    spin_to(at);
    if (blocking == BY_MESSAGE) {
        seL4_NBSend(b->ep, empty);
    } else if (blocking == BY_TAKING) {
        seL4_NBRecv(b->ep, NULL, b->server_reply);
    } else if (blocking == BY_REPLY) {
        seL4_Send(b->server_reply, empty);
    } else if (blocking == BY_RESUME) {
        seL4_TCB_Suspend(b->thread->tcb);
        seL4_Signal(b->go);
        seL4_TCB_Resume(b->thread->tcb);
    } else if (blocking == BY_BIND) {
        seL4_SchedContext_Unbind(b->sc);
        seL4_Signal(b->go);
        seL4_SchedContext_Bind(b->sc, b->thread->tcb);
    } else {
        seL4_Signal(b->go);
    }
}

static void burn(void *argument)
{
    struct burner *b = argument;

    block(b);
    for (unsigned i = 0; i < LEGS; i++) {
        const struct leg *leg = &b->plan->leg[i];

        burn_until(b, leg->until);
        if (leg->then == BLOCK)
            block(b);
        else if (leg->then == ENTER)
            seL4_NBWait(b->go, NULL);
        else if (leg->then == TAKE)
            seL4_Signal(b->go), seL4_NBWait(b->go, NULL);
        else if (leg->then == POKE)
            seL4_Signal(b->poke);
        else
            return;
    }
}

/* Makes a burner that waits to be woken; not configured yet. */
static void burner_make(struct burner *b, const struct plan *plan,
                        seL4_Word priority)
{
    *b = (struct burner){ .plan = plan, .go = make_notification() };
    b->thread = test_thread("burner", priority, burn, b);
    CHECK_OK(seL4_SchedContext_Unbind(b->thread->sc));
    b->sc = test_object(seL4_SchedContextObject, 8); /* 8 extra refills */
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, b->sc, 5000, 5000,
                                         0, 0));
    CHECK_OK(seL4_SchedContext_Bind(b->sc, b->thread->tcb));
    b->ep = make_endpoint();
    b->reply = make_reply();
    b->server_reply = make_reply();
    if (plan->blocking == BY_CANCEL)
        b->ep = test_mint(b->ep, seL4_AllRights, 1);
    if (plan->blocking == BY_WORD || plan->blocking == BY_BOUND_WORD)
        CHECK_OK(seL4_SchedContext_Bind(b->sc, b->go));
    if (plan->blocking == BY_BOUND_SIGNAL || plan->blocking == BY_BOUND_WORD)
        CHECK_OK(seL4_TCB_BindNotification(b->thread->tcb, b->go));
    test_start(b->thread);
    test_let_run(); /* until it waits */
}

/* Configures the context: time 0. */
static void burner_configure(struct burner *b)
{
    const struct plan *p = b->plan;

    b->epoch = test_time();
    CHECK_OK(seL4_SchedControl_ConfigureFlags(TEST_SCHED_CONTROL, b->sc,
                                              p->budget, p->period, p->extra, 0,
                                              p->flags));
}

static bool near(uint64_t seen, uint64_t want)
{
    return seen <= want + TOLERANCE && want <= seen + TOLERANCE;
}

static void check_windows(const struct burner *b, const char *file, int line)
{
    const struct plan *p = b->plan;

    for (unsigned i = 0; i < b->windows && i < p->windows; i++)
        if (!near(b->seen[i].start, p->window[i].start) ||
            !near(b->seen[i].end, p->window[i].end))
            test_fail(file, line, "window %u is %lu..%lu, should be %lu..%lu",
                      i, b->seen[i].start, b->seen[i].end, p->window[i].start,
                      p->window[i].end);
    if (b->windows != p->windows)
        test_fail(file, line, "%u windows, should be %u", b->windows,
                  p->windows);
}

/* Follows a plan to its end and compares the windows. */
static void follow(const struct plan *plan, const char *file, int line)
{
    static struct burner b;
    struct actor poked;

    burner_make(&b, plan, HIGH);
    b.poke = make_notification();
    ACTOR(&poked, 'p', HIGHER, WAIT(b.poke),
          DO((void (*)(seL4_Word))test_spin, 500));
    fresh_slice();
    burner_configure(&b);
    for (unsigned i = 0; i < plan->wakes; i++)
        wake(&b, b.epoch + plan->wake[i]);
    spin_to(b.epoch + plan->window[plan->windows - 1].end + 2 * TOLERANCE);
    check_windows(&b, file, line);
    CHECK(b.thread->done);
}

#define FOLLOW(...) \
    follow(&(const struct plan){ __VA_ARGS__ }, __FILE__, __LINE__)

/* -- 6.2: examples -------------------------------------------------------- */

/* The budget once per period, counted from when the thread began. */
TEST(s6_2_budget_per_period)
{
    FOLLOW(.budget = 1000, .period = 5000, .wakes = 1, .wake = { 1000 },
           .leg = { { 109000, LAST } }, .windows = 3,
           .window = { { 1000, 11000 }, { 51000, 61000 }, { 101000, 109000 } });
}

/* Two refills: a third use finds the list full, the tail is delayed; then the
   split is merged with the tail. */
TEST(s6_2_list_full)
{
    FOLLOW(.budget = 1000, .period = 5000, .wakes = 3,
           .wake = { 1000, 20000, 22100 },
           .leg = { { 4000, BLOCK }, { 22000, BLOCK }, { 75000, LAST } },
           .windows = 4,
           .window = { { 1000, 4000 },
                       { 20000, 22000 },
                       { 22100, 27100 },
                       { 67100, 75000 } });
}

/* Three refills: each part comes back a period after it was used; parts that
   overlap merge. */
TEST(s6_2_three_refills)
{
    FOLLOW(.budget = 1000, .period = 5000, .extra = 1, .wakes = 4,
           .wake = { 0, 10000, 51000, 61000 },
           .leg = { { 3000, BLOCK },
                    { 13000, BLOCK },
                    { 53500, BLOCK },
                    { 115000, LAST } },
           .windows = 6,
           .window = { { 0, 3000 },
                       { 10000, 13000 },
                       { 51000, 53500 },
                       { 61000, 68500 },
                       { 101000, 103500 },
                       { 111000, 115000 } });
}

/* Ten refills: four bursts and the rest, one period later again. */
TEST(s6_2_many_refills)
{
    FOLLOW(.budget = 1000, .period = 5000, .extra = 8, .wakes = 5,
           .wake = { 0, 2000, 4000, 6000, 8000 },
           .leg = { { 1000, BLOCK },
                    { 3000, BLOCK },
                    { 5000, BLOCK },
                    { 7000, BLOCK },
                    { 62000, LAST } },
           .windows = 10,
           .window = { { 0, 1000 },
                       { 2000, 3000 },
                       { 4000, 5000 },
                       { 6000, 7000 },
                       { 8000, 14000 },
                       { 50000, 51000 },
                       { 52000, 53000 },
                       { 54000, 55000 },
                       { 56000, 57000 },
                       { 58000, 62000 } });
}

/* What is left unused may be used later within the period, no more. */
TEST(s6_2_rest_after_blocking)
{
    FOLLOW(.budget = 1000, .period = 5000, .wakes = 2, .wake = { 0, 30000 },
           .leg = { { 4000, BLOCK }, { 85000, LAST } }, .windows = 3,
           /* 4000:6000 50000:4000; from 30000, 6000 more: the list is full,
              the tail moves to 80000 - 4000. */
           .window = { { 0, 4000 }, { 30000, 36000 }, { 76000, 85000 } });
}

/* -- 6.2: constant bandwidth and sporadic --------------------------------- */

/* A preempted context of the default kind counts its period from when it goes
   on. */
TEST(s6_2_default_counts_from_switch)
{
    FOLLOW(.budget = 1000, .period = 5000, .wakes = 1, .wake = { 0 },
           .leg = { { 3000, POKE }, { 64000, LAST } }, .windows = 3,
           .window = { { 0, 3000 }, { 8000, 15000 }, { 55000, 64000 } });
}

/* A sporadic one from when it could have gone on. */
TEST(s6_2_sporadic_keeps_time)
{
    FOLLOW(.budget = 1000, .period = 5000, .flags = seL4_SchedContext_Sporadic,
           .wakes = 1, .wake = { 0 },
           .leg = { { 3000, POKE }, { 59000, LAST } }, .windows = 3,
           .window = { { 0, 3000 }, { 8000, 15000 }, { 50000, 59000 } });
}

/* A word that it takes while it runs on its context changes nothing. */
TEST(s6_2_sporadic_keeps_time_with_word)
{
    FOLLOW(.budget = 1000, .period = 5000, .flags = seL4_SchedContext_Sporadic,
           .wakes = 1, .wake = { 0 },
           .leg = { { 3000, POKE }, { 9000, TAKE }, { 59000, LAST } },
           .windows = 3,
           .window = { { 0, 3000 }, { 8000, 15000 }, { 50000, 59000 } });
}

/*
 * But each of these events is a new beginning for a sporadic one too: it used
 * 3,000 at 1,000, and what it uses from 20,000 on makes the tail, which is
 * full, come at 67,000. Had its time stayed at 4,000, it would be 51,000.
 */
static void follow_sporadic(enum blocking blocking, int line)
{
    const struct plan plan = {
        .blocking = blocking,
        .budget = 1000,
        .period = 5000,
        .flags = seL4_SchedContext_Sporadic,
        .wakes = 2,
        .wake = { 1000, 20000 },
        .leg = { { 4000, BLOCK }, { 75000, LAST } },
        .windows = 3,
        .window = { { 1000, 4000 }, { 20000, 27000 }, { 67000, 75000 } },
    };

    follow(&plan, __FILE__, line);
}

TEST(s6_2_sporadic_new_with_signal)
{
    follow_sporadic(BY_SIGNAL, __LINE__);
}

TEST(s6_2_sporadic_new_with_bound_signal)
{
    follow_sporadic(BY_BOUND_SIGNAL, __LINE__);
}

TEST(s6_2_sporadic_new_with_message)
{
    follow_sporadic(BY_MESSAGE, __LINE__);
}

TEST(s6_2_sporadic_new_when_taken)
{
    follow_sporadic(BY_TAKING, __LINE__);
}

TEST(s6_2_sporadic_new_with_reply)
{
    follow_sporadic(BY_REPLY, __LINE__);
}

TEST(s6_2_sporadic_new_with_resume)
{
    follow_sporadic(BY_RESUME, __LINE__);
}

TEST(s6_2_sporadic_new_with_bind)
{
    follow_sporadic(BY_BIND, __LINE__);
}

TEST(s6_2_sporadic_new_with_word)
{
    follow_sporadic(BY_WORD, __LINE__);
}

TEST(s6_2_sporadic_new_with_bound_word)
{
    follow_sporadic(BY_BOUND_WORD, __LINE__);
}

TEST(s6_2_sporadic_new_with_endpoint_deletion)
{
    follow_sporadic(BY_DELETION, __LINE__);
}

TEST(s6_2_sporadic_new_with_cancelled_send)
{
    follow_sporadic(BY_CANCEL, __LINE__);
}

/* -- 6.2: more used than a refill holds ----------------------------------- */

struct printer {
    seL4_CPtr go;
    struct test_thread *thread;
    volatile uint64_t start, next;
};

static void print_when_told(void *argument)
{
    struct printer *p = argument;

    for (;;) {
        struct trap print = trap_of(DEBUG_DUMP_SCHEDULER, 0, 0, 0);

        seL4_Wait(p->go, NULL);
        p->start = test_time();
        trap_now(&print);      /* no preemption, no charge */
        p->next = test_time(); /* after a timer interrupt, if one is due */
    }
}

/* Lets the printer print once; ticks until it stopped or was stopped. */
static uint64_t print_with(struct printer *p, seL4_Time budget,
                           seL4_Time period)
{
    uint64_t stopped;

    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, p->thread->sc,
                                         budget, period, 0, 0));
    p->next = 0;
    fresh_slice();
    seL4_Signal(p->go);
    stopped = test_time();
    while (!p->next)
        ;
    return stopped - p->start;
}

/* A debug call takes longer than two budgets: the head is charged whole twice,
   and what is left of it then comes two periods later, behind the rest. */
TEST(s6_2_overrun_of_several_budgets)
{
    enum { PERIOD = 50000 };
    static struct printer p;
    uint64_t budget, rest;

    p.go = make_notification();
    p.thread = test_thread("printer", HIGH, print_when_told, &p);
    test_start(p.thread);
    budget = print_with(&p, 5000, 5000) * 9 / 20 / 10 * 10;
    rest = print_with(&p, budget / 10, PERIOD / 10) - 2 * budget;
    CHECK_MSG(rest < budget - 220, "%lu ticks of %lu are left", rest, budget);
    CHECK_MSG(near(p.next - p.start, 2 * PERIOD + rest),
              "goes on after %lu ticks, should be %lu", p.next - p.start,
              2 * PERIOD + rest);
}

/* -- 6.2: less than 200 ticks --------------------------------------------- */

/* 150 ticks are too few for a system call; they are merged into the next
   refill, which comes earlier by that much. */
TEST(s6_2_small_rest_moves_refill)
{
    FOLLOW(.budget = 1000, .period = 5000, .wakes = 1, .wake = { 0 },
           .leg = { { 9850, ENTER }, { 58000, LAST } }, .windows = 2,
           .window = { { 0, 9850 }, { 49850, 58000 } });
}

/* 300 are enough: the call is done and the thread goes on to the end. */
TEST(s6_3_enough_for_a_call)
{
    FOLLOW(.budget = 1000, .period = 5000, .wakes = 1, .wake = { 0 },
           .leg = { { 9700, ENTER }, { 58000, LAST } }, .windows = 2,
           .window = { { 0, 10000 }, { 50000, 58000 } });
}

/* A tenth of the time, period after period. */
TEST(s6_2_budget_is_not_exceeded)
{
    FOLLOW(.budget = 100, .period = 1000, .wakes = 1, .wake = { 0 },
           .leg = { { 40500, LAST } }, .windows = 5,
           .window = { { 0, 1000 },
                       { 10000, 11000 },
                       { 20000, 21000 },
                       { 30000, 31000 },
                       { 40000, 40500 } });
}

/* -- 6.2: round robin ----------------------------------------------------- */

/* Budget = period: never postponed, whatever extra refills were asked for. */
TEST(s6_2_round_robin_is_always_ready)
{
    FOLLOW(.budget = 1000, .period = 1000, .extra = 8, .wakes = 1,
           .wake = { 0 }, .leg = { { 60000, LAST } }, .windows = 1,
           .window = { { 0, 60000 } });
}

/* Two equals in turns, each for a budget. `b` is woken first and so stands
   behind: the later lower wakee goes to the front. */
static void take_turns(const struct plan *first, const struct plan *second)
{
    static struct burner a, b;

    burner_make(&a, first, LOW);
    burner_make(&b, second, LOW);
    fresh_slice();
    burner_configure(&a);
    burner_configure(&b);
    seL4_Signal(b.go);
    seL4_Signal(a.go);
    a.epoch = b.epoch = test_time();
    test_let_run();
    check_windows(&a, __FILE__, __LINE__);
    check_windows(&b, __FILE__, __LINE__);
}

TEST(s6_2_round_robin_turns)
{
    static const struct plan a = {
        .budget = 1000,
        .period = 1000,
        .leg = { { 45000, LAST } },
        .windows = 3,
        .window = { { 0, 10000 }, { 20000, 30000 }, { 40000, 45000 } },
    };
    static const struct plan b = {
        .budget = 1000,
        .period = 1000,
        .leg = { { 38000, LAST } },
        .windows = 2,
        .window = { { 10000, 20000 }, { 30000, 38000 } },
    };
    struct plan a_until = a;

    /* b ends at 38000; a goes on then. */
    a_until.window[2].start = 38000;
    take_turns(&a_until, &b);
}

/* A call in the last 200 ticks ends the slice; it is done in the next one,
   which has the full length, not the rest besides. */
TEST(s6_2_round_robin_small_rest)
{
    static const struct plan a = {
        .budget = 1000,
        .period = 1000,
        .leg = { { 9850, ENTER }, { 45000, LAST } },
        .windows = 3,
        .window = { { 0, 9850 }, { 19850, 29850 }, { 39850, 45000 } },
    };
    static const struct plan b = {
        .budget = 1000,
        .period = 1000,
        .leg = { { 60000, LAST } },
        .windows = 3,
        .window = { { 9850, 19850 }, { 29850, 39850 }, { 45000, 60000 } },
    };

    take_turns(&a, &b);
}

/* Different lengths of slices. */
TEST(s6_2_round_robin_lengths)
{
    static const struct plan a = {
        .budget = 500,
        .period = 500,
        .leg = { { 37000, LAST } },
        .windows = 3,
        .window = { { 0, 5000 }, { 20000, 25000 }, { 35000, 37000 } },
    };
    static const struct plan b = {
        .budget = 1500,
        .period = 1500,
        .leg = { { 35000, LAST } },
        .windows = 2,
        .window = { { 5000, 20000 }, { 25000, 35000 } },
    };

    take_turns(&a, &b);
}

/* -- 6.2: new parameters for a runnable thread ---------------------------- */

/* Reconfigures a burner that is ready but has not run, at time 0. */
static void follow_update(const struct plan *before, const struct plan *after,
                          const char *file, int line)
{
    static struct burner b;

    burner_make(&b, before, HIGH);
    fresh_slice();
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, HIGHER));
    burner_configure(&b);
    seL4_Signal(b.go);
    b.plan = after;
    burner_configure(&b);
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, EQUAL));
    spin_to(b.epoch + after->window[after->windows - 1].end + 2 * TOLERANCE);
    check_windows(&b, file, line);
}

/* More budget: what is new comes one period later. */
TEST(s6_2_update_to_more)
{
    follow_update(
        &(const struct plan){ .budget = 1000, .period = 5000 },
        &(const struct plan){ .budget = 1500,
                              .period = 5000,
                              .leg = { { 63000, LAST } },
                              .windows = 2,
                              .window = { { 0, 10000 }, { 50000, 63000 } } },
        __FILE__, __LINE__);
}

/* Less budget: the head is cut. */
TEST(s6_2_update_to_less)
{
    follow_update(
        &(const struct plan){ .budget = 1000, .period = 5000 },
        &(const struct plan){
            .budget = 400,
            .period = 3000,
            .leg = { { 63000, LAST } },
            .windows = 3,
            .window = { { 0, 4000 }, { 30000, 34000 }, { 60000, 63000 } } },
        __FILE__, __LINE__);
}

/* From round robin: what is left of the slice is the head. */
TEST(s6_2_update_from_round_robin)
{
    follow_update(
        &(const struct plan){ .budget = 600, .period = 600 },
        &(const struct plan){ .budget = 1000,
                              .period = 5000,
                              .leg = { { 59000, LAST } },
                              .windows = 2,
                              .window = { { 0, 6000 }, { 50000, 59000 } } },
        __FILE__, __LINE__);
}

/* To round robin: a fresh slice, and no waiting any more. */
TEST(s6_2_update_to_round_robin)
{
    follow_update(&(const struct plan){ .budget = 600, .period = 5000 },
                  &(const struct plan){ .budget = 1000,
                                        .period = 1000,
                                        .leg = { { 40000, LAST } },
                                        .windows = 1,
                                        .window = { { 0, 40000 } } },
                  __FILE__, __LINE__);
}

/* A blocked thread's context starts afresh instead. */
TEST(s6_2_configure_blocked_is_fresh)
{
    static struct burner b;
    const struct plan short_budget = { .budget = 100,
                                       .period = 100000,
                                       .leg = { { 500, BLOCK },
                                                { 9000, LAST } } };
    const struct plan after = { .budget = 1000,
                                .period = 5000,
                                .leg = { { 500, BLOCK }, { 9000, LAST } },
                                .windows = 1,
                                .window = { { 0, 9000 } } };

    burner_make(&b, &short_budget, HIGH);
    burner_configure(&b);
    seL4_Signal(b.go); /* burns half of its budget, then waits */
    b.plan = &after;
    b.windows = 0;
    burner_configure(&b);
    seL4_Signal(b.go);
    check_windows(&b, __FILE__, __LINE__);
}

/* -- 6.3: postponed threads ----------------------------------------------- */

enum { SHORT = 300, PERIOD = 3000 };

/* An actor that gives up its budget at once; refill at *start + PERIOD. */
static void make_postponed(struct actor *a, uint64_t *start)
{
    MAKE(a, 'p', HIGH, YIELD(), NBWAIT(make_endpoint()));
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, a->sc, SHORT,
                                         PERIOD, 0, 0));
    fresh_slice();
    *start = test_time();
    actor_start(a);
    CHECK_AT(a, 0);
}

static void check_runs_at_refill(struct actor *a, uint64_t start)
{
    while (test_time() < start + 10 * PERIOD - TOLERANCE)
        CHECK_AT(a, 0);
    test_spin(2 * TOLERANCE / 10 + 4);
    CHECK_AT(a, a->count);
}

TEST(s6_3_postponed_until_refill)
{
    struct actor a;
    uint64_t start;

    make_postponed(&a, &start);
    check_runs_at_refill(&a, start);
}

/* Resume does not let a thread without budget run earlier. */
TEST(s6_3_resume_postpones)
{
    struct actor a;
    uint64_t start;

    make_postponed(&a, &start);
    CHECK_OK(seL4_TCB_Suspend(a.tcb));
    CHECK_OK(seL4_TCB_Resume(a.tcb));
    check_runs_at_refill(&a, start);
}

/* Neither does unbinding and binding the context. */
TEST(s6_3_bind_postpones)
{
    struct actor a;
    uint64_t start;

    make_postponed(&a, &start);
    CHECK_OK(seL4_SchedContext_Unbind(a.sc));
    CHECK_OK(seL4_SchedContext_Bind(a.sc, a.tcb));
    check_runs_at_refill(&a, start);
}

/* Nor a YieldTo. */
TEST(s6_3_yield_to_postpones)
{
    struct actor a;
    uint64_t start;

    make_postponed(&a, &start);
    CHECK_OK(seL4_SchedContext_YieldTo(a.sc).error);
    check_runs_at_refill(&a, start);
}

/* A suspended thread leaves the queue of those that wait for a refill. */
TEST(s6_3_suspend_leaves_release_queue)
{
    struct actor a;
    uint64_t start;

    make_postponed(&a, &start);
    CHECK_OK(seL4_TCB_Suspend(a.tcb));
    spin_to(start + 10 * PERIOD + 10 * TOLERANCE);
    CHECK_AT(&a, 0);
    CHECK_OK(seL4_TCB_Resume(a.tcb));
    CHECK_AT(&a, 2);
}

/* A new budget for a postponed, runnable thread keeps the refill's time. */
TEST(s6_3_update_of_postponed)
{
    struct actor a;
    uint64_t start;

    make_postponed(&a, &start);
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, a.sc, 2 * SHORT,
                                         2 * PERIOD, 0, 0));
    check_runs_at_refill(&a, start);
}

/* A context that is not ready cannot be bound to a blocked thread. */
TEST(s6_3_bind_blocked_refused)
{
    struct actor a, blocked;
    uint64_t start;

    make_postponed(&a, &start);
    CHECK_OK(seL4_SchedContext_Unbind(a.sc));
    ACTOR(&blocked, 'b', HIGH, WAIT(make_endpoint()));
    actor_passive(&blocked);
    CHECK_EQ(seL4_SchedContext_Bind(a.sc, blocked.tcb), seL4_IllegalOperation);
    spin_to(start + 10 * PERIOD + TOLERANCE);
    CHECK_OK(seL4_SchedContext_Bind(a.sc, blocked.tcb));
}

/* Threads come back in the order of their refills. */
TEST(s6_3_release_order)
{
    static const struct {
        char letter;
        seL4_Time period;
    } rows[] = { { 'c', 3000 }, { 'a', 1000 }, { 'b', 2000 } };
    struct actor a[3];

    for (int i = 0; i < 3; i++) {
        MAKE(&a[i], rows[i].letter, HIGH, YIELD());
        CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, a[i].sc, 300,
                                             rows[i].period, 0, 0));
        actor_start(&a[i]);
    }
    CHECK_TRACE("");
    test_spin(3000);
    CHECK_TRACE("abc");
}

/* -- 6.3: long operations ------------------------------------------------- */

struct revoker {
    seL4_CPtr slot, ep, reply;
    struct test_thread *thread;
    volatile seL4_Error error;
};

static void revoke(void *argument)
{
    struct revoker *r = argument;

    r->error = seL4_CNode_Revoke(TEST_CNODE, r->slot, 64);
}

/* 2,048 copies to revoke, with 40 us in each 500. */
static void revoker_make(struct revoker *r, seL4_CPtr slot)
{
    seL4_CPtr cnode = make_cnode(11);

    for (seL4_Word i = 0; i < 2048; i++)
        put_into(cnode, 11, i, slot);
    *r = (struct revoker){ .slot = slot, .error = (seL4_Error)-1 };
    r->thread = test_thread("revoker", HIGH, revoke, r);
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, r->thread->sc, 40,
                                         500, 0, 0));
}

/* The budget ends inside a Revoke: it stops, and goes on at each refill. */
TEST(s6_3_revoke_over_many_periods)
{
    static struct revoker r;
    uint64_t start;
    unsigned looks = 0;

    revoker_make(&r, make_endpoint());
    fresh_slice();
    start = test_time();
    test_start(r.thread);
    for (; !r.thread->done; looks++)
        seL4_Yield();
    CHECK_EQ(r.error, seL4_NoError);
    CHECK_MSG(looks > 0 && test_time() - start > 2 * 5000,
              "done after %lu ticks", test_time() - start);
}

/* With a timeout handler it faults each time, and goes on when answered. */
TEST(s6_3_revoke_times_out)
{
    static struct revoker r;
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr reply = make_reply();
    unsigned timeouts = 0;

    revoker_make(&r, make_endpoint());
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(r.thread->tcb,
                                         test_mint(ep, seL4_AllRights, 0x71)));
    fresh_slice();
    test_start(r.thread);
    while (!r.thread->done) {
        struct call fault = ONE(NBRECV(ep, reply));

        if (!fault.a0)
            continue;
        CHECK_EQ(fault.a0, 0x71);
        CHECK_EQ(info_label(fault.a1), seL4_Fault_Timeout);
        timeouts++;
        trap(&(struct call){ .a0 = reply, .a7 = (seL4_Word)seL4_SysSend });
    }
    CHECK_EQ(r.error, seL4_NoError);
    CHECK_MSG(timeouts >= 2, "%u timeouts", timeouts);
}

/* A Revoke that destroys the context of its own thread stops; with another
   context the thread does the rest. */
TEST(s6_3_revoke_of_own_context)
{
    static struct revoker r;
    seL4_CPtr memory = make_untyped(19);
    seL4_CPtr sc = test_slot();
    seL4_CPtr first = test_slots(400);

    CHECK_OK(seL4_Untyped_Retype(memory, seL4_EndpointObject, 0, TEST_CNODE, 0,
                                 0, first, 200));
    CHECK_OK(seL4_Untyped_Retype(memory, seL4_SchedContextObject, 7, TEST_CNODE,
                                 0, 0, sc, 1));
    CHECK_OK(seL4_Untyped_Retype(memory, seL4_EndpointObject, 0, TEST_CNODE, 0,
                                 0, first + 200, 200));
    CHECK_OK(
        seL4_SchedControl_Configure(TEST_SCHED_CONTROL, sc, 5000, 5000, 0, 0));
    r = (struct revoker){ .slot = memory, .error = (seL4_Error)-1 };
    r.thread = test_thread("revoker", HIGH, revoke, &r);
    CHECK_OK(seL4_SchedContext_Unbind(r.thread->sc));
    CHECK_OK(seL4_SchedContext_Bind(sc, r.thread->tcb));
    fresh_slice();
    test_start(r.thread);
    CHECK(!r.thread->done);
    CHECK_EQ(cap_type(sc), CAP_NULL);
    CHECK_EQ(cap_type(memory), CAP_UNTYPED);
    CHECK_OK(seL4_SchedContext_Bind(r.thread->sc, r.thread->tcb));
    CHECK(r.thread->done);
    CHECK_EQ(r.error, seL4_NoError);
    for (seL4_Word i = 0; i < 400; i++)
        CHECK_EQ(cap_type(first + i), CAP_NULL);
}
