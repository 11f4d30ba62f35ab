/* SPDX-License-Identifier: MIT
 *
 * The connections of client, a Client. Made by compose.
 */
#include <camkes.h>
#include <stdlib.h>

#include "component.h"

/* -- all: seL4RPCCall all */

static const struct component_client all_client = {
    .interface = "all",
    .endpoint = 2,
};

int all_add(int a, int b)
{
    struct component_message call_;
    int result_ = 0;

    component_begin_call(&all_client, &call_, 0, NULL);
    component_put(&call_, &a, sizeof a);
    component_put(&call_, &b, sizeof b);
    if (component_call(&all_client, &call_)) {
        component_get(&call_, &result_, sizeof result_);
    }
    component_end_call(&all_client, &call_);
    return result_;
}

bool all_flag(bool flag, size_t flags_sz, const bool *flags)
{
    struct component_message call_;
    bool result_ = false;

    component_begin_call(&all_client, &call_, 1, NULL);
    component_put(&call_, &flag, sizeof flag);
    component_put_array(&call_, flags, flags_sz, sizeof *flags);
    if (component_call(&all_client, &call_)) {
        component_get_bool(&call_, &result_);
    }
    component_end_call(&all_client, &call_);
    return result_;
}

char *all_text(const char *text, const char *other)
{
    struct component_message call_;
    char copy_[COMPONENT_WORDS] __attribute__((aligned(8)));
    char *result_ = NULL;

    component_begin_call(&all_client, &call_, 2, copy_);
    component_put_string(&call_, text);
    component_put_string(&call_, other);
    if (component_call(&all_client, &call_)) {
        result_ = component_take_string(&call_);
    }
    component_end_call(&all_client, &call_);
    return result_;
}

void all_array(size_t xs_sz, const uint16_t *xs, size_t *ys_sz, uint64_t **ys)
{
    struct component_message call_;
    char copy_[COMPONENT_WORDS] __attribute__((aligned(8)));

    *ys_sz = 0;
    *ys = NULL;
    component_begin_call(&all_client, &call_, 3, copy_);
    component_put_array(&call_, xs, xs_sz, sizeof *xs);
    if (component_call(&all_client, &call_)) {
        *ys = component_take_array(&call_, sizeof **ys, ys_sz);
    }
    component_end_call(&all_client, &call_);
}

void all_change(char **text, size_t *xs_sz, int32_t **xs)
{
    struct component_message call_;
    char copy_[COMPONENT_WORDS] __attribute__((aligned(8)));

    component_begin_call(&all_client, &call_, 4, copy_);
    component_put_string(&call_, *text);
    component_put_array(&call_, *xs, *xs_sz, sizeof **xs);
    if (component_call(&all_client, &call_)) {
        free(*text);
        *text = component_take_string(&call_);
        free(*xs);
        *xs = component_take_array(&call_, sizeof **xs, xs_sz);
    }
    component_end_call(&all_client, &call_);
}

void all_strings(size_t names_sz, char **names, size_t *others_sz,
                 char ***others)
{
    struct component_message call_;
    char copy_[COMPONENT_WORDS] __attribute__((aligned(8)));

    *others_sz = 0;
    *others = NULL;
    component_begin_call(&all_client, &call_, 5, copy_);
    component_put_strings(&call_, (const char *const *)names, names_sz);
    if (component_call(&all_client, &call_)) {
        *others = component_take_strings(&call_, others_sz);
    }
    component_end_call(&all_client, &call_);
}

struct shape all_foreign(struct shape by_value, const struct shape *constant,
                         struct shape *changed)
{
    struct component_message call_;
    struct shape result_ = { 0 };

    component_begin_call(&all_client, &call_, 6, NULL);
    component_put(&call_, &by_value, sizeof by_value);
    component_put(&call_, constant, sizeof *constant);
    component_put(&call_, changed, sizeof *changed);
    if (component_call(&all_client, &call_)) {
        component_get(&call_, &result_, sizeof result_);
        component_get(&call_, changed, sizeof *changed);
    }
    component_end_call(&all_client, &call_);
    return result_;
}

void all_none(void)
{
    struct component_message call_;

    component_begin_call(&all_client, &call_, 7, NULL);
    component_call(&all_client, &call_);
    component_end_call(&all_client, &call_);
}

/* -- the instance */

__attribute__((weak)) void pre_init(void);
__attribute__((weak)) void post_init(void);
__attribute__((weak)) int run(void);

static void component_run(void)
{
    if (run)
        run();
}

static const struct component_thread component_threads[] = {
    {
        .name = "control",
        .run = component_run,
    },
};

const struct component component = {
    .name = "client",
    .type = "Client",
    .threads = 1,
    .thread = component_threads,
    .pre_init = pre_init,
    .post_init = post_init,
    .cnode = 0,
    .end = 1,
};
