/* SPDX-License-Identifier: MIT
 *
 * The greeter: answers whoever calls, and waves.
 *
 * A protected call is answered by what `protected` returns. The wave is a
 * notification: it asks for nothing, and the guest sees it when it next waits
 * for an event, so the greeter never waits for a guest.
 */
#include "greeting.h"

#include <greeter.h>
#include <microkit.h>

static seL4_Word greeted;

void init(void)
{
}

static microkit_msginfo greet(microkit_channel guest)
{
    /* Register 0 holds the token already: it goes back as it came. */
    microkit_mr_set(1, greeted++);
    microkit_notify(guest);
    return microkit_msginfo_new(GREETING, 2);
}

microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    switch (microkit_msginfo_get_label(msginfo)) {
    case GREET:
        return greet(ch);
    case FAREWELL:
        return microkit_msginfo_new(GOODBYE, 1);
    default:
        return microkit_msginfo_new(NOT_UNDERSTOOD, 0);
    }
}

void notified(microkit_channel ch)
{
    (void)ch; /* no guest waves back */
}
