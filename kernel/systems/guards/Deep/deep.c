/* SPDX-License-Identifier: MIT
 *
 * Recurses without end on the thread that the configuration names: the
 * control thread, a server's, one of calls through pages, or an event's.
 */
#include <camkes.h>
#include <stdio.h>

__attribute__((noinline)) static int dig(volatile int *above)
{
    volatile int here[16];

    here[0] = *above + 1;
    return here[0] < 0 ? 0 : dig(here) + here[0];
}

static int dig_from_here(void)
{
    volatile int start = 0;

    printf("%s: digging\n", get_instance_name());
    return dig(&start);
}

int calls_deposit(const char *what)
{
    (void)what;
    return dig_from_here();
}

int pages_deposit(const char *what)
{
    (void)what;
    return dig_from_here();
}

static void on_event(void *argument)
{
    (void)argument;
    dig_from_here();
}

int run(void)
{
    event_reg_callback(on_event, NULL);
    if (which == 0)
        return dig_from_here();
    if (which == 1)
        return own_calls_deposit("");
    if (which == 2)
        return own_pages_deposit("");
    dig_emit();
    return 0;
}
