/* SPDX-License-Identifier: MIT
 *
 * Calls a server that does not survive all of its calls. It has the lowest
 * priority and begins when the keeper is done with the victim.
 */
#include <microkit.h>
#include <stdio.h>

#define SERVER 0
#define KEEPER 1
#define CALLS  200

static void call(unsigned *answered, unsigned *restarted, seL4_Word i)
{
    microkit_msginfo answer =
        microkit_ppcall(SERVER, microkit_msginfo_new(i, 0));

    if (microkit_msginfo_get_label(answer) == i + 1)
        ++*answered;
    else if (microkit_msginfo_get_label(answer) == MICROKIT_RESTARTED)
        ++*restarted;
}

void init(void)
{
    unsigned answered = 0;
    unsigned restarted = 0;

    for (seL4_Word i = 0; i < CALLS; i++)
        call(&answered, &restarted, i);
    printf("client: %u calls, %u answered, %u cut off by a restart\n", CALLS,
           answered, restarted);
    microkit_notify(KEEPER);
}

void notified(microkit_channel ch)
{
    (void)ch;
}
