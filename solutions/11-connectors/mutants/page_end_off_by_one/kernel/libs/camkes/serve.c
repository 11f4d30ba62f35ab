/* SPDX-License-Identifier: MIT
 *
 * A word too many: it is the next client's.
 */
#include "runtime.h"

#include <camkes.h>

static bool take_request(const struct component_server *s, seL4_Word badge,
                         seL4_MessageInfo_t info, size_t *size)
{
    seL4_Word words = seL4_MessageInfo_get_length(info);

    if (s->pages) {
        *size = words > 0 ? seL4_GetMR(0) : SIZE_MAX;
        if (*size > COMPONENT_PAGE + COMPONENT_WORD ||
            *size % COMPONENT_WORD != 0)
            return false;
        memcpy(s->request, page_of(s, badge), *size);
        return true;
    }
    *size = words * COMPONENT_WORD;
    memcpy(s->request, seL4_GetIPCBuffer()->msg, *size);
    return true;
}
