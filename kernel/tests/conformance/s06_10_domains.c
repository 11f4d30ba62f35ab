/* SPDX-License-Identifier: MIT */
/*
 * Sections 6.10 and 5.6 with four domains: N = 4, and a schedule of L = 100
 * entries. Which slice runs when, and who in it. See domains.h for turns and
 * times.
 */
#include "domains.h"

enum { LAST = 98 }; /* the last entry that can be set: L - 2 */

/* -- 6.10: the schedule --------------------------------------------------- */

/* All entries but the first are end markers at boot. */
TEST_WITH("domains=4", s6_10_schedule_of_the_boot)
{
    WALK({ "entry 1", TEST_DOMAIN, DomainScheduleSetStart, WORDS(1), NO_CAPS,
           INVALID_ARG(0) },
         { "entry 98", TEST_DOMAIN, DomainScheduleSetStart, WORDS(98), NO_CAPS,
           INVALID_ARG(0) },
         { "entry 0", TEST_DOMAIN, DomainScheduleSetStart, WORDS(0), NO_CAPS,
           SUCCEEDS });
}

/* Entry after entry up to the end marker, and round again; each for its
   duration. */
TEST_WITH("domains=4", s6_10_slices_in_order)
{
    static struct spinner a, b;

    slice(0, 0, 4000);
    slice(1, 2, 3000);
    slice(2, 1, 5000);
    spinner(&a, 'a', 1, LOW);
    spinner(&b, 'b', 2, LOW);
    schedule_start(0);
    spin_until(25000);
    CHECK_TURNS({ 't', 0, 3990 }, { 'b', 3990, 6980 }, { 'a', 6980, 11970 },
                { 't', 11970, 15960 }, { 'b', 15960, 18950 },
                { 'a', 18950, 23940 }, { 't', 23940, 25000 });
}

/* Behind the end marker comes the start index, not 0. */
TEST_WITH("domains=4", s6_10_round_from_the_start)
{
    static struct spinner a;

    slice(0, 0, 2000);
    slice(1, 1, 2000);
    slice(2, 0, 3000);
    slice(3, 1, 4000);
    spinner(&a, 'a', 1, LOW);
    schedule_start(2);
    spin_until(14500);
    CHECK_TURNS({ 't', 0, 2990 }, { 'a', 2990, 6980 }, { 't', 6980, 9970 },
                { 'a', 9970, 13960 }, { 't', 13960, 14500 });
}

/* Entries behind an end marker are not reached from before it. */
TEST_WITH("domains=4", s6_10_end_marker_in_the_middle)
{
    static struct spinner a, b;

    slice(0, 0, 2000);
    slice(1, 1, 2000);
    slice(3, 2, 2000);
    spinner(&a, 'a', 1, LOW);
    spinner(&b, 'b', 2, LOW);
    schedule_start(0);
    spin_until(6500);
    CHECK_TURNS({ 't', 0, 1990 }, { 'a', 1990, 3980 }, { 't', 3980, 5970 },
                { 'a', 5970, 7960 }, { 't', 7960, 7960 });
}

/* 99 entries; behind the last one there is no room for an end marker but the
   entry that always is one. */
TEST_WITH("domains=4", s6_10_all_entries)
{
    static struct spinner a;
    uint64_t start;

    for (seL4_Word i = 0; i < LAST; i++)
        slice(i, i % 2 ? 2 : 0, 1000);
    slice(LAST, 1, 1000);
    spinner(&a, 'a', 1, LOW);
    schedule_start(0);
    while (!a.turns)
        ;
    CHECK_EQ(a.turns, 1);
    start = a.seen[0].start;
    CHECK_MSG(start >= LAST * 990 && start <= LAST * 992 + TURN_TOLERANCE,
              "entry 98 begins at %lu", start);
    CHECK_MSG(schedule_time() <= a.seen[0].end + TURN_TOLERANCE,
              "entry 0 begins %lu ticks after entry 98",
              schedule_time() - a.seen[0].end);
}

/* A domain without a ready thread: nobody runs while its slice lasts. */
TEST_WITH("domains=4", s6_10_idle_slice)
{
    static struct spinner a;

    slice(0, 0, 2000);
    slice(1, 3, 4000);
    slice(2, 1, 2000);
    spinner(&a, 'a', 1, LOW);
    schedule_start(0);
    spin_until(9000);
    CHECK_TURNS({ 't', 0, 1990 }, { 'a', 5980, 7970 }, { 't', 7970, 9000 });
}

/* Two slices of one domain in a row are one turn. */
TEST_WITH("domains=4", s6_10_same_domain_again)
{
    static struct spinner a;

    slice(0, 0, 2000);
    slice(1, 0, 2000);
    slice(2, 1, 2000);
    spinner(&a, 'a', 1, LOW);
    schedule_start(0);
    spin_until(6500);
    CHECK_TURNS({ 't', 0, 3980 }, { 'a', 3980, 5970 }, { 't', 5970, 6500 });
}

/* -- 6.10: ScheduleSetStart and ScheduleConfigure ------------------------- */

TEST_WITH("domains=4", s6_10_set_start_switches_at_once)
{
    static struct spinner a;

    slice(1, 1, 3000);
    slice(2, 0, 3000);
    spinner(&a, 'a', 1, LOW);
    schedule_start(1);
    spin_until(9500);
    CHECK_TURNS({ 'a', 0, 2990 }, { 't', 2990, 5980 }, { 'a', 5980, 8970 },
                { 't', 8970, 9500 });
}

/* The running entry begins anew. */
TEST_WITH("domains=4", s6_10_set_start_of_running_entry)
{
    static struct spinner a;

    slice(0, 0, 4000);
    slice(1, 1, 2000);
    spinner(&a, 'a', 1, LOW);
    schedule_start(0);
    spin_until(2000);
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(TEST_DOMAIN, 0));
    spin_until(8500);
    CHECK_TURNS({ 't', 0, 5990 }, { 'a', 5990, 7980 }, { 't', 7980, 8500 });
}

/* A new duration counts when the entry is reached the next time. */
TEST_WITH("domains=4", s6_10_configure_running_entry)
{
    static struct spinner a;

    slice(0, 0, 4000);
    slice(1, 1, 2000);
    spinner(&a, 'a', 1, LOW);
    schedule_start(0);
    spin_until(1000);
    slice(0, 0, 8000);
    spin_until(16500);
    CHECK_TURNS({ 't', 0, 3990 }, { 'a', 3990, 5980 }, { 't', 5980, 13970 },
                { 'a', 13970, 15960 }, { 't', 15960, 16500 });
}

/* So does a new domain. */
TEST_WITH("domains=4", s6_10_configure_domain_of_running_entry)
{
    static struct spinner a, b;

    slice(0, 0, 4000);
    slice(1, 1, 2000);
    slice(2, 0, 2000);
    spinner(&a, 'a', 1, LOW);
    spinner(&b, 'b', 2, LOW);
    schedule_start(0);
    spin_until(1000);
    slice(0, 2, 3000);
    spin_until(13500);
    CHECK_TURNS({ 't', 0, 3990 }, { 'a', 3990, 5980 }, { 't', 5980, 7970 },
                { 'b', 7970, 10960 }, { 'a', 10960, 12950 },
                { 't', 12950, 13500 });
}

/* -- 6.10: the end of a slice --------------------------------------------- */

struct caller {
    struct spinner spinner;
    uint64_t at;
    seL4_CPtr ntfn;
};

static void call_at(void *argument)
{
    struct caller *c = argument;

    spin_as(&c->spinner, c->at);
    seL4_Signal(c->ntfn);
    spin_as(&c->spinner, ~0ul);
}

/* A thread of domain 1 whose slice is 2990..5990: it signals at `at`. */
static void make_caller(struct caller *c, uint64_t at)
{
    c->at = at;
    c->ntfn = test_mint(make_notification(), seL4_AllRights, 1);
    slice(0, 0, 3000);
    slice(1, 1, 3000);
    spinner(&c->spinner, 'a', 1, LOW);
    /* Another beginning for its thread. */
    c->spinner.thread->run = call_at;
    c->spinner.thread->argument = c;
}

static bool signalled(seL4_CPtr ntfn)
{
    seL4_Word word = 0;

    seL4_Poll(ntfn, &word);
    return word != 0;
}

/* 150 ticks before the end of its slice a call ends the slice. It is done in
   the next one. */
TEST_WITH("domains=4", s6_10_call_in_the_last_200_ticks)
{
    static struct caller c;

    make_caller(&c, 5840);
    schedule_start(0);
    spin_until(7000);
    CHECK(!signalled(c.ntfn));
    spin_until(12500);
    CHECK(signalled(c.ntfn));
    CHECK_TURNS({ 't', 0, 2990 }, { 'a', 2990, 5840 }, { 't', 5840, 8830 },
                { 'a', 8830, 11820 }, { 't', 11820, 12500 });
}

/* 300 ticks before, the call is done and the slice goes on. */
TEST_WITH("domains=4", s6_10_call_before_the_last_200_ticks)
{
    static struct caller c;

    make_caller(&c, 5690);
    schedule_start(0);
    spin_until(7000);
    CHECK(signalled(c.ntfn));
    CHECK_TURNS({ 't', 0, 2990 }, { 'a', 2990, 5980 }, { 't', 5980, 7000 });
}

/* The end of a slice ends no timeslice: who ran goes on in the next one, and
   its budget counts only what it used. */
TEST_WITH("domains=4", s6_10_timeslice_goes_on)
{
    static struct spinner a, b;

    slice(0, 0, 3000);
    slice(1, 1, 3000);
    spinner(&b, 'b', 1, LOW);
    spinner(&a, 'a', 1, LOW); /* in front of b: the last one woken */
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, a.thread->sc, 500,
                                         500, 0, 0));
    schedule_start(0);
    spin_until(18500);
    CHECK_TURNS({ 't', 0, 2990 }, { 'a', 2990, 5980 }, { 't', 5980, 8970 },
                { 'a', 8970, 10970 }, { 'b', 10970, 11960 },
                { 't', 11960, 14950 }, { 'b', 14950, 17940 },
                { 't', 17940, 18500 });
}

/* What a thread used up to the end of its slice is charged at that moment. */
TEST_WITH("domains=4", s6_10_switch_charges)
{
    static struct spinner a;
    seL4_SchedContext_Consumed_t used;

    slice(0, 0, 3000);
    slice(1, 1, 4000);
    spinner(&a, 'a', 1, LOW);
    schedule_start(0);
    spin_until(7500);
    used = seL4_SchedContext_Consumed(a.thread->sc);
    CHECK_OK(used.error);
    CHECK_MSG(used.consumed >= 396 && used.consumed <= 402,
              "%lu us are charged, should be 399", used.consumed);
}

/* A thread of another domain leaves the release queue in time, but runs in its
   slice only. */
TEST_WITH("domains=4", s6_10_refill_in_another_slice)
{
    static struct spinner a;

    slice(0, 0, 6000);
    slice(1, 1, 6000);
    spinner(&a, 'a', 1, HIGH);
    CHECK_OK(seL4_SchedControl_Configure(TEST_SCHED_CONTROL, a.thread->sc, 100,
                                         500, 0, 0));
    schedule_start(0);
    spin_until(24500);
    CHECK_TURNS({ 't', 0, 5990 }, { 'a', 5990, 6980 }, { 'a', 10980, 11970 },
                { 't', 11980, 17970 }, { 'a', 17970, 18960 },
                { 'a', 22960, 23950 }, { 't', 23960, 24500 });
}

/* A long operation stops when its domain's time is over, and goes on in the
   next slice. */
TEST_WITH("domains=4", s6_10_retype_across_slices)
{
    static struct spinner a;
    seL4_CPtr memory = make_untyped(19);
    seL4_CPtr slot = test_slot();
    uint64_t end;

    CHECK_OK(seL4_Untyped_Retype(memory, seL4_CapTableObject, 14, TEST_CNODE, 0,
                                 0, slot, 1));
    test_delete(slot);
    slice(0, 0, 1500);
    slice(1, 1, 1500);
    spinner(&a, 'a', 1, LOW);
    schedule_start(0);
    spin_until(500);
    CHECK_OK(seL4_Untyped_Retype(memory, seL4_CapTableObject, 14, TEST_CNODE, 0,
                                 0, slot, 1));
    end = schedule_time();
    CHECK_MSG(a.turns >= 1 && end > 2980, "done after %lu ticks and %u turns",
              end, a.turns);
    /* A hundred chunks are cleared between two looks at the clock. */
    CHECK_MSG(a.seen[0].start >= 1300 && a.seen[0].start <= 1490 + 500,
              "the first turn begins at %lu", a.seen[0].start);
}

/* -- 6.10: who belongs to which domain ------------------------------------ */

/* Priority counts within a domain only. */
TEST_WITH("domains=4", s6_10_higher_priority_waits)
{
    static struct spinner a;

    slice(0, 0, 3000);
    slice(1, 1, 3000);
    spinner(&a, 'a', 1, HIGHER);
    CHECK_EQ(a.turns, 0);
    schedule_start(0);
    spin_until(6500);
    CHECK_TURNS({ 't', 0, 2990 }, { 'a', 2990, 5980 }, { 't', 5980, 6500 });
}

/* The caller leaves its domain at once, and later comes back. */
TEST_WITH("domains=4", s6_10_caller_moves)
{
    static struct spinner a;

    slice(0, 0, 3000);
    slice(1, 1, 3000);
    spinner(&a, 'a', 0, LOW);
    schedule_start(0);
    spin_until(1000);
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, TEST_TCB));
    spin_until(4000);
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 0, TEST_TCB));
    spin_until(6500);
    CHECK_TURNS({ 't', 0, 1000 }, { 'a', 1000, 2990 }, { 't', 2990, 4000 },
                { 't', 5980, 6500 });
}

/* A ready thread that is moved out runs with its new domain only. */
TEST_WITH("domains=4", s6_10_ready_thread_moved_out)
{
    static struct spinner a, b;

    slice(0, 0, 3000);
    slice(1, 1, 3000);
    spinner(&b, 'b', 0, LOW);
    spinner(&a, 'a', 0, LOW);
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, a.thread->tcb));
    schedule_start(0);
    spin_until(1000);
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, TEST_TCB));
    spin_until(6500);
    CHECK_TURNS({ 't', 0, 1000 }, { 'b', 1000, 2990 }, { 't', 2990, 5980 },
                { 'b', 5980, 8970 }, { 't', 8970, 8970 });
}

/* In front of its equals in the new domain. */
TEST_WITH("domains=4", s6_10_moved_to_the_front)
{
    struct actor x, y, z;
    seL4_CPtr idle = make_notification();

    slice(0, 0, 3000);
    slice(1, 1, 3000);
    MAKE(&x, 'x', LOW, NBWAIT(idle));
    MAKE(&y, 'y', LOW, NBWAIT(idle));
    MAKE(&z, 'z', LOW, NBWAIT(idle));
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, x.tcb));
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, y.tcb));
    actor_start(&x);
    actor_start(&y);
    actor_start(&z);
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, z.tcb));
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, x.tcb)); /* also unchanged */
    schedule_start(0);
    spin_until(6500);
    CHECK_TRACE("xzy");
}

/* A blocked thread takes its new domain along. */
TEST_WITH("domains=4", s6_10_blocked_thread_moved)
{
    struct actor x;
    seL4_CPtr ntfn = test_mint(make_notification(), seL4_AllRights, 1);

    slice(0, 0, 3000);
    slice(1, 1, 3000);
    ACTOR(&x, 'x', HIGH, WAIT(ntfn));
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, x.tcb));
    schedule_start(0);
    seL4_Signal(ntfn);
    spin_until(2500);
    CHECK_TRACE("");
    spin_until(6500);
    CHECK_TRACE("x");
}

/* Moved into the running domain, a higher thread waits for the next time that
   the kernel chooses. */
TEST_WITH("domains=4", s6_10_moved_in_waits)
{
    struct actor x;
    seL4_CPtr idle = make_notification();

    MAKE(&x, 'x', HIGH, NBWAIT(idle));
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, x.tcb));
    actor_start(&x);
    fresh_slice();
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 0, x.tcb));
    seL4_Poll(idle, NULL);
    CHECK_TRACE("");
    seL4_Yield();
    CHECK_TRACE("x");
}

struct maker {
    struct spinner made;
    struct test_thread *thread;
};

static void make_spinner(void *argument)
{
    struct maker *m = argument;

    m->made = (struct spinner){ .letter = 'm', .until = ~0ul };
    m->made.thread = test_thread("made", LOW, call_at, NULL);
}

static void spin_made(void *argument)
{
    spin_as(argument, ~0ul);
}

/* A new thread has the domain in which it was made. */
TEST_WITH("domains=4", s6_10_new_thread)
{
    static struct maker m;

    m.thread = test_thread("maker", HIGH, make_spinner, &m);
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, m.thread->tcb));
    slice(0, 0, 3000);
    slice(1, 1, 3000);
    test_start(m.thread);
    schedule_start(0);
    spin_until(6500);
    CHECK(m.thread->done);
    m.made.thread->run = spin_made;
    m.made.thread->argument = &m.made;
    CHECK_OK(seL4_TCB_SetPriority(m.made.thread->tcb, TEST_TCB, HIGH));
    test_start(m.made.thread);
    spin_until(12500);
    CHECK_EQ(m.made.turns, 1);
    CHECK_MSG(m.made.seen[0].start >= 8960 &&
                  m.made.seen[0].start <= 8970 + TURN_TOLERANCE,
              "the new thread runs at %lu", m.made.seen[0].start);
}

/* -- 6.10: messages and signals from domain to domain --------------------- */

static uint64_t served_at;

static void serve(seL4_Word unused)
{
    (void)unused;
    served_at = schedule_time();
}

static void check_time(const char *what, uint64_t got, uint64_t want)
{
    CHECK_MSG(got + TURN_TOLERANCE >= want && got <= want + TURN_TOLERANCE,
              "%s at %lu, should be at %lu", what, got, want);
}

/* A call of a server in another domain: it serves in its slice, on the
   caller's context, and the caller goes on in its own. The answer goes the
   short way (ReplyRecv) or the long one (Send). */
static void call_across(bool passive, bool reply_recv)
{
    static struct spinner a;
    struct actor server;
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr reply = make_reply();

    slice(0, 0, 3000);
    slice(1, 1, 3000);
    if (reply_recv)
        ACTOR(&server, 's', HIGH, RECV(ep, reply), DO(serve, 0),
              REPLYRECV(ep, reply, 7));
    else
        ACTOR(&server, 's', HIGH, RECV(ep, reply), DO(serve, 0),
              SEND(reply, 7));
    if (passive)
        actor_passive(&server);
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, server.tcb));
    spinner(&a, 'a', 0, LOW);
    schedule_start(0);
    spin_until(1000);
    CHECK_EQ(ONE(CALL(ep, 3)).mr[0], 1007);
    check_time("answered", schedule_time(), 5980);
    check_time("served", served_at, 2990);
    CHECK_EQ(server.got[0].mr[0], 1003);
    spin_until(6500);
    CHECK_TURNS({ 't', 0, 1000 }, { 'a', 1000, 2990 }, { 't', 5980, 6500 });
}

TEST_WITH("domains=4", s6_10_call_of_passive_server)
{
    call_across(true, false);
}

TEST_WITH("domains=4", s6_10_reply_recv_of_passive_server)
{
    call_across(true, true);
}

TEST_WITH("domains=4", s6_10_call_of_active_server)
{
    call_across(false, true);
}

/* Threads of another domain that are woken by one entry after another stand in
   their queue like any that are woken below the running one: last in front. */
TEST_WITH("domains=4", s6_10_woken_to_the_front)
{
    struct actor x, y;
    seL4_CPtr first = test_mint(make_notification(), seL4_AllRights, 1);
    seL4_CPtr second = test_mint(make_notification(), seL4_AllRights, 1);

    slice(0, 0, 3000);
    slice(1, 1, 3000);
    ACTOR(&x, 'x', HIGH, WAIT(first));
    ACTOR(&y, 'y', HIGH, WAIT(second));
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, x.tcb));
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, y.tcb));
    schedule_start(0);
    seL4_Signal(first);
    seL4_Signal(second);
    spin_until(6500);
    CHECK_TRACE("yx");
}

/* -- 6.4: a decision and a thread that was moved in ----------------------- */

/* `x` above everybody is ready but waits for the kernel to choose. */
static void move_in(struct actor *x)
{
    MAKE(x, 'x', HIGHER, NBWAIT(make_notification()));
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 1, x->tcb));
    actor_start(x);
    fresh_slice();
    CHECK_OK(seL4_DomainSet_Set(TEST_DOMAIN, 0, x->tcb));
    CHECK_TRACE("");
}

/* The caller blocks before the server is woken: the kernel chooses. */
static void block_and_wake(bool passive, const char *want)
{
    struct actor server, x;
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr reply = make_reply();

    ACTOR(&server, 's', HIGH, RECV(ep, reply), NBWAIT(make_notification()),
          SEND(reply, 7));
    if (passive)
        actor_passive(&server);
    move_in(&x);
    ONE(CALL(ep, 3));
    test_let_run();
    check_trace(want, __FILE__, __LINE__);
}

TEST_WITH("domains=4", s6_4_moved_in_before_server)
{
    block_and_wake(false, "xsss");
}

/* Its answer takes its context away: it does not get to its last letter. */
TEST_WITH("domains=4", s6_4_moved_in_before_passive_server)
{
    block_and_wake(true, "xss");
}

/* A thread wakes another and then blocks: the other runs at once, unless it is
   below. The signal that it sends wakes the first again, which is not above
   it: now the kernel chooses. */
static void wake_and_block(seL4_Word priority, const char *want)
{
    struct actor other, x;
    seL4_CPtr ep = make_endpoint();
    seL4_CPtr ntfn = test_mint(make_notification(), seL4_AllRights, 1);

    ACTOR(&other, 's', priority, RECV(ep, make_reply()),
          NBWAIT(make_notification()), SEND(ntfn, 7));
    test_let_run();
    move_in(&x);
    CHECK_EQ(ONE(NBSENDWAIT(ep, 3, ntfn)).a0, 1);
    test_let_run();
    check_trace(want, __FILE__, __LINE__);
    CHECK_EQ(other.got[0].mr[0], 1003);
}

TEST_WITH("domains=4", s6_4_moved_in_behind_higher_wakee)
{
    wake_and_block(HIGH, "ssxs");
}

TEST_WITH("domains=4", s6_4_moved_in_behind_equal_wakee)
{
    wake_and_block(EQUAL, "ssxs");
}

TEST_WITH("domains=4", s6_4_moved_in_before_lower_wakee)
{
    wake_and_block(LOW, "xsss");
}
