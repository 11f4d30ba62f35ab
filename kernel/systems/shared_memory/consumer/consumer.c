/* SPDX-License-Identifier: MIT
 *
 * Reads what the producer wrote.
 *
 * The notification is what makes it safe to read: it comes after the writes.
 * This side has the memory read-only. Trying to write ends in a fault, which
 * nobody but the monitor handles, so it comes last.
 */
#include <microkit.h>
#include <stdio.h>

const char *letter;
const uint64_t *table;
uint64_t table_size;

static unsigned wrong_entries(void)
{
    uint64_t words = table_size / sizeof *table;
    unsigned wrong = table[words - 1] != words;

    for (uint64_t i = 0; i < words; i += 4096)
        wrong += table[i] != i * i;
    return wrong;
}

void init(void)
{
}

void notified(microkit_channel ch)
{
    printf("consumer: %s", letter);
    printf("consumer: %u wrong entries\n", wrong_entries());
    microkit_notify(ch);
    *(volatile char *)letter = '!';
    printf("consumer: never reached\n");
}
