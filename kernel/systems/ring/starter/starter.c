/* SPDX-License-Identifier: MIT
 *
 * Sends the token on its way and counts the rounds.
 *
 * It has the lowest priority of all: by the time it runs, the others have
 * started and wait.
 */
#include <microkit.h>
#include <stdio.h>

#define NEXT   1
#define NODES  6
#define ROUNDS 1000

volatile uint64_t *token;

static unsigned rounds;

void init(void)
{
    printf("starter: the token leaves\n");
    *token = 1;
    microkit_notify(NEXT);
}

void notified(microkit_channel ch)
{
    (void)ch;
    rounds++;
    if (rounds == ROUNDS) {
        printf("starter: %u rounds, token %lu of %u\n", rounds, *token,
               ROUNDS * NODES);
        return;
    }
    ++*token;
    microkit_notify(NEXT);
}
