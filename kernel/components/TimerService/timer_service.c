/* SPDX-License-Identifier: MIT
 *
 * The timer service: timers 0 to 31 of each client out of one alarm.
 *
 *     client's call --.                      .--> bit of completed()
 *                     >-- queue -- settle --<
 *     interrupt ------'                      '--> signal
 *
 * All running timers are in one queue. Whoever has changed it, or has been
 * woken by the alarm, settles: takes the timers that have ended, tells their
 * owners, and sets the alarm to the next end. So an alarm that comes too early
 * or once too often does no harm, and a client that asks finds out about ends
 * that the interrupt has not told yet.
 *
 * The thread of the procedure and that of the interrupt share the queue and
 * the bits: both hold `state` while they use them. A timer that was cancelled
 * under it has neither an entry in the queue nor a bit; nobody can signal for
 * it afterwards. A signal sent before may still be on its way, so a client
 * that is woken looks at completed() to see what, if anything, has ended.
 */
#include <camkes.h>
#include <timer.h>
#include <timer_queue.h>

#include "clock.h"

enum { CLIENTS_MAX = 16, NS_PER_US = 1000 };

/* Of client c, from 1, timer i is [(c - 1) * TIMERS + i]. */
static struct timer timers[CLIENTS_MAX * TIMERS];
static uint32_t completed[CLIENTS_MAX];

static struct timer *heap[CLIENTS_MAX * TIMERS + 1];
static struct timer_queue queue;

void pre_init(void)
{
    timer_queue_init(&queue, heap);
    clock_init(registers);
}

/* -- ends ------------------------------------------------------------------ */

static void tell_owner(const struct timer *t)
{
    size_t number = (size_t)(t - timers);

    completed[number / TIMERS] |= 1u << number % TIMERS;
    timer_emit(number / TIMERS + 1);
}

/* To be called with `state` held. */
static void settle(void)
{
    struct timer *t;
    uint64_t first;

    while ((t = timer_queue_take(&queue, clock_now())))
        tell_owner(t);
    if (timer_queue_first(&queue, &first))
        clock_set_alarm(first);
    else
        clock_clear_alarm();
}

/* The device first, then the kernel: in the other order the interrupt would
 * come again for the same alarm. */
void interrupt_handle(void)
{
    state_lock();
    clock_clear_alarm();
    settle();
    state_unlock();
    interrupt_acknowledge();
}

/* -- the procedure --------------------------------------------------------- */

/* The caller's timer of this number; NULL: there is none. */
static struct timer *find(uint32_t number)
{
    seL4_Word client = timer_get_sender_id();

    if (client < 1 || client > CLIENTS_MAX || number >= TIMERS)
        return NULL;
    return &timers[(client - 1) * TIMERS + number];
}

static int start(uint32_t number, uint64_t microseconds, bool again)
{
    struct timer *t = find(number);
    uint64_t time = microseconds * NS_PER_US;

    if (!t || microseconds > TIMER_TIME_MAX)
        return 0;
    state_lock();
    timer_queue_start(&queue, t, clock_now() + time, again ? time : 0);
    settle();
    state_unlock();
    return 1;
}

int timer_oneshot(uint32_t timer, uint64_t microseconds)
{
    return start(timer, microseconds, false);
}

int timer_periodic(uint32_t timer, uint64_t microseconds)
{
    if (microseconds < TIMER_PERIOD_MIN)
        return 0;
    return start(timer, microseconds, true);
}

int timer_cancel(uint32_t timer)
{
    struct timer *t = find(timer);

    if (!t)
        return 0;
    state_lock();
    timer_queue_stop(&queue, t);
    completed[(t - timers) / TIMERS] &= ~(1u << timer);
    settle();
    state_unlock();
    return 1;
}

uint64_t timer_completed(void)
{
    seL4_Word client = timer_get_sender_id();
    uint64_t bits;

    if (client < 1 || client > CLIENTS_MAX)
        return 0;
    state_lock();
    settle();
    bits = completed[client - 1];
    completed[client - 1] = 0;
    state_unlock();
    return bits;
}

uint64_t timer_now(void)
{
    uint64_t now;

    state_lock();
    now = clock_now();
    state_unlock();
    return now / NS_PER_US;
}
