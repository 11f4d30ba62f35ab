/* SPDX-License-Identifier: MIT
 *
 * A client's call.
 *
 * The generated stub writes the parameters between begin and call, and reads
 * the results between call and end. Over message registers the message lies
 * in the IPC buffer itself, so the stub does nothing in between that could
 * use the buffer; over shared data it lies in the page, which other threads
 * of this component keep off by the lock.
 *
 * What went wrong is kept in the message and reported when the page has been
 * given back: the handler may stop the thread, or call once more.
 */
#include "runtime.h"

#include <camkes.h>

void component_begin_call(const struct component_client *client,
                          struct component_message *m, unsigned method,
                          char *copy)
{
    *m = (struct component_message){
        .data = (char *)seL4_GetIPCBuffer()->msg,
        .copy = copy,
        .size = COMPONENT_WORDS,
        .method = method,
    };
    if (client->lock)
        component_wait(client->lock);
    if (client->page) {
        m->data = client->page;
        m->size = COMPONENT_PAGE;
    }
}

/* -- errors ---------------------------------------------------------------- */

struct complaint {
    camkes_error_type_t type;
    const char *text;
};

static const struct complaint refusals[] = {
    [COMPONENT_BAD_METHOD] = { CE_INVALID_METHOD_INDEX,
                               "the server has no such method" },
    [COMPONENT_BAD_PAYLOAD] = { CE_MALFORMED_RPC_PAYLOAD,
                                "the server could not read the parameters" },
    [COMPONENT_TOO_LONG] = { CE_BUFFER_LENGTH_EXCEEDED,
                             "the results do not fit the message" },
    [COMPONENT_NO_MEMORY] = { CE_ALLOCATION_FAILURE,
                              "the server has no memory for the parameters" },
    [COMPONENT_NOT_PERMITTED] = { CE_OVERFLOW,
                                  "the server does not know this client" },
};

static void complain_refused(const struct component_client *client,
                             const struct component_message *m)
{
    seL4_Word status = m->refused;

    if (status < sizeof refusals / sizeof *refusals)
        camkes_error(refusals[status].type, client->interface, "",
                     refusals[status].text, m->method);
    else
        camkes_error(CE_SYSCALL_FAILED, client->interface, "",
                     "the call failed", status);
}

static void complain_own(const struct component_client *client,
                         const struct component_message *m)
{
    static const camkes_error_type_t types[] = {
        [COMPONENT_BAD_PAYLOAD] = CE_MALFORMED_RPC_PAYLOAD,
        [COMPONENT_TOO_LONG] = CE_BUFFER_LENGTH_EXCEEDED,
        [COMPONENT_NO_MEMORY] = CE_ALLOCATION_FAILURE,
    };

    camkes_error(types[m->error], client->interface, "",
                 m->sent ? "the results could not be read"
                         : "the parameters do not fit the message",
                 m->method);
}

/* -- the call -------------------------------------------------------------- */

static seL4_MessageInfo_t request_info(const struct component_client *client,
                                       const struct component_message *m)
{
    seL4_Word words = m->at / COMPONENT_WORD;

    if (client->page) {
        seL4_SetMR(0, m->at);
        words = 1;
    }
    if (m->capability)
        seL4_SetCap(0, m->capability);
    return seL4_MessageInfo_new(m->method, 0, m->capability != 0, words);
}

/* Makes the message the answer that came; false: it cannot be one. */
static bool take_answer(const struct component_client *client,
                        struct component_message *m, seL4_MessageInfo_t info)
{
    seL4_Word words = seL4_MessageInfo_get_length(info);

    m->at = 0;
    m->capability =
        client->receive && capability_came(info) ? client->receive : 0;
    if (client->page) {
        m->size = words > 0 ? seL4_GetMR(0) : 0;
        return m->size <= COMPONENT_PAGE && m->size % COMPONENT_WORD == 0;
    }
    m->size = words * COMPONENT_WORD;
    if (m->copy) {
        memcpy(m->copy, m->data, m->size);
        m->data = m->copy;
    }
    return true;
}

bool component_call(const struct component_client *client,
                    struct component_message *m)
{
    seL4_MessageInfo_t info;

    if (m->error)
        return false;
    stop_if_halted();
    /* This asks the kernel with the IPC buffer, where parameters may be; but
       over message registers no capability is ever received. */
    if (client->receive)
        receive_into(client->receive);
    info = seL4_Call(client->endpoint, request_info(client, m));
    m->sent = true;
    m->refused = seL4_MessageInfo_get_label(info);
    if (m->refused || !take_answer(client, m, info))
        m->error = COMPONENT_BAD_PAYLOAD;
    return !m->error;
}

bool component_end_call(const struct component_client *client,
                        struct component_message *m)
{
    bool done = component_read_all(m);

    if (client->lock)
        component_post(client->lock);
    if (m->refused)
        complain_refused(client, m);
    else if (!done)
        complain_own(client, m);
    return done;
}
