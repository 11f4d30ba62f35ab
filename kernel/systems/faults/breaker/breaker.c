/* SPDX-License-Identifier: MIT
 *
 * Executes what is no instruction.
 */
#include <microkit.h>

void init(void)
{
    __asm__ volatile("unimp");
}

void notified(microkit_channel ch)
{
    (void)ch;
}
