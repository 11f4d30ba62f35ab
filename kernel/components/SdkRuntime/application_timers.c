/* SPDX-License-Identifier: MIT
 *
 * The timers of applications: application_timers.h.
 *
 * All running timers are in one queue, and the service's timer ALARM is set to
 * the first end. It may be set to an earlier time, when the timer that it was
 * set for has been stopped: then the signal finds nothing to do, and the alarm
 * is set anew.
 *
 * Two alarms are at least ALARM_GAP apart, and all ends until then are told
 * together; and no period is shorter than SDK_PERIOD_MIN. Otherwise
 * applications with many timers of short periods, of which each end costs them
 * nothing, would have the runtime do nothing else, and whatever has a lower
 * priority would never run.
 */
#include "application_timers.h"

#include <camkes.h>
#include <sdk.h>
#include <timer.h>
#include <timer_queue.h>

enum { ALARM = 0, ALARM_GAP = 100 };

#define NO_ALARM UINT64_MAX

_Static_assert(SDK_TIMERS <= 32, "their ends are bits of a word");
_Static_assert(SDK_TIME_MAX + ALARM_GAP < TIMER_TIME_MAX,
               "the alarm reaches that far");

/* Of applications[p], timer i is [p * SDK_TIMERS + i]. */
static struct timer timers[APPLICATIONS_MAX * SDK_TIMERS];
static struct timer *heap[APPLICATIONS_MAX * SDK_TIMERS + 1];
static struct timer_queue queue;
static uint64_t alarm;   /* when it comes */
static uint64_t settled; /* when it came last */

void application_timers_init(void)
{
    timer_queue_init(&queue, heap);
    alarm = NO_ALARM;
    settled = 0;
}

static struct timer *timers_of(const struct application *a)
{
    return &timers[(a - applications) * SDK_TIMERS];
}

/* Has the alarm come with the first end, if it does not come before. */
static bool advance_alarm(uint64_t now)
{
    uint64_t when;

    if (!timer_queue_first(&queue, &when))
        return true;
    if (when < settled + ALARM_GAP)
        when = settled + ALARM_GAP;
    if (when >= alarm)
        return true;
    if (!timer_oneshot(ALARM, when > now ? when - now : 0))
        return false;
    alarm = when;
    return true;
}

bool application_timer_start(struct application *a, uint32_t number,
                             uint64_t time, bool periodic)
{
    uint64_t now = timer_now();

    /* It is a fraction of a microsecond later than `now`: not too early. */
    timer_queue_start(&queue, &timers_of(a)[number], now + 1 + time,
                      periodic ? time : 0);
    if (advance_alarm(now))
        return true;
    timer_queue_stop(&queue, &timers_of(a)[number]);
    return false;
}

void application_timer_cancel(struct application *a, uint32_t number)
{
    timer_queue_stop(&queue, &timers_of(a)[number]);
    a->ended &= ~(1u << number);
}

void application_timers_cancel(struct application *a)
{
    for (uint32_t i = 0; i < SDK_TIMERS; i++)
        application_timer_cancel(a, i);
}

bool application_timers_run(const struct application *a)
{
    for (uint32_t i = 0; i < SDK_TIMERS; i++) {
        if (timers_of(a)[i].place)
            return true;
    }
    return false;
}

void application_timers_settle(void)
{
    uint64_t now = timer_now();
    struct timer *t;

    timer_completed();
    while ((t = timer_queue_take(&queue, now))) {
        size_t number = (size_t)(t - timers);

        applications[number / SDK_TIMERS].ended |= 1u << number % SDK_TIMERS;
    }
    alarm = NO_ALARM;
    settled = now;
    advance_alarm(now);
}
