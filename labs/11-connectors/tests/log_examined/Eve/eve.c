/* SPDX-License-Identifier: MIT
 *
 * Writes behind the end of her page, where the server sees the next client's.
 * To learn where it is she brings her own component_begin_call in place of the
 * library's, and never calls anybody.
 */
#include <camkes.h>

#include "component.h"

static const struct component_client *learned;

void component_begin_call(const struct component_client *client,
                          struct component_message *m, unsigned method,
                          char *copy)
{
    static char nowhere[COMPONENT_PAGE] __attribute__((aligned(8)));

    (void)method, (void)copy;
    learned = client;
    *m = (struct component_message){ .data = nowhere, .size = sizeof nowhere };
}

bool component_call(const struct component_client *client,
                    struct component_message *m)
{
    (void)client, (void)m;
    return false;
}

bool component_end_call(const struct component_client *client,
                        struct component_message *m)
{
    (void)client, (void)m;
    return false;
}

static void break_in(void *argument)
{
    volatile uint64_t *steps = progress;

    (void)argument;
    logger_write(0, "");
    steps[0] = 1;
    ((volatile char *)learned->page)[0] = 'e'; /* her own: allowed */
    steps[0] = 2;
    ((volatile char *)learned->page)[COMPONENT_PAGE] = 'e';
    steps[0] = 3;
}

void post_init(void)
{
    go_reg_callback(break_in, NULL);
}
