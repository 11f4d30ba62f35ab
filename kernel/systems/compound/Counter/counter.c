/* SPDX-License-Identifier: MIT
 *
 * Counts events; more urgent than the source, it misses none.
 */
#include <camkes.h>
#include <stdio.h>

int run(void)
{
    for (unsigned n = 1;; n++) {
        sent_wait();
        printf("counter: %u\n", n);
    }
}
