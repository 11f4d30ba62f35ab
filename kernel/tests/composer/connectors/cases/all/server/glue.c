/* SPDX-License-Identifier: MIT
 *
 * The connections of server, a Server. Made by compose.
 */
#include <camkes.h>
#include <stdlib.h>

#include "component.h"

/* -- all: seL4RPCCall all */

static void serve_all_add(struct component_message *request_,
                          struct component_message *answer_)
{
    int a = 0;
    int b = 0;
    int result_ = 0;

    component_get(request_, &a, sizeof a);
    component_get(request_, &b, sizeof b);
    if (component_read_all(request_)) {
        result_ = all_add(a, b);
        component_put(answer_, &result_, sizeof result_);
    }
}

static void serve_all_flag(struct component_message *request_,
                           struct component_message *answer_)
{
    bool flag = false;
    size_t flags_sz = 0;
    const bool *flags = NULL;
    bool result_ = false;

    component_get_bool(request_, &flag);
    flags = component_get_array(request_, sizeof *flags, &flags_sz);
    component_check_bools(request_, flags, flags_sz);
    if (component_read_all(request_)) {
        result_ = all_flag(flag, flags_sz, flags);
        component_put(answer_, &result_, sizeof result_);
    }
}

static void serve_all_text(struct component_message *request_,
                           struct component_message *answer_)
{
    const char *text = NULL;
    const char *other = NULL;
    char *result_ = NULL;

    text = component_get_string(request_);
    other = component_get_string(request_);
    if (component_read_all(request_)) {
        result_ = all_text(text, other);
        component_put_string(answer_, result_);
    }
    free(result_);
}

static void serve_all_array(struct component_message *request_,
                            struct component_message *answer_)
{
    size_t xs_sz = 0;
    const uint16_t *xs = NULL;
    size_t ys_sz = 0;
    uint64_t *ys = NULL;

    xs = component_get_array(request_, sizeof *xs, &xs_sz);
    if (component_read_all(request_)) {
        all_array(xs_sz, xs, &ys_sz, &ys);
        component_put_array(answer_, ys, ys_sz, sizeof *ys);
    }
    free(ys);
}

static void serve_all_change(struct component_message *request_,
                             struct component_message *answer_)
{
    char *text = NULL;
    size_t xs_sz = 0;
    int32_t *xs = NULL;

    text = component_take_string(request_);
    component_need(request_, text);
    xs = component_take_array(request_, sizeof *xs, &xs_sz);
    if (component_read_all(request_)) {
        all_change(&text, &xs_sz, &xs);
        component_put_string(answer_, text);
        component_put_array(answer_, xs, xs_sz, sizeof *xs);
    }
    free(text);
    free(xs);
}

static void serve_all_strings(struct component_message *request_,
                              struct component_message *answer_)
{
    size_t names_sz = 0;
    char **names = NULL;
    size_t others_sz = 0;
    char **others = NULL;

    names = component_take_strings(request_, &names_sz);
    if (component_read_all(request_)) {
        all_strings(names_sz, names, &others_sz, &others);
        component_put_strings(answer_, (const char *const *)others, others_sz);
    }
    component_free_strings(names, names_sz);
    component_free_strings(others, others_sz);
}

static void serve_all_foreign(struct component_message *request_,
                              struct component_message *answer_)
{
    struct shape by_value = { 0 };
    struct shape constant = { 0 };
    struct shape changed = { 0 };
    struct shape result_ = { 0 };

    component_get(request_, &by_value, sizeof by_value);
    component_get(request_, &constant, sizeof constant);
    component_get(request_, &changed, sizeof changed);
    if (component_read_all(request_)) {
        result_ = all_foreign(by_value, &constant, &changed);
        component_put(answer_, &result_, sizeof result_);
        component_put(answer_, &changed, sizeof changed);
    }
}

static void serve_all_none(struct component_message *request_,
                           struct component_message *answer_)
{
    if (component_read_all(request_)) {
        all_none();
    }
    (void)answer_;
}

/* clang-format off */
static component_method *const all_methods[] = {
    [0] = serve_all_add,
    [1] = serve_all_flag,
    [2] = serve_all_text,
    [3] = serve_all_array,
    [4] = serve_all_change,
    [5] = serve_all_strings,
    [6] = serve_all_foreign,
    [7] = serve_all_none,
};
/* clang-format on */
static seL4_Word all_request[COMPONENT_WORDS / COMPONENT_WORD];
static seL4_Word all_answer[COMPONENT_WORDS / COMPONENT_WORD];
static struct component_server_state all_state;
static const struct component_server all_server = {
    .interface = "all",
    .endpoint = 6,
    .reply = 7,
    .receive = 0,
    .clients = 1,
    .methods = 8,
    .method = all_methods,
    .request = (char *)all_request,
    .answer = (char *)all_answer,
    .state = &all_state,
};

seL4_Word all_get_sender_id(void)
{
    return all_state.client;
}

/* -- the instance */

__attribute__((weak)) void pre_init(void);
__attribute__((weak)) void post_init(void);
__attribute__((weak)) int run(void);
__attribute__((weak)) void all__init(void);
__attribute__((weak)) void all__run(void);

static struct component_semaphore component_started = {
    .notification = 3,
    .count = 0,
};
static struct component_semaphore component_may_init = {
    .notification = 4,
    .count = 0,
};
static struct component_semaphore component_may_run = {
    .notification = 5,
    .count = 0,
};
static struct component_semaphore component_libc = {
    .notification = 2,
    .count = 1,
};
static const struct component_thread component_threads[] = {
    {
        .name = "control",
    },
    {
        .name = "all",
        .init = all__init,
        .run = all__run,
        .serve = component_serve_calls,
        .what = &all_server,
    },
};

const struct component component = {
    .name = "server",
    .type = "Server",
    .threads = 2,
    .thread = component_threads,
    .pre_init = pre_init,
    .post_init = post_init,
    .started = &component_started,
    .may_init = &component_may_init,
    .may_run = &component_may_run,
    .libc = &component_libc,
    .cnode = 0,
    .end = 1,
};
