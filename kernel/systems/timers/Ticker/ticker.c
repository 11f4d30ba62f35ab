/* SPDX-License-Identifier: MIT
 *
 * Counts the ticks of a periodic timer, whatever else the service has to do,
 * and says how far the last one is from where it should be.
 */
#include <camkes.h>
#include <stdio.h>

enum { PERIOD = 700, TICKS = 150, LATE_MAX = 200 };

int run(void)
{
    uint64_t first = timer_now(), late;
    unsigned ticks = 0, strange = 0;

    timer_periodic(0, PERIOD);
    while (ticks < TICKS) {
        uint64_t ended;

        timer_wait();
        ended = timer_completed();
        ticks += ended & 1;
        strange += (ended & ~1ul) != 0;
    }
    late = timer_now() - first - TICKS * PERIOD;
    timer_cancel(0);
    printf("ticker: %u ticks, %u bits of others, no drift: %s\n", ticks,
           strange, late < LATE_MAX ? "yes" : "no");
    return 0;
}
