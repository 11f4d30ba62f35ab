/* SPDX-License-Identifier: MIT
 *
 * The functions of raw.h; one file of each examiner includes this.
 *
 * The library of calls (libs/camkes/call.c) is compiled here under other
 * names. The glue's stubs call the functions below, and these pass on to it;
 * so the examiner learns which endpoint and which page each stub uses.
 */
#pragma once

#include "raw.h"

static void library_begin_call(const struct component_client *client,
                               struct component_message *m, unsigned method,
                               char *copy);
static bool library_call(const struct component_client *client,
                         struct component_message *m);
static bool library_end_call(const struct component_client *client,
                             struct component_message *m);

#define component_begin_call library_begin_call
#define component_call       library_call
#define component_end_call   library_end_call
#include <libs/camkes/call.c>
#undef component_begin_call
#undef component_call
#undef component_end_call

static const struct component_client *learned;
static bool learning;
static unsigned last_error;

static camkes_error_action_t remember_error(camkes_error_t *error)
{
    last_error = error->type + 1u;
    return CEA_DISCARD;
}

unsigned raw_last_error(void)
{
    unsigned was = last_error;

    last_error = 0;
    return was;
}

void pre_init(void)
{
    camkes_register_error_handler(remember_error);
}

void component_begin_call(const struct component_client *client,
                          struct component_message *m, unsigned method,
                          char *copy)
{
    static char nowhere[COMPONENT_PAGE] __attribute__((aligned(8)));

    if (!learning) {
        library_begin_call(client, m, method, copy);
        return;
    }
    learned = client;
    *m = (struct component_message){ .data = nowhere, .size = sizeof nowhere };
}

bool component_call(const struct component_client *client,
                    struct component_message *m)
{
    return !learning && library_call(client, m);
}

bool component_end_call(const struct component_client *client,
                        struct component_message *m)
{
    return !learning && library_end_call(client, m);
}

const struct component_client *raw_learn(void (*stub)(void))
{
    learned = NULL;
    learning = true;
    stub();
    learning = false;
    CHECK_MSG(learned != NULL, "the stub did not begin a call");
    return learned;
}

uint64_t *raw_place(const struct component_client *to)
{
    return to->page ? (uint64_t *)to->page : seL4_GetIPCBuffer()->msg;
}

struct raw_answer raw_call(const struct component_client *to, seL4_Word method,
                           const void *data, size_t bytes, seL4_Word size,
                           seL4_Word words)
{
    struct raw_answer answer;
    seL4_MessageInfo_t info;

    if (bytes)
        memcpy(raw_place(to), data, bytes);
    if (to->page)
        seL4_SetMR(0, size);
    info = seL4_Call(to->endpoint, seL4_MessageInfo_new(method, 0, 0, words));
    answer.label = seL4_MessageInfo_get_label(info);
    answer.words = seL4_MessageInfo_get_length(info);
    answer.size = answer.words ? seL4_GetMR(0) : 0;
    return answer;
}

struct raw_answer raw_page_call(const struct component_client *to,
                                seL4_Word method, const void *data,
                                size_t bytes)
{
    return raw_call(to, method, data, bytes, bytes, 1);
}
