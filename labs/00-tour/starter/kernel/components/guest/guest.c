/* SPDX-License-Identifier: MIT
 *
 * The guest: asks to be greeted, and says goodbye when it is waved at.
 */
#include "../greeter/greeting.h"

#include <guest.h>
#include <microkit.h>
#include <stdio.h>

/* Lab 00: ask for a greeting, and print
 *     guest: greeted as number 1
 * The channel to the greeter is CHANNEL_GREETER, once the description of the
 * system has one. */
void init(void)
{
    printf("guest: init: lab 00\n");
}

/* Lab 00: print
 *     guest: the greeter waves
 * say farewell, and print
 *     guest: goodbye */
void notified(microkit_channel ch)
{
    (void)ch;
    printf("guest: notified: lab 00\n");
}
