/* SPDX-License-Identifier: MIT
 *
 * Answers what it gets: nothing but the round trip itself.
 */
#include <microkit.h>

void init(void)
{
}

void notified(microkit_channel ch)
{
    microkit_deferred_notify(ch);
}

microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    (void)ch;
    return msginfo;
}
