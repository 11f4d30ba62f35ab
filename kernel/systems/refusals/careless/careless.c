/* SPDX-License-Identifier: MIT
 *
 * Ends like a program of another world, and a protection domain has no end.
 */
#include <microkit.h>
#include <stdlib.h>

void init(void)
{
    exit(3);
}

void notified(microkit_channel ch)
{
    (void)ch;
}
