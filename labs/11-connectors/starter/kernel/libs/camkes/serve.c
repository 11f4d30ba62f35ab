/* SPDX-License-Identifier: MIT
 *
 * The loop of a server: what lab 11 removes.
 */
#include "runtime.h"

#include <camkes.h>

static inline void missing(const char *function)
{
    console_text(function);
    console_text(": lab 11\n");
}

static char *page_of(const struct component_server *s, seL4_Word badge)
{
    (void)s, (void)badge;
    missing("page_of");
    return NULL;
}

static bool take_request(const struct component_server *s, seL4_Word badge,
                         seL4_MessageInfo_t info, size_t *size)
{
    (void)s, (void)badge, (void)info, (void)page_of;
    missing("take_request");
    *size = 0;
    return false;
}

static enum component_status check(const struct component_server *s,
                                   seL4_Word badge, seL4_MessageInfo_t info,
                                   size_t *size)
{
    (void)s, (void)badge, (void)info, (void)size, (void)take_request;
    missing("check");
    return COMPONENT_NOT_PERMITTED;
}

static struct component_message handle(const struct component_server *s,
                                       seL4_Word badge, seL4_MessageInfo_t info)
{
    (void)s, (void)badge, (void)info, (void)check, (void)error_types;
    missing("handle");
    return (struct component_message){ .error = COMPONENT_NOT_PERMITTED };
}

/* Nobody would answer the call; so the machine stops, and says why. */
static void serve(const struct component_server *s)
{
    seL4_Word badge;

    seL4_Recv(s->endpoint, &badge, s->reply);
    (void)handle, (void)next;
    missing("serve");
#ifdef CONFIG_DEBUG_BUILD
    seL4_DebugHalt();
#endif
    stop_thread();
}
