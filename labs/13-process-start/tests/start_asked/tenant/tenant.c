/* SPDX-License-Identifier: MIT
 *
 * A small application that ends as its key "do" says: never, by a fault, or
 * by an exit of which the status tells that it got to its main with its data
 * in place.
 */
#include <sdk.h>
#include <stdint.h>
#include <string.h>

enum { FINE = 99 };

static volatile int data = FINE, zero;

/* Waits for longer than any test takes. */
static void rest(void)
{
    uint32_t ended;

    sdk_oneshot_timer(0, 3600000000u);
    sdk_wait_for_timers(&ended);
}

int main(void)
{
    char word[8] = "";
    size_t length = 0;

    if (sdk_read_key("do", word, sizeof word - 1, &length) != SDK_OK)
        return 1;
    if (!strcmp(word, "rest"))
        rest();
    if (!strcmp(word, "null"))
        *(volatile char *)0 = 1;
    return data + zero;
}
