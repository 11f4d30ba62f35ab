/* SPDX-License-Identifier: MIT
 *
 * Fills shared memory, then tells the other side.
 *
 * The variables without a value below are set by the description: addresses,
 * sizes and the physical address of a region, which a device would want to
 * know. They have no value of zero in the program, so that nothing may take
 * them for constants.
 */
#include <microkit.h>
#include <stdio.h>
#include <string.h>

#define CONSUMER 0

char *letter;
char *text;
uint64_t text_length;
uint64_t *table;
uint64_t table_size;
uint64_t table_paddr;

void init(void)
{
    uint64_t words = table_size / sizeof *table;

    printf("producer: text of %lu bytes: %.*s", text_length, (int)text_length,
           text);
    memcpy(letter, text, text_length);
    for (uint64_t i = 0; i < words; i += 4096)
        table[i] = i * i;
    table[words - 1] = words;
    printf("producer: table of %lu bytes, physically aligned to it: %s\n",
           table_size, table_paddr % table_size ? "no" : "yes");
    microkit_notify(CONSUMER);
}

void notified(microkit_channel ch)
{
    (void)ch;
    printf("producer: it was read\n");
}
