/* SPDX-License-Identifier: MIT
 *
 * The timers of all applications, out of one timer of the timer service.
 *
 * Times are in microseconds. Who calls holds the lock `table`.
 */
#pragma once

#include "applications.h"

/** Before anything else. */
void application_timers_init(void);

/** Starts a timer, anew if it runs. The time is in range; `periodic`: it is
 * the period, too. @return false: the timer service did not answer */
bool application_timer_start(struct application *a, uint32_t number,
                             uint64_t time, bool periodic);

/** Stops a timer, and forgets that it has ended. */
void application_timer_cancel(struct application *a, uint32_t number);

/** Stops all timers of an application. */
void application_timers_cancel(struct application *a);

/** @return whether a timer of the application runs */
bool application_timers_run(const struct application *a);

/** Notes which timers have ended by now (application.ended), and has the timer
 * service signal the next end. To be called when it has signalled. */
void application_timers_settle(void);
