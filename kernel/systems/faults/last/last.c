/* SPDX-License-Identifier: MIT
 *
 * Runs when everybody else has stopped.
 */
#include <microkit.h>

void init(void)
{
    microkit_dbg_puts("last: still here\n");
}

void notified(microkit_channel ch)
{
    (void)ch;
}
