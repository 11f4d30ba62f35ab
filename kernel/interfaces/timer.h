/* SPDX-License-Identifier: MIT
 *
 * Limits of the timer service's procedure (devices.idl4). Times are in
 * microseconds.
 */
#pragma once

enum {
    TIMERS = 32,            /* of each client */
    TIMER_PERIOD_MIN = 100, /* shorter ones would do nothing but wake people */
};

/* Two years. */
#define TIMER_TIME_MAX 63072000000000ull
