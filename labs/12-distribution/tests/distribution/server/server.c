/* SPDX-License-Identifier: MIT
 *
 * Answers a call with the word that the client left in shared memory, and
 * tells the client so by a notification.
 */
#include <microkit.h>

#include <server.h>

void init(void)
{
}

void notified(microkit_channel ch)
{
    (void)ch;
}

microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    (void)msginfo;
    microkit_mr_set(0, *(volatile seL4_Word *)0x10000000);
    microkit_mr_set(1, ch);
    microkit_notify(CHANNEL_CLIENT);
    return microkit_msginfo_new(0, 2);
}
