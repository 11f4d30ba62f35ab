/* SPDX-License-Identifier: MIT
 *
 * The first bad request is the last one.
 */
#include "runtime.h"

#include <camkes.h>

static void serve(const struct component_server *s)
{
    seL4_MessageInfo_t info;
    seL4_Word badge;

    if (s->receive)
        receive_into(s->receive);
    info = seL4_Recv(s->endpoint, &badge, s->reply);
    for (;;) {
        bool brought = s->receive && something_came(info);
        struct component_message answer;

        stop_if_halted();
        answer = handle(s, badge, info);
        if (answer.error)
            return;
        info = next(s, &answer, brought, &badge);
    }
}
