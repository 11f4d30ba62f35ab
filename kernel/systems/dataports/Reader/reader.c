/* SPDX-License-Identifier: MIT
 *
 * Reads what was written; one of the two then writes where it may only read,
 * and is stopped by a fault.
 */
#include <camkes.h>
#include <stdio.h>

static unsigned wrong_words(void)
{
    unsigned wrong = 0;

    for (unsigned i = 0; i < 64; i++)
        wrong += page->words[i] != i * i;
    return wrong;
}

int run(void)
{
    written_wait();
    text_acquire();
    page_acquire();
    printf("%s: %s\n", get_instance_name(), (const char *)text);
    printf("%s: %u wrong words\n", get_instance_name(), wrong_words());
    page->readers++;
    if (writes) {
        printf("%s: now I write\n", get_instance_name());
        *(volatile char *)text = 'X';
        printf("%s: never reached\n", get_instance_name());
    }
    return 0;
}
