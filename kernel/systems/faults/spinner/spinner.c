/* SPDX-License-Identifier: MIT
 *
 * Uses up its budget about ten times, and still gets to its end.
 */
#include <microkit.h>

static volatile unsigned rounds;

void init(void)
{
    while (rounds < 1000000)
        rounds = rounds + 1;
    microkit_dbg_puts("spinner: done\n");
}

void notified(microkit_channel ch)
{
    (void)ch;
}
