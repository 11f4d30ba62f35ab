/* SPDX-License-Identifier: MIT
 *
 * Timers in the order of their ends. Whoever has one alarm and many timers
 * keeps the timers here and sets the alarm to the first.
 *
 *              timer_queue_start
 *     stopped --------------------> running <---. timer_queue_take of a
 *        ^                             |  |     | periodic one
 *        |     timer_queue_stop, or    |  '-----'
 *        '-----------------------------'
 *          timer_queue_take of one that ends once
 *
 * Times are words of the caller's clock, which only goes forward; sums of a
 * time and a period must not overflow. Nothing here knows what time it is,
 * allocates, or locks.
 *
 * The running timers are a binary heap: none ends before its parent. Each
 * knows its place, so one can be stopped without a search. A start or a stop
 * takes log2(running) steps.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A timer: zeroed, it is stopped. Its fields are the queue's to change. */
struct timer {
    uint64_t deadline; /* when it ends next */
    uint64_t period;   /* from end to end; 0: it ends once */
    uint32_t place;    /* in the heap; 0: it is stopped */
};

struct timer_queue {
    struct timer **heap; /* [1]..[count]; the parent of [i] is [i / 2] */
    uint32_t count;      /* running timers */
};

/**
 * Makes an empty queue.
 *
 * @param heap  room for one pointer more than timers will ever run in it
 */
void timer_queue_init(struct timer_queue *queue, struct timer **heap);

/**
 * Starts a timer; one that runs starts anew.
 *
 * @param deadline  when it ends, in the past too
 * @param period    0: it ends once; else also every `period` after that
 */
void timer_queue_start(struct timer_queue *queue, struct timer *timer,
                       uint64_t deadline, uint64_t period);

/** Stops a timer; one that is stopped stays so. */
void timer_queue_stop(struct timer_queue *queue, struct timer *timer);

/** @return whether a timer runs; `deadline` receives the first end */
bool timer_queue_first(const struct timer_queue *queue, uint64_t *deadline);

/**
 * Takes a timer that has ended. It is stopped then or, if it is periodic,
 * runs to the next multiple of its period that is not over yet: ends that
 * nobody took are one, and the next ones come when they should.
 *
 * @param now  what the caller's clock says
 * @return the one that ended first; NULL: none has ended by now
 */
struct timer *timer_queue_take(struct timer_queue *queue, uint64_t now);
