/* SPDX-License-Identifier: MIT
 *
 * The first program: it starts, says so, and waits for events that never
 * come.
 *
 * There is no main. The runtime calls init once and then waits; a program
 * that shall do more provides more entry points. microkit_name is the name
 * that the description gives to this protection domain: the same program can
 * be several.
 */
#include <microkit.h>

void init(void)
{
    microkit_dbg_puts(microkit_name);
    microkit_dbg_puts(": hello, world\n");
}

void notified(microkit_channel ch)
{
    (void)ch;
}
