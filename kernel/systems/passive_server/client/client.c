/* SPDX-License-Identifier: MIT
 *
 * A client: asks, and prints what it is told.
 *
 * A message is a label and words in message registers. Up to four words
 * travel in registers of the machine, the rest through the IPC buffer; a
 * program does not see the difference.
 */
#include "../server.h"

#include <microkit.h>
#include <stdio.h>

#define SERVER 0

static void ask_sum(seL4_Word count)
{
    microkit_msginfo answer;

    for (seL4_Word i = 0; i < count; i++)
        microkit_mr_set(i, i + 1);
    answer = microkit_ppcall(SERVER, microkit_msginfo_new(REQUEST_SUM, count));
    printf("client: sum of 1 to %lu: %lu, label %lu\n", count,
           microkit_mr_get(0), microkit_msginfo_get_label(answer));
}

static void ask_reverse(seL4_Word count)
{
    microkit_msginfo answer;

    for (seL4_Word i = 0; i < count; i++)
        microkit_mr_set(i, i);
    answer =
        microkit_ppcall(SERVER, microkit_msginfo_new(REQUEST_REVERSE, count));
    printf("client: reversed:");
    for (seL4_Word i = 0; i < microkit_msginfo_get_count(answer); i++)
        printf(" %lu", microkit_mr_get(i));
    printf("\n");
}

static void ask_unknown(void)
{
    microkit_msginfo answer =
        microkit_ppcall(SERVER, microkit_msginfo_new(99, 0));

    printf("client: unknown request: label %lu, %lu words\n",
           microkit_msginfo_get_label(answer),
           microkit_msginfo_get_count(answer));
}

void init(void)
{
    ask_sum(3);
    ask_sum(64);
    ask_reverse(6);
    ask_unknown();
    microkit_notify(SERVER);
}

/* The server notifies back. */
void notified(microkit_channel ch)
{
    microkit_ppcall(ch, microkit_msginfo_new(REQUEST_COUNT, 0));
    printf("client: the server was notified %lu time\n", microkit_mr_get(0));
}
