/* SPDX-License-Identifier: MIT
 *
 * The method behind the last one passes.
 */
#include "runtime.h"

#include <camkes.h>

static enum component_status check(const struct component_server *s,
                                   seL4_Word badge, seL4_MessageInfo_t info,
                                   size_t *size)
{
    seL4_Word method = seL4_MessageInfo_get_label(info);

    if (badge < 1 || badge > s->clients) {
        camkes_error(CE_OVERFLOW, s->interface, "",
                     "a message from somebody who is no client", badge);
        return COMPONENT_NOT_PERMITTED;
    }
    if (method > s->methods) {
        camkes_error(CE_INVALID_METHOD_INDEX, s->interface, "",
                     "a request for a method that is not there", method);
        return COMPONENT_BAD_METHOD;
    }
    if (!take_request(s, badge, info, size)) {
        camkes_error(CE_MALFORMED_RPC_PAYLOAD, s->interface, "",
                     "a request of a length that cannot be", *size);
        return COMPONENT_BAD_PAYLOAD;
    }
    return COMPONENT_OK;
}
