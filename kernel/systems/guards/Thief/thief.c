/* SPDX-License-Identifier: MIT
 *
 * Writes into its own page, and then beside it, where the next client's page
 * would be. To learn where its page is it brings its own component_begin_call
 * in place of the runtime's.
 */
#include <camkes.h>
#include <stdio.h>

#include "component.h"

static const struct component_client *client;

void component_begin_call(const struct component_client *mine,
                          struct component_message *m, unsigned method,
                          char *copy)
{
    (void)copy;
    client = mine;
    *m = (struct component_message){ .data = mine->page,
                                     .size = COMPONENT_PAGE,
                                     .method = method };
}

bool component_call(const struct component_client *mine,
                    struct component_message *m)
{
    seL4_SetMR(0, m->at);
    seL4_Call(mine->endpoint, seL4_MessageInfo_new(m->method, 0, 0, 1));
    return false;
}

bool component_end_call(const struct component_client *mine,
                        struct component_message *m)
{
    (void)mine, (void)m;
    return false;
}

int run(void)
{
    account_deposit("gold");
    printf("%s: writing at distance %d\n", get_instance_name(), distance);
    client->page[distance] = 'X';
    printf("%s: written\n", get_instance_name());
    return 0;
}
