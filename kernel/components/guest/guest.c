/* SPDX-License-Identifier: MIT
 *
 * The guest: asks to be greeted, and says goodbye when it is waved at.
 */
#include "../greeter/greeting.h"

#include <guest.h>
#include <microkit.h>
#include <stdio.h>

#define TOKEN 7

static seL4_Word ask(seL4_Word what)
{
    microkit_msginfo answer;

    microkit_mr_set(0, TOKEN);
    answer = microkit_ppcall(CHANNEL_GREETER, microkit_msginfo_new(what, 1));
    return microkit_msginfo_get_label(answer);
}

void init(void)
{
    if (ask(GREET) == GREETING && microkit_mr_get(0) == TOKEN)
        printf("guest: greeted as number %lu\n", microkit_mr_get(1));
    else
        printf("guest: that was no greeting\n");
}

void notified(microkit_channel ch)
{
    if (ch != CHANNEL_GREETER)
        return;
    printf("guest: the greeter waves\n");
    if (ask(FAREWELL) == GOODBYE)
        printf("guest: goodbye\n");
}
