/* SPDX-License-Identifier: MIT
 *
 * Fills both dataports, then says so. _release orders what was written before
 * the event that tells of it.
 */
#include <camkes.h>
#include <stdio.h>
#include <string.h>

int run(void)
{
    strcpy((char *)text, "Whoever holds the tessera may come in.");
    for (unsigned i = 0; i < 64; i++)
        page->words[i] = i * i;
    text_release();
    page_release();
    printf("writer: %zu bytes of text, %zu of page\n", text_get_size(),
           page_get_size());
    written_emit();
    page_acquire();
    printf("writer: %u have read it\n", (unsigned)page->readers);
    return 0;
}
