/* SPDX-License-Identifier: MIT
 *
 * Takes the token, adds one, passes it on.
 *
 * To pass it on is the last thing it does, so it leaves that to the runtime:
 * the notification goes out in the same system call in which it begins to
 * wait again.
 */
#include <microkit.h>

#define NEXT 1

volatile uint64_t *token;

void init(void)
{
}

void notified(microkit_channel ch)
{
    (void)ch;
    ++*token;
    microkit_deferred_notify(NEXT);
}
