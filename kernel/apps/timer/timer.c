/* SPDX-License-Identifier: MIT
 *
 * Timers: one that ends once, one that ends again and again, one that is
 * cancelled, and several at a time.
 *
 * One wait is for all timers. It says which have ended, as a set of bits, so
 * that no end is lost if there are several.
 */
#include <sdk.h>
#include <stdio.h>
#include <stdlib.h>

enum { ONCE = 0, AGAIN = 1, NEVER = 2, LAST = 31, MILLISECOND = 1000 };

static uint32_t wait(void)
{
    uint32_t ended;
    enum sdk_error error = sdk_wait_for_timers(&ended);

    if (error != SDK_OK) {
        printf("wait: %s\n", sdk_error_text(error));
        exit(EXIT_FAILURE);
    }
    return ended;
}

static void once(void)
{
    sdk_oneshot_timer(ONCE, 10 * MILLISECOND);
    printf("once: %#x\n", (unsigned)wait());
}

static void again_and_again(void)
{
    sdk_periodic_timer(AGAIN, 5 * MILLISECOND);
    for (unsigned i = 1; i <= 4; i++)
        printf("tick %u: %#x\n", i, (unsigned)wait());
    sdk_cancel_timer(AGAIN);
}

static void several(void)
{
    uint32_t wanted = 1u << ONCE | 1u << LAST, ended = 0;

    sdk_oneshot_timer(ONCE, 2 * MILLISECOND);
    sdk_oneshot_timer(NEVER, 3 * MILLISECOND);
    sdk_oneshot_timer(LAST, 4 * MILLISECOND);
    sdk_cancel_timer(NEVER);
    while (ended != wanted)
        ended |= wait();
    printf("several: %#x\n", (unsigned)ended);
}

int main(void)
{
    uint32_t ended;

    once();
    again_and_again();
    several();
    printf("a wait for nothing: %s\n",
           sdk_error_text(sdk_wait_for_timers(&ended)));
    printf("timer 32: %s\n", sdk_error_text(sdk_oneshot_timer(32, 1)));
    printf("a period of 1 us: %s\n",
           sdk_error_text(sdk_periodic_timer(AGAIN, 1)));
    return 0;
}
