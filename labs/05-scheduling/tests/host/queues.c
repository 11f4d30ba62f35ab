/* SPDX-License-Identifier: MIT */
/*
 * sched/queue.c alone: does what its standard input says, and tells after each
 * line how the queues are linked.
 *
 *     thread A 100 5000   a thread: a letter, its priority, its refill's time
 *     back A              ready_push_back
 *     front A             ready_push_front
 *     remove A            ready_remove
 *     postpone A          sched_postpone: ready_remove, then release_insert
 *     release A           release_remove
 *
 * The answer: levels from the highest down, then the release queue.
 *
 *     back B -> 200: A B | 100: D; waiting: E F
 *
 * A link that leads astray ends the walk, with a word about it in brackets.
 */
#include "alone.h"

#include <string.h>

enum { THREADS = 26 };

struct kernel_state ks;

static struct tcb threads[THREADS];
static struct {
    struct sched_context sc;
    struct refill refills[2];
} contexts[THREADS];

bool tcb_schedulable(const struct tcb *t)
{
    return t->state == STATE_RUNNING;
}

static char name(const struct tcb *t)
{
    return t ? (char)('A' + (t - threads)) : '-';
}

/* A pointer that is to no thread would end the program. */
static bool is_thread(const struct tcb *t)
{
    return t >= threads && t < threads + THREADS;
}

static void make(struct tcb *t, unsigned priority, ticks_t time)
{
    struct sched_context *sc = &contexts[t - threads].sc;

    t->priority = (uint8_t)priority;
    t->state = STATE_RUNNING;
    t->sc = sc;
    sc->tcb = t;
    sc->max_refills = 2;
    sc->count = 1;
    sc->refills[0] = (struct refill){ time, 10 * MIN_BUDGET };
}

/* One circle; false: the walk must end. */
static bool show_level(const struct tcb *first)
{
    const struct tcb *t = first;

    printf("%u:", first->priority);
    for (int i = 0; i < THREADS; i++) {
        printf(" %c", name(t));
        if (!t->in_ready)
            printf(" (in_ready of %c is false)", name(t));
        if (t != first && (t->level_prev || t->level_next))
            printf(" (%c is not first and has a level link)", name(t));
        if (!is_thread(t->sched_next)) {
            printf(" (sched_next of %c is no thread)", name(t));
            return false;
        }
        if (t->sched_next->sched_prev != t)
            printf(" (sched_prev of %c is not %c)", name(t->sched_next),
                   name(t));
        t = t->sched_next;
        if (t == first)
            return true;
    }
    printf(" (the circle does not come back to %c)", name(first));
    return false;
}

static void show_ready(void)
{
    const struct tcb *above = NULL;
    int left = THREADS;

    for (const struct tcb *t = ks.ready[0]; t; t = t->level_next) {
        if (!is_thread(t) || left-- == 0) {
            printf(" (the list of levels does not end)");
            return;
        }
        if (above)
            printf(" | ");
        if (t->level_prev != above)
            printf("(level_prev of %c is not %c) ", name(t), name(above));
        if (!show_level(t))
            return;
        above = t;
    }
    if (!above)
        printf("nobody is ready");
}

static void show_waiting(void)
{
    const struct tcb *before = NULL;
    int left = THREADS;

    printf("; waiting:");
    for (const struct tcb *t = ks.release; t; t = t->sched_next) {
        if (!is_thread(t) || left-- == 0) {
            printf(" (the list does not end)");
            return;
        }
        printf(" %c", name(t));
        if (!t->in_release)
            printf(" (in_release of %c is false)", name(t));
        if (t->sched_prev != before)
            printf(" (sched_prev of %c is not %c)", name(t), name(before));
        before = t;
    }
    if (!before)
        printf(" nobody");
}

/* A mark without a place in a queue. */
static void show_marks(void)
{
    for (struct tcb *t = threads; t < threads + THREADS; t++)
        if (t->in_ready && t->in_release)
            printf(" (%c has both marks)", name(t));
}

static void act(const char *word, struct tcb *t)
{
    printf("%s %c -> ", word, name(t)); /* seen even if this is the end */
    fflush(stdout);
    ks.reprogram = false;
    if (!strcmp(word, "back"))
        ready_push_back(t);
    else if (!strcmp(word, "front"))
        ready_push_front(t);
    else if (!strcmp(word, "remove"))
        ready_remove(t);
    else if (!strcmp(word, "postpone"))
        sched_postpone(t);
    else
        release_remove(t);
    show_ready();
    show_waiting();
    show_marks();
    printf("%s\n", ks.reprogram ? "; the timer is set" : "");
    fflush(stdout);
}

int main(void)
{
    char word[16], letter;
    unsigned priority;
    unsigned long time;

    ks.num_domains = 1;
    while (scanf("%15s %c", word, &letter) == 2) {
        struct tcb *t = &threads[(unsigned)(letter - 'A') % THREADS];

        if (strcmp(word, "thread") != 0)
            act(word, t);
        else if (scanf("%u %lu", &priority, &time) == 2)
            make(t, priority, time);
    }
    return 0;
}
