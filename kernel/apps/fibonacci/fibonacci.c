/* SPDX-License-Identifier: MIT
 *
 * The Fibonacci numbers, ten a second, until 64 bits cannot hold the next one.
 *
 * It runs for some seconds, so there is time to look at it with `ps`, to
 * `suspend` and `resume` it, and to `stop` it. Between two numbers it waits
 * for a timer and costs no time at all.
 */
#include <inttypes.h>
#include <sdk.h>
#include <stdio.h>
#include <stdlib.h>

enum { TICK = 0, TICK_US = 100000 };

static void wait_for_tick(void)
{
    uint32_t ended;

    if (sdk_wait_for_timers(&ended) != SDK_OK)
        exit(EXIT_FAILURE);
}

int main(void)
{
    uint64_t number = 0, next = 1;

    if (sdk_periodic_timer(TICK, TICK_US) != SDK_OK)
        return EXIT_FAILURE;
    for (unsigned n = 0;; n++) {
        uint64_t sum = number + next;

        printf("fibonacci(%u) = %" PRIu64 "\n", n, number);
        if (next < number) /* its sum did not fit */
            return EXIT_SUCCESS;
        number = next;
        next = sum;
        wait_for_tick();
    }
}
