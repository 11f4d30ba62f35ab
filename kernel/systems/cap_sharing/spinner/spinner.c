/* SPDX-License-Identifier: MIT
 *
 * Counts for ever, and notifies the controller every now and then. It knows
 * nothing of what the controller does to it.
 */
#include <microkit.h>

#define CONTROLLER 0
#define EVERY      100000

volatile uint64_t *count;

void init(void)
{
    for (;;) {
        ++*count;
        if (*count % EVERY == 0)
            microkit_notify(CONTROLLER);
    }
}

void notified(microkit_channel ch)
{
    (void)ch;
}
