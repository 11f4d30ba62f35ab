/* SPDX-License-Identifier: MIT
 *
 * Jumps into memory that may be read and written, but not executed.
 */
#include <microkit.h>

void init(void)
{
    void (*volatile target)(void) = (void (*)(void))0x4000000;

    target();
    microkit_dbg_puts("jumper: this line is never reached\n");
}

void notified(microkit_channel ch)
{
    (void)ch;
}
