/* SPDX-License-Identifier: MIT
 *
 * Answers every other call, and dies of the rest.
 */
#include <microkit.h>

static unsigned calls_in_this_life;
static int *volatile nowhere;

void init(void)
{
}

void notified(microkit_channel ch)
{
    (void)ch;
}

microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    (void)ch;
    if (++calls_in_this_life == 2)
        *nowhere = 1;
    return microkit_msginfo_new(microkit_msginfo_get_label(msginfo) + 1, 0);
}
