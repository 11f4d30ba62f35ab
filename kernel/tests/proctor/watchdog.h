/* SPDX-License-Identifier: MIT */
/*
 * The watchdog: ends a test that has used up its budget, whether it loops or
 * everything in it is blocked.
 *
 * A thread between proctor and the tests in priority, whose scheduling context
 * has the test's budget as its period. It gives its first slice back with one
 * Yield, and when it runs again the time is over. While a test runs, the
 * watchdog therefore costs it nothing.
 */
#pragma once

#include <address_space.h>

/**
 * Once, at the start.
 * \param endpoint  what the watchdog sends to, BADGE_WATCHDOG
 */
seL4_Error watchdog_init(struct objects *pool, struct address_space *space,
                         seL4_CPtr endpoint);

/** From now on `instructions` are allowed; counted in guest time. */
seL4_Error watchdog_arm(uint64_t instructions);

/** No message of the watchdog comes after this. */
seL4_Error watchdog_disarm(void);
