/* SPDX-License-Identifier: MIT
 *
 * What the SDK runtime does for applications, good ones and hostile ones; each
 * step says what came of it.
 */
#include <application.h>
#include <bundle.h>
#include <camkes.h>
#include <sdk.h>
#include <sdk_protocol.h>
#include <stdio.h>
#include <string.h>

#include "players.h"

enum { MILLISECOND = 1000, CYCLES = 200 };

static struct player *const ann = &players[0];
static struct player *const ben = &players[1];

static volatile uint32_t exited_run;
static volatile int exited_code;

int reports_exited(uint32_t run, int code)
{
    exited_run = run;
    exited_code = code;
    return 1;
}

int reports_faulted(uint32_t run, struct process_fault fault)
{
    (void)run, (void)fault;
    return 1;
}

static const char *yes(bool it_is_so)
{
    return it_is_so ? "yes" : "no";
}

/* -- what players play ----------------------------------------------------- */

static seL4_Word start_timer(struct player *p, seL4_Word how, uint32_t number,
                             uint64_t time)
{
    p->page[0] = number;
    p->page[1] = time;
    return player_ask(p, how, 2);
}

/* Waits; the bits. */
static uint64_t wait_for_timers(struct player *p)
{
    if (player_ask(p, SDK_WAIT_FOR_TIMERS, 0) != SDK_OK)
        return 0;
    return p->page[0];
}

static void play_hello(struct player *p)
{
    static const char text[] = "hello from a player";

    p->results[0] = player_ask(p, SDK_PING, 0);
    p->results[2] = 0;
    for (unsigned length = 0; length <= 4; length++)
        p->results[2] += player_call(p, SDK_PING, 0, length) == SDK_OK;
    p->page[0] = SDK_INFO;
    p->page[1] = sizeof text;
    memcpy((void *)(p->page + 2), text, sizeof text);
    p->results[1] = player_ask(p, SDK_LOG, 2 + (sizeof text + 7) / 8);
}

static void play_pings(struct player *p)
{
    p->results[0] = 0;
    for (unsigned i = 0; i < 1000; i++)
        p->results[0] += player_ask(p, SDK_PING, 0) == SDK_OK;
}

static void play_wait(struct player *p)
{
    p->results[0] = 0;
    start_timer(p, SDK_ONESHOT_TIMER, p->number, 20 * MILLISECOND);
    p->results[0] = wait_for_timers(p);
    p->results[1] = player_ask(p, SDK_WAIT_FOR_TIMERS, 0);
}

static void play_ticks(struct player *p)
{
    p->results[0] = 0;
    start_timer(p, SDK_PERIODIC_TIMER, 5, 2 * MILLISECOND);
    for (unsigned i = 0; i < 50; i++)
        p->results[0] += wait_for_timers(p) == 1 << 5;
}

static void play_exit(struct player *p)
{
    p->page[0] = 42;
    player_ask(p, SDK_EXIT, 1);
    p->results[0] = 1; /* never reached */
}

/* -- attaching ------------------------------------------------------------- */

static void attach_refusals(void)
{
    seL4_CPtr endpoint = 0;

    printf("tester: refused:");
    printf(" %d", runtime_attach(0, "zero", 0, 0, &endpoint));
    printf(" %d", runtime_attach(500, "Capitals", 0, 0, &endpoint));
    printf(" %d", runtime_attach(500, "services", 16, 0, &endpoint));
    printf(" %d", runtime_attach(500, "nothing", 0, 0, &endpoint));
    printf(" %d", runtime_attach(500, "thread", 0, CAMKES_OWN_TCB, &endpoint));
    printf(" %d",
           runtime_attach(500, "space", 0, CAMKES_OWN_VSPACE, &endpoint));
    printf(" %d\n", runtime_detach(500));
}

/* All places, and one more; the slots of the runtime come back each time. */
static void attach_and_detach(void)
{
    unsigned attached = 0, right = 0;

    for (unsigned i = 0; i < PLAYERS; i++)
        attached += player_make(&players[i]) &&
                    player_attach(&players[i], "some", PLAYER_SERVICES);
    printf("tester: %u attached, one more: %s\n", attached,
           yes(player_attach(ann, "again", 0)));
    ann->run = 1; /* under which it was attached */
    for (unsigned i = 0; i < PLAYERS; i++)
        player_detach(&players[i]);
    for (unsigned i = 0; i < CYCLES; i++)
        right +=
            player_attach(ann, "ann", PLAYER_SERVICES) && player_detach(ann);
    printf("tester: %u times attached and detached\n", right);
}

/* -- requests -------------------------------------------------------------- */

static void hello(void)
{
    player_attach(ann, "ann", PLAYER_SERVICES);
    player_attach(ben, "ben", 0);
    player_start(ann, play_hello, PLAYER_PRIORITY);
    player_start(ben, play_hello, PLAYER_PRIORITY);
    player_join(ann);
    player_join(ben);
    printf("tester: ann may ping: %s, log: %s; ben: %s, %s\n",
           yes(ann->results[0] == SDK_OK), yes(ann->results[1] == SDK_OK),
           yes(ben->results[0] == SDK_OK),
           yes(ben->results[1] != SDK_NOT_REQUESTED));
    printf("tester: calls of 0 to 4 words, done: %lu\n", ann->results[2]);
}

static void one_waits_the_other_asks(void)
{
    player_start(ann, play_wait, PLAYER_PRIORITY);
    player_start(ben, play_pings, PLAYER_PRIORITY);
    player_join(ben);
    printf("tester: ben: %lu pings, while ann waits: %s\n", ben->results[0],
           yes(!player_is_done(ann)));
    player_join(ann);
    printf("tester: ann: timers %lx, nothing more: %s\n", ann->results[0],
           yes(ann->results[1] == SDK_NO_TIMER));
}

static void all_wait(void)
{
    unsigned right = 0;

    for (unsigned i = 2; i < PLAYERS; i++)
        player_attach(&players[i], "some", PLAYER_SERVICES);
    for (unsigned i = 0; i < PLAYERS; i++)
        if (i != ben->number)
            player_start(&players[i], play_wait, PLAYER_PRIORITY);
    for (unsigned i = 0; i < PLAYERS; i++) {
        if (i == ben->number)
            continue;
        player_join(&players[i]);
        right += players[i].results[0] == 1ul << i &&
                 players[i].results[1] == SDK_NO_TIMER;
    }
    printf("tester: %u waits ended with their timers\n", right);
    for (unsigned i = 2; i < PLAYERS; i++)
        player_detach(&players[i]);
}

static void sleep(uint64_t time)
{
    timer_oneshot(0, time);
    do {
        timer_wait();
    } while (!(timer_completed() & 1));
}

static void suspended_while_it_waits(void)
{
    player_start(ann, play_wait, PLAYER_PRIORITY);
    sleep(5 * MILLISECOND);
    player_suspend(ann);
    player_resume(ann);
    sleep(5 * MILLISECOND);
    player_suspend(ann);
    sleep(30 * MILLISECOND);
    printf("tester: suspended, done: %s\n", yes(player_is_done(ann)));
    player_resume(ann);
    player_join(ann);
    printf("tester: resumed, timers %lx, nothing more: %s\n", ann->results[0],
           yes(ann->results[1] == SDK_NO_TIMER));
}

/* -- ends ------------------------------------------------------------------ */

static void exits(void)
{
    ann->results[0] = 0;
    player_start(ann, play_exit, PLAYER_PRIORITY);
    sleep(MILLISECOND);
    printf("tester: it was ann: %s, with %d, and is stopped: %s\n",
           yes(exited_run == ann->run), exited_code,
           yes(ann->results[0] == 0 && !player_is_done(ann)));
    player_start(ben, play_pings, PLAYER_PRIORITY);
    player_join(ben);
    printf("tester: ben: %lu pings\n", ben->results[0]);
    player_detach(ann);
}

/* Whoever is detached has no capability any more. */
static void detached(void)
{
    player_attach(ann, "ann", PLAYER_SERVICES);
    player_detach(ann);
    player_start(ann, play_pings, PLAYER_PRIORITY);
    player_join(ann);
    printf("tester: detached, pings answered: %lu\n", ann->results[0]);
}

static void detached_while_it_waits(void)
{
    unsigned right = 0;

    for (unsigned i = 0; i < 50; i++) {
        player_attach(ann, "ann", PLAYER_SERVICES);
        player_start(ann, play_wait, PLAYER_PRIORITY);
        sleep(MILLISECOND);
        right += player_detach(ann) && !player_is_done(ann);
    }
    sleep(30 * MILLISECOND);
    printf("tester: %u waits cut off, none ended: %s\n", right,
           yes(!player_is_done(ann)));
}

/* All that it is made of goes, in the middle of a wait or a request. */
static void dies(void)
{
    unsigned right = 0;

    player_unmake(ann);
    for (unsigned i = 0; i < 50; i++) {
        player_make(ann);
        player_attach(ann, "ann", PLAYER_SERVICES);
        player_start(ann, i % 2 ? play_wait : play_pings, PLAYER_PRIORITY);
        sleep(MILLISECOND / 2);
        right += player_detach(ann);
        player_unmake(ann);
    }
    player_make(ann);
    player_start(ben, play_pings, PLAYER_PRIORITY);
    player_join(ben);
    printf("tester: %u deaths, ben: %lu pings\n", right, ben->results[0]);
}

/* -- garbage --------------------------------------------------------------- */

static uint64_t random_word(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

/* Any number, any length, and a page full of what could be lengths. */
static void play_garbage(struct player *p)
{
    uint64_t state = p->number;

    memset(p->results, 0, sizeof p->results);
    for (int i = 0; i < garbage; i++) {
        seL4_Word number = random_word(&state) % (SDK_REQUESTS + 1);
        seL4_Word words = random_word(&state) % 16, error;

        for (unsigned k = 0; k < 16; k++)
            p->page[k] =
                random_word(&state) % (random_word(&state) % 4 ? 24 : 1 << 20);
        if (number == SDK_EXIT || number == SDK_WAIT_FOR_TIMERS)
            number = SDK_POLL_FOR_TIMERS;
        if (words == 15)
            words = random_word(&state);
        if (random_word(&state) % 8 == 0)
            player_send(number, words, random_word(&state) % 8);
        error = player_ask(p, number, words);
        p->results[0] += error == SDK_OK;
        p->results[1] += error > SDK_OK && error < SDK_ERRORS;
        p->results[2] += error >= SDK_ERRORS || error == SDK_NO_ANSWER;
    }
}

/* Changes another's page all the time, the runtime's thread below it. */
static void play_noise(struct player *p)
{
    uint64_t state = 99;

    for (;;)
        players[p->number - 1].page[random_word(&state) % 16] =
            random_word(&state) % 64;
}

static void hostile_ones(void)
{
    struct player *witness = ben, *quiet = &players[2], *loud = &players[3];

    player_detach(ben);
    player_attach(witness, "witness", PLAYER_SERVICES);
    player_attach(quiet, "quiet", PLAYER_SERVICES);
    player_attach(loud, "loud", PLAYER_SERVICES);
    player_start(witness, play_ticks, PLAYER_PRIORITY + 1);
    player_start(quiet, play_garbage, PLAYER_PRIORITY);
    player_start(loud, play_garbage, PLAYER_PRIORITY);
    player_noise(&players[4], play_noise);
    player_join(quiet);
    player_join(loud);
    player_join(witness);
    player_suspend(&players[4]);
    for (unsigned i = 2; i <= 3; i++)
        printf("tester: %s: all answered: %s, some done: %s, some refused: "
               "%s\n",
               i == 2 ? "quiet" : "loud",
               yes(players[i].results[0] + players[i].results[1] ==
                   (uint64_t)garbage),
               yes(players[i].results[0] > (uint64_t)garbage / 50),
               yes(players[i].results[1] > (uint64_t)garbage / 50));
    printf("tester: witness: %lu ticks\n", witness->results[0]);
}

/* All memory comes back but for that of players_init. */
static void put_away(void)
{
    struct memory_stats before, after;

    memory_stats(MEMORY_OWN_ACCOUNT, &before);
    for (unsigned i = 0; i < PLAYERS; i++) {
        player_detach(&players[i]);
        player_unmake(&players[i]);
    }
    memory_stats(MEMORY_OWN_ACCOUNT, &after);
    printf("tester: %lu batches, then %lu\n", before.batches, after.batches);
}

int run(void)
{
    if (!players_init())
        return 1;
    attach_refusals();
    attach_and_detach();
    hello();
    one_waits_the_other_asks();
    all_wait();
    suspended_while_it_waits();
    exits();
    detached();
    detached_while_it_waits();
    dies();
    hostile_ones();
    put_away();
    printf("tester: done\n");
    done_emit();
    return 0;
}
