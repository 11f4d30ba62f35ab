/* SPDX-License-Identifier: MIT
 *
 * When it is told to: has each attempt of a start of `hello` fail in its turn,
 * and compares memory, objects and slots with what they were before.
 */
#include <camkes.h>
#include <stdio.h>

enum { ATTEMPTS_MAX = 200 };

struct state {
    struct memory_stats memory;
    uint32_t free_slots;
};

static struct state now(void)
{
    struct state s = { .free_slots = attempts_free_slots() };

    memory_stats_all(&s.memory);
    return s;
}

static bool same(const struct state *a, const struct state *b)
{
    return a->memory.allocated == b->memory.allocated &&
           a->memory.free == b->memory.free &&
           a->memory.objects == b->memory.objects &&
           a->memory.batches == b->memory.batches &&
           a->free_slots == b->free_slots;
}

int run(void)
{
    unsigned failed = 0, left = 0, attempt = 1;
    struct state before;

    crash_wait();
    before = now();
    for (; attempt <= ATTEMPTS_MAX; attempt++) {
        struct state after;

        attempts_fail(attempt);
        if (processes_start("hello") == PROCESS_SUCCESS)
            break;
        failed++;
        after = now();
        left += !same(&before, &after);
        before = after;
    }
    attempts_fail(0);
    printf("saboteur: %u starts failed, %u left something behind\n", failed,
           left);
    printf("saboteur: attempts of a whole start: %u\n", attempts_count());
    return 0;
}
