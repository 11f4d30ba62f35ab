/* SPDX-License-Identifier: MIT
 *
 * Calls the sensor and the server; when both have notified it, tells the
 * keeper, and the rest happens: so that is the last, however late a byte was
 * typed. What it prints is what the test of the whole system compares.
 */
#include <microkit.h>
#include <stdio.h>

#include <client.h>

#define WORD 4711

static unsigned answers;

void init(void)
{
    *(volatile seL4_Word *)0x10000000 = WORD;
    microkit_ppcall(CHANNEL_SENSOR, microkit_msginfo_new(0, 0));
    microkit_ppcall(CHANNEL_SERVER, microkit_msginfo_new(1, 0));
    printf("client: answer %lu, called at %lu\n", microkit_mr_get(0),
           microkit_mr_get(1));
}

void notified(microkit_channel ch)
{
    printf("client: notified at %u\n", (unsigned)ch);
    if (++answers == 2)
        microkit_notify(CHANNEL_KEEPER);
}
