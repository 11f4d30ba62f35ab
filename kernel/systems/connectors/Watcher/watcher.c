/* SPDX-License-Identifier: MIT
 *
 * Waits for the client's event, reads what it wrote, and tells it so. It has
 * the interrupt of a clock, and looks at its registers.
 */
#include <camkes.h>
#include <stdio.h>
#include <string.h>

static void seen(void *argument)
{
    if (argument)
        printf("%s: board says %s\n", get_instance_name(), (const char *)board);
    back_emit();
    done_reg_callback(seen, NULL);
}

void tick__init(void)
{
    printf("%s: board of %zu bytes: '%s'\n", get_instance_name(),
           board_get_size(), (const char *)board);
}

void tick_handle(void)
{
    printf("%s: tick\n", get_instance_name());
    tick_acknowledge();
}

void done__run(void)
{
    static int first = 1;

    done_reg_callback(seen, &first);
}
