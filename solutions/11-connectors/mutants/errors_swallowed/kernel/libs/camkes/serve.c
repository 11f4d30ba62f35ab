/* SPDX-License-Identifier: MIT
 *
 * What is wrong with a request stays a secret.
 */
#include "runtime.h"

#include <camkes.h>

static struct component_message handle(const struct component_server *s,
                                       seL4_Word badge, seL4_MessageInfo_t info)
{
    struct component_message request = { .data = s->request };
    struct component_message answer = { .data = s->answer,
                                        .size = COMPONENT_WORDS };

    answer.error = check(s, badge, info, &request.size);
    if (answer.error)
        return answer;
    if (s->pages) {
        answer.data = page_of(s, badge);
        answer.size = COMPONENT_PAGE;
    }
    request.method = answer.method = seL4_MessageInfo_get_label(info);
    if (s->receive && capability_came(info))
        request.capability = s->receive;
    s->state->client = badge;
    s->method[request.method](&request, &answer);
    if (answer.error)
        camkes_error(error_types[answer.error], s->interface, "",
                     request.error ? "a request that contradicts itself"
                                   : "an answer that cannot be sent",
                     request.method);
    return answer;
}
