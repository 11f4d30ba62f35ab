/* SPDX-License-Identifier: MIT
 *
 * The signals of a server to its clients. They are apart from calls, so that a
 * program which makes its calls by itself need not do these, too.
 */
#include "runtime.h"

#include <camkes.h>

void component_signal_client(const struct component_server *server,
                             seL4_Word client)
{
    if (client >= 1 && client <= server->clients)
        seL4_Signal(server->signals[client - 1]);
    else
        camkes_error(CE_OVERFLOW, server->interface, "emit",
                     "there is no such client", client);
}

void component_wait_server(const struct component_client *client)
{
    seL4_Wait(client->notification, NULL);
}

bool component_poll_server(const struct component_client *client)
{
    seL4_Word badge = 0;

    seL4_Poll(client->notification, &badge);
    return badge != 0;
}
