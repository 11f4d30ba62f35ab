/* SPDX-License-Identifier: MIT
 *
 * The greeter: answers whoever calls, and waves.
 */
#include "greeting.h"

#include <greeter.h>
#include <microkit.h>

void init(void)
{
}

/* Lab 00: answer a call as greeting.h says. `ch` is the channel on which it
 * came; what this function returns goes back to the caller. */
microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    (void)ch;
    (void)msginfo;
    microkit_dbg_puts("greeter: protected: lab 00\n");
    return microkit_msginfo_new(0, 0);
}

void notified(microkit_channel ch)
{
    (void)ch; /* no guest waves back */
}
