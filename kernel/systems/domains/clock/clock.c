/* SPDX-License-Identifier: MIT
 *
 * Notices when it did not run.
 *
 * It reads the clock again and again. Two readings that lie far apart mean
 * that others had the processor in between: a slice has ended and the next
 * one of this domain has begun. It prints how long the slice was, from its
 * first to its last reading, in milliseconds.
 *
 * The clock is the machine's time register, 10 ticks to a microsecond.
 */
#include <microkit.h>
#include <stdio.h>

#define TICKS_PER_US 10
#define GAP          (500 * TICKS_PER_US)
#define SLICES       4

static uint64_t now(void)
{
    uint64_t t;

    __asm__ volatile("rdtime %0" : "=r"(t));
    return t;
}

/* Runs until the slice that has begun at `begin` is over and the next one has
   begun; returns when that was. */
static uint64_t next_slice(uint64_t begin, uint64_t *length)
{
    uint64_t last = begin;
    uint64_t t = now();

    while (t - last < GAP) {
        last = t;
        t = now();
    }
    *length = last - begin;
    return t;
}

void init(void)
{
    uint64_t length;
    uint64_t begin = next_slice(now(), &length);

    for (unsigned i = 1; i <= SLICES; i++) {
        begin = next_slice(begin, &length);
        printf("%s: slice %u, %lu ms\n", microkit_name, i,
               (length + 500 * TICKS_PER_US) / (1000 * TICKS_PER_US));
    }
}

void notified(microkit_channel ch)
{
    (void)ch;
}
