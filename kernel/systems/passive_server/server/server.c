/* SPDX-License-Identifier: MIT
 *
 * A server with two ways in.
 *
 * protected is called while the client waits, and what it returns is the
 * answer. It runs on the client's scheduling context, so that its work is
 * paid for by the one who asked for it. notified runs on the server's own,
 * which the kernel lends it with each signal. Either way one event is handled
 * to its end before the next is looked at: the variables need no lock.
 */
#include "../server.h"

#include <microkit.h>

static seL4_Word notifications;

void init(void)
{
    microkit_dbg_puts("server: ready\n");
}

void notified(microkit_channel ch)
{
    notifications++;
    microkit_notify(ch);
}

static microkit_msginfo sum(seL4_Word count)
{
    seL4_Word total = 0;

    for (seL4_Word i = 0; i < count; i++)
        total += microkit_mr_get(i);
    microkit_mr_set(0, total);
    return microkit_msginfo_new(OUTCOME_DONE, 1);
}

static microkit_msginfo reverse(seL4_Word count)
{
    for (seL4_Word i = 0; i < count / 2; i++) {
        seL4_Word first = microkit_mr_get(i);

        microkit_mr_set(i, microkit_mr_get(count - 1 - i));
        microkit_mr_set(count - 1 - i, first);
    }
    return microkit_msginfo_new(OUTCOME_DONE, count);
}

microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    seL4_Word count = microkit_msginfo_get_count(msginfo);

    (void)ch;
    switch (microkit_msginfo_get_label(msginfo)) {
    case REQUEST_SUM:
        return sum(count);
    case REQUEST_REVERSE:
        return reverse(count);
    case REQUEST_COUNT:
        microkit_mr_set(0, notifications);
        return microkit_msginfo_new(OUTCOME_DONE, 1);
    default:
        return microkit_msginfo_new(OUTCOME_UNKNOWN, 0);
    }
}
