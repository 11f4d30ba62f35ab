/* SPDX-License-Identifier: MIT
 *
 * How long a start takes, in instructions of the whole machine: the register
 * instret, which the process manager reads after each step, and the
 * application `first` at its first instruction. Its exit code is what it read,
 * as far as that fits.
 *
 * Of some rounds the least counts: the others had an interrupt in between.
 */
#include <stdio.h>

#include "tester.h"

enum { ROUNDS = 8, STEPS = 10, BEFORE = 0, AFTER = STEPS + 1 };

static const char *const names[] = {
    [BEFORE] = "request", [1] = "package", [2] = "manifest",
    [3] = "memory",       [4] = "CNode",   [5] = "address space",
    [6] = "stack",        [7] = "thread",  [8] = "endpoints",
    [9] = "capabilities", [10] = "resume", [AFTER] = "first instruction",
};

static uint64_t least[AFTER + 1];

static uint64_t instructions(void)
{
    uint64_t n;

    __asm__ volatile("rdinstret %0" : "=r"(n));
    return n;
}

static void keep_least(unsigned part, uint64_t count)
{
    if (!least[part] || count < least[part])
        least[part] = count;
}

static void measure_once(const char *id, bool tells)
{
    struct process_status status = { 0 };
    uint64_t begin = instructions(), last = begin;

    if (start_and_wait(id, &status) != PROCESS_SUCCESS)
        return;
    for (unsigned step = 0; step <= STEPS; step++) {
        uint64_t end = attempts_ended(step);

        if (!tells)
            keep_least(step, end - last);
        last = end;
    }
    if (tells)
        keep_least(AFTER, (uint32_t)status.code - (uint32_t)last);
}

/* The steps are those of hello; what is behind them does not depend on the
 * application. */
void start_measured(void)
{
    uint64_t all = 0;

    for (unsigned round = 0; round < ROUNDS; round++) {
        measure_once("hello", false);
        measure_once("first", true);
    }
    for (unsigned part = 0; part <= AFTER; part++) {
        printf("start of hello, %s: %lu instructions\n", names[part],
               least[part]);
        all += least[part];
    }
    printf("start of hello, all: %lu instructions\n", all);
    printf("tester: measured\n");
}
