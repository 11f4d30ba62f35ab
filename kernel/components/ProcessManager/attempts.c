/* SPDX-License-Identifier: MIT
 *
 * Attempts that shall fail: see attempts.h. One word for each direction,
 * between the threads that do something and the one that serves the test.
 */
#include "attempts.h"

#include <camkes.h>

#include "run.h"

static uint32_t failing;
static uint32_t made;
static uint64_t ended[ATTEMPTS_STEPS]; /* read when no start is under way */

void attempts_begin(void)
{
    __atomic_store_n(&made, 0, __ATOMIC_RELAXED);
}

void attempts_step_ended(unsigned step)
{
    __asm__ volatile("rdinstret %0" : "=r"(ended[step]));
}

bool attempts_next(void)
{
    uint32_t attempt = __atomic_add_fetch(&made, 1, __ATOMIC_RELAXED);

    return attempt != __atomic_load_n(&failing, __ATOMIC_RELAXED);
}

/* -- the procedure --------------------------------------------------------- */

/* Declared here because it is not declared where nobody is connected. */
void attempts_fail(uint32_t attempt);
uint32_t attempts_count(void);
uint32_t attempts_free_slots(void);
uint64_t attempts_ended(uint32_t step);

void attempts_fail(uint32_t attempt)
{
    __atomic_store_n(&failing, attempt, __ATOMIC_RELAXED);
}

uint32_t attempts_count(void)
{
    return __atomic_load_n(&made, __ATOMIC_RELAXED);
}

uint32_t attempts_free_slots(void)
{
    return slots_free(&slots);
}

uint64_t attempts_ended(uint32_t step)
{
    return step < ATTEMPTS_STEPS ? ended[step] : 0;
}
