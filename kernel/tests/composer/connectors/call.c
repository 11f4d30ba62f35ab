/* SPDX-License-Identifier: MIT
 *
 * A client's generated code against arbitrary answers, as serve.c has it for
 * servers: nothing is read beyond the answer, what comes out is whole or
 * absent, and all of it can be freed.
 *
 *   call SEED COUNT    prints how many answers were taken, and how many not
 */
#include <camkes.h>

#include "messages.h"

static char request[COMPONENT_WORDS] __attribute__((aligned(8)));
static char *answer;
static bool good;

/* -- the runtime ------------------------------------------------------------ */

void component_begin_call(const struct component_client *client,
                          struct component_message *m, unsigned method,
                          char *copy)
{
    (void)client;
    *m = (struct component_message){
        .data = request, .copy = copy, .size = sizeof request, .method = method
    };
}

bool component_call(const struct component_client *client,
                    struct component_message *m)
{
    (void)client;
    if (m->error)
        return false;
    m->data = answer = random_message(NULL, 0, 64, &m->size);
    m->at = 0;
    return true;
}

bool component_end_call(const struct component_client *client,
                        struct component_message *m)
{
    (void)client;
    good = component_read_all(m);
    free(answer);
    answer = NULL;
    return good;
}

/* -- calls: all that comes out is looked at --------------------------------- */

static void call_values(void)
{
    bool flags[] = { true, false };
    bool flag = all_flag(true, 2, flags);

    if (*(unsigned char *)&flag > 1)
        abort();
    all_add(1, 2);
}

static void call_text(void)
{
    char *text = all_text("in", "other");

    if (text)
        touch_string(text);
    free(text);
}

static void call_array(void)
{
    uint16_t xs[] = { 1, 2, 3 };
    uint64_t *ys;
    size_t ys_sz;

    all_array(3, xs, &ys_sz, &ys);
    touch_elements(ys, ys_sz, sizeof *ys);
    free(ys);
}

static void call_change(void)
{
    char *text = strdup("text");
    int32_t *xs = calloc(2, sizeof *xs);
    size_t xs_sz = 2;

    all_change(&text, &xs_sz, &xs);
    if (text)
        touch_string(text);
    touch_elements(xs, xs_sz, sizeof *xs);
    free(text);
    free(xs);
}

static void call_strings(void)
{
    char *in[] = { "a", "b" };
    char **out;
    size_t out_sz;

    all_strings(2, in, &out_sz, &out);
    for (size_t i = 0; i < out_sz; i++)
        touch_string(out[i]);
    component_free_strings(out, out_sz);
}

static void call_foreign(void)
{
    struct shape shape = { 1, 2, 3 };

    shape = all_foreign(shape, &shape, &shape);
    touch(&shape, sizeof shape);
    all_none();
}

int main(int count, char **arguments)
{
    void (*const calls[])(void) = { call_values, call_text,    call_array,
                                    call_change, call_strings, call_foreign };
    unsigned long taken = 0, refused = 0;

    if (count != 3)
        return 2;
    random_state = strtoull(arguments[1], NULL, 0);
    for (unsigned long i = strtoul(arguments[2], NULL, 0); i > 0; i--) {
        calls[random_below(sizeof calls / sizeof calls[0])]();
        taken += good;
        refused += !good;
    }
    printf("taken %lu refused %lu\n", taken, refused);
    return 0;
}
