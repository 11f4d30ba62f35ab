/* SPDX-License-Identifier: MIT
 *
 * The passive one. At every stage it gives its parent, which has the higher
 * priority, a chance to stop or restart it just there.
 */
#include "../ledger.h"

#include <microkit.h>

#define KEEPER 3
#define LATER  4

volatile struct ledger *ledger;

static void look(void)
{
    ledger->looking = 1;
    microkit_notify(KEEPER);
    ledger->seen = ledger->sent;
    ledger->looking = 0;
    microkit_notify(KEEPER);
}

void init(void)
{
    ledger->starts++;
    microkit_notify(KEEPER);
}

void notified(microkit_channel ch)
{
    (void)ch;
    look();
    if (ledger_choose(ledger, 2))
        microkit_deferred_notify(LATER);
}

microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    (void)ch;
    microkit_notify(KEEPER);
    return microkit_msginfo_new(microkit_msginfo_get_label(msginfo) + 1, 0);
}
