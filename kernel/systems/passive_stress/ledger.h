/* SPDX-License-Identifier: MIT
 *
 * What the three share: memory with the numbers that must agree.
 *
 * A signal is never lost if, after things have calmed down, the sink has seen
 * the number of the last one that was sent.
 */
#pragma once

#include <stdint.h>

struct ledger {
    uint32_t sent;        /* number of the last signal */
    uint32_t seen;        /* what `sent` was when the sink last looked */
    uint32_t interrupted; /* a restart ended a handler that had not looked */
    uint32_t looking;     /* the sink is in a handler, before it looks */
    uint32_t stops;
    uint32_t resumes;
    uint32_t restarts;
    uint32_t starts;
    uint32_t state; /* of the pseudo-random numbers */
};

static inline uint32_t ledger_choose(volatile struct ledger *l, uint32_t of)
{
    l->state = l->state * 1664525 + 1013904223;
    return (l->state >> 16) % of;
}
