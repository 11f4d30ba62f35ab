/* SPDX-License-Identifier: MIT
 *
 * Reads from address 0, where nothing is mapped.
 */
#include <microkit.h>

void init(void)
{
    const char *volatile nothing = (const char *)8;

    microkit_dbg_putc(*nothing);
}

void notified(microkit_channel ch)
{
    (void)ch;
}
