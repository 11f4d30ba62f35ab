/* SPDX-License-Identifier: MIT
 *
 * The connections of server, a Server. Made by compose.
 */
#include <camkes.h>
#include <stdlib.h>

#include "component.h"

/* -- calls: seL4RPCCall calls */

static void serve_calls_add(struct component_message *request_,
                            struct component_message *answer_)
{
    int a = 0;
    int b = 0;
    int result_ = 0;

    component_get(request_, &a, sizeof a);
    component_get(request_, &b, sizeof b);
    if (component_read_all(request_)) {
        result_ = calls_add(a, b);
        component_put(answer_, &result_, sizeof result_);
    }
}

/* clang-format off */
static component_method *const calls_methods[] = {
    [0] = serve_calls_add,
};
/* clang-format on */
static seL4_Word calls_request[COMPONENT_WORDS / COMPONENT_WORD];
static seL4_Word calls_answer[COMPONENT_WORDS / COMPONENT_WORD];
static struct component_server_state calls_state;
static const struct component_server calls_server = {
    .interface = "calls",
    .endpoint = 7,
    .reply = 8,
    .receive = 0,
    .clients = 1,
    .methods = 1,
    .method = calls_methods,
    .request = (char *)calls_request,
    .answer = (char *)calls_answer,
    .state = &calls_state,
};

seL4_Word calls_get_sender_id(void)
{
    return calls_state.client;
}

/* -- signalled: seL4RPCCallSignal signalled */

static void serve_signalled_add(struct component_message *request_,
                                struct component_message *answer_)
{
    int a = 0;
    int b = 0;
    int result_ = 0;

    component_get(request_, &a, sizeof a);
    component_get(request_, &b, sizeof b);
    if (component_read_all(request_)) {
        result_ = signalled_add(a, b);
        component_put(answer_, &result_, sizeof result_);
    }
}

/* clang-format off */
static component_method *const signalled_methods[] = {
    [0] = serve_signalled_add,
};
/* clang-format on */
static const seL4_CPtr signalled_signals[] = {
    [0] = 11,
};
static seL4_Word signalled_request[COMPONENT_WORDS / COMPONENT_WORD];
static seL4_Word signalled_answer[COMPONENT_WORDS / COMPONENT_WORD];
static struct component_server_state signalled_state;
static const struct component_server signalled_server = {
    .interface = "signalled",
    .endpoint = 9,
    .reply = 10,
    .receive = 0,
    .clients = 1,
    .methods = 1,
    .method = signalled_methods,
    .signals = signalled_signals,
    .request = (char *)signalled_request,
    .answer = (char *)signalled_answer,
    .state = &signalled_state,
};

seL4_Word signalled_get_sender_id(void)
{
    return signalled_state.client;
}

void signalled_emit(seL4_Word sender)
{
    component_signal_client(&signalled_server, sender);
}

/* -- passes: seL4RPCOverMultiSharedData passes */

static void serve_passes_take(struct component_message *request_,
                              struct component_message *answer_)
{
    seL4_CPtr object = 0;
    uint64_t tag = 0;

    object = request_->capability;
    component_get(request_, &tag, sizeof tag);
    if (component_read_all(request_)) {
        passes_take(object, &tag);
    }
    (void)answer_;
}

static void serve_passes_swap(struct component_message *request_,
                              struct component_message *answer_)
{
    seL4_CPtr object = 0;

    object = request_->capability;
    if (component_read_all(request_)) {
        passes_swap(&object);
        answer_->capability = object;
    }
}

/* clang-format off */
static component_method *const passes_methods[] = {
    [0] = serve_passes_take,
    [1] = serve_passes_swap,
};
/* clang-format on */
static char *const passes_pages[] = {
    [0] = (char *)0x3ffffdc000,
};
static seL4_Word passes_request[COMPONENT_PAGE / COMPONENT_WORD];
static struct component_server_state passes_state;
static const struct component_server passes_server = {
    .interface = "passes",
    .endpoint = 12,
    .reply = 13,
    .receive = 14,
    .clients = 1,
    .methods = 2,
    .method = passes_methods,
    .pages = passes_pages,
    .request = (char *)passes_request,
    .state = &passes_state,
};

seL4_Word passes_get_sender_id(void)
{
    return passes_state.client;
}

/* -- lock m */

static struct component_semaphore m_units = {
    .notification = 15,
    .count = 1,
};

int m_lock(void)
{
    component_wait(&m_units);
    return 0;
}

int m_unlock(void)
{
    component_post_binary(&m_units);
    return 0;
}

/* -- the instance */

__attribute__((weak)) void pre_init(void);
__attribute__((weak)) void post_init(void);
__attribute__((weak)) int run(void);
__attribute__((weak)) void calls__init(void);
__attribute__((weak)) void calls__run(void);
__attribute__((weak)) void signalled__init(void);
__attribute__((weak)) void signalled__run(void);
__attribute__((weak)) void passes__init(void);
__attribute__((weak)) void passes__run(void);

static struct component_semaphore component_started = {
    .notification = 4,
    .count = 0,
};
static struct component_semaphore component_may_init = {
    .notification = 5,
    .count = 0,
};
static struct component_semaphore component_may_run = {
    .notification = 6,
    .count = 0,
};
static struct component_semaphore component_libc = {
    .notification = 3,
    .count = 1,
};
static const struct component_thread component_threads[] = {
    {
        .name = "control",
    },
    {
        .name = "calls",
        .init = calls__init,
        .run = calls__run,
        .serve = component_serve_calls,
        .what = &calls_server,
    },
    {
        .name = "signalled",
        .init = signalled__init,
        .run = signalled__run,
        .serve = component_serve_calls,
        .what = &signalled_server,
    },
    {
        .name = "passes",
        .init = passes__init,
        .run = passes__run,
        .serve = component_serve_pages,
        .what = &passes_server,
    },
};

const struct component component = {
    .name = "server",
    .type = "Server",
    .threads = 4,
    .thread = component_threads,
    .pre_init = pre_init,
    .post_init = post_init,
    .started = &component_started,
    .may_init = &component_may_init,
    .may_run = &component_may_run,
    .libc = &component_libc,
    .cnode = 1,
    .end = 2,
};
