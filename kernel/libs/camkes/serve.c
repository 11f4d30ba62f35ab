/* SPDX-License-Identifier: MIT
 *
 * The loop of a server: receive a call, have its method done, answer it and
 * receive the next one in the same system call.
 *
 * A server believes nothing that a client sent. The badge, which the kernel
 * vouches for, tells who it was; the request is copied to memory that nobody
 * else can change before anything of it is looked at; and the functions that
 * read it (component_message.h) check every length.
 *
 *     message registers --copy--> request --method--> answer --copy--> MRs
 *     client's page     --copy--> request --method--> client's page
 */
#include "runtime.h"

#include <camkes.h>

static seL4_MessageInfo_t refuse(enum component_status status)
{
    return seL4_MessageInfo_new(status, 0, 0, 0);
}

/* -- requests -------------------------------------------------------------- */

/* The page that this client shares with the server, and with nobody else. The
   badge is a client's. */
static char *page_of(const struct component_server *s, seL4_Word badge)
{
    return s->pages[badge - 1];
}

/* Copies the request; false: its length cannot be right. */
static bool take_request(const struct component_server *s, seL4_Word badge,
                         seL4_MessageInfo_t info, size_t *size)
{
    seL4_Word words = seL4_MessageInfo_get_length(info);

    if (s->pages) {
        *size = words > 0 ? seL4_GetMR(0) : SIZE_MAX;
        if (*size > COMPONENT_PAGE || *size % COMPONENT_WORD != 0)
            return false;
        memcpy(s->request, page_of(s, badge), *size);
        return true;
    }
    *size = words * COMPONENT_WORD;
    memcpy(s->request, seL4_GetIPCBuffer()->msg, *size);
    return true;
}

/* What a request is refused for before its method is called. */
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
    if (method >= s->methods) {
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

/* -- answers --------------------------------------------------------------- */

static seL4_MessageInfo_t give_answer(const struct component_server *s,
                                      const struct component_message *answer)
{
    seL4_Word words = 1;

    if (s->pages) {
        seL4_SetMR(0, answer->at);
    } else {
        words = answer->at / COMPONENT_WORD;
        memcpy(seL4_GetIPCBuffer()->msg, s->answer, answer->at);
    }
    if (answer->capability)
        seL4_SetCap(0, answer->capability);
    return seL4_MessageInfo_new(COMPONENT_OK, 0, answer->capability != 0,
                                words);
}

static const camkes_error_type_t error_types[] = {
    [COMPONENT_BAD_PAYLOAD] = CE_MALFORMED_RPC_PAYLOAD,
    [COMPONENT_TOO_LONG] = CE_BUFFER_LENGTH_EXCEEDED,
    [COMPONENT_NO_MEMORY] = CE_ALLOCATION_FAILURE,
    [COMPONENT_NOT_PERMITTED] = CE_OVERFLOW,
};

/* Has the method done; the answer's error is what the client is told. */
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
    if (request.error)
        answer.error = request.error;
    if (answer.error)
        camkes_error(error_types[answer.error], s->interface, "",
                     request.error ? "a request that contradicts itself"
                                   : "an answer that cannot be sent",
                     request.method);
    return answer;
}

/* -- the loop -------------------------------------------------------------- */

void receive_into(seL4_CPtr slot)
{
    seL4_CNode_Delete(component.cnode, slot, seL4_WordBits);
    seL4_SetCapReceivePath(component.cnode, slot, seL4_WordBits);
}

/* Answers, and waits for the next call. What a request brought is dropped
   first, because the next one needs the slot; but an answer that takes it
   along must be on its way before. */
static seL4_MessageInfo_t next(const struct component_server *s,
                               const struct component_message *answer,
                               bool brought, seL4_Word *badge)
{
    seL4_MessageInfo_t info;

    if (brought && answer->capability == s->receive) {
        seL4_Send(s->reply, give_answer(s, answer));
        receive_into(s->receive);
        return seL4_Recv(s->endpoint, badge, s->reply);
    }
    if (brought)
        receive_into(s->receive);
    info = answer->error ? refuse(answer->error) : give_answer(s, answer);
    return seL4_ReplyRecv(s->endpoint, info, badge, s->reply);
}

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
            answer.capability = 0;
        info = next(s, &answer, brought, &badge);
    }
}

void component_serve_calls(const void *what)
{
    serve(what);
}

void component_serve_pages(const void *what)
{
    serve(what);
}
