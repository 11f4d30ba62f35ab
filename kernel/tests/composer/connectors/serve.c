/* SPDX-License-Identifier: MIT
 *
 * A server's generated code against arbitrary requests. It is linked with the
 * glue of the case `all` and calls each method as the runtime does.
 *
 * What must hold: nothing is read beyond the request, nothing stays allocated,
 * and a request is either refused as malformed or reaches the implementation
 * with parameters that are whole: strings end, truth values are 0 or 1.
 *
 *   serve SEED COUNT    prints how many requests came to which end
 */
#include <camkes.h>

#include "messages.h"

static unsigned reached;

/* -- implementations: they look at all they get ----------------------------- */

int all_add(int a, int b)
{
    reached++;
    touch(&a, sizeof a);
    touch(&b, sizeof b);
    return (int)((unsigned)a + (unsigned)b);
}

bool all_flag(bool flag, size_t flags_sz, const bool *flags)
{
    reached++;
    if (*(unsigned char *)&flag > 1)
        abort();
    for (size_t i = 0; i < flags_sz; i++)
        if (((const unsigned char *)flags)[i] > 1)
            abort();
    return flag;
}

char *all_text(const char *text, const char *other)
{
    reached++;
    touch_string(text);
    touch_string(other);
    return random_below(4) ? strdup(text) : NULL;
}

void all_array(size_t xs_sz, const uint16_t *xs, size_t *ys_sz, uint64_t **ys)
{
    reached++;
    touch_elements(xs, xs_sz, sizeof *xs);
    *ys_sz = random_below(200);
    *ys = calloc(*ys_sz + 1, sizeof **ys);
}

void all_change(char **text, size_t *xs_sz, int32_t **xs)
{
    reached++;
    touch_string(*text);
    touch_elements(*xs, *xs_sz, sizeof **xs);
    if (random_below(2)) {
        free(*text);
        *text = NULL;
    }
}

void all_strings(size_t in_sz, char **in, size_t *out_sz, char ***out)
{
    reached++;
    for (size_t i = 0; i < in_sz; i++)
        touch_string(in[i]);
    *out_sz = random_below(5);
    *out = calloc(*out_sz + 1, sizeof **out);
    for (size_t i = 0; i < *out_sz; i++)
        (*out)[i] = strdup("string");
}

struct shape all_foreign(struct shape by_value, const struct shape *refin,
                         struct shape *inout)
{
    reached++;
    touch(&by_value, sizeof by_value);
    touch(refin, sizeof *refin);
    touch(inout, sizeof *inout);
    return by_value;
}

void all_none(void)
{
    reached++;
}

/* The loop is in the table only. */
void component_serve_calls(const void *what)
{
    (void)what;
    abort();
}

/* -- requests that are right, or nearly --------------------------------- */

static size_t valid_request(unsigned method, char *data)
{
    struct component_message m = { .data = data, .size = COMPONENT_WORDS };
    const char *const names[] = { "one", random_below(4) ? "two" : NULL, "" };
    uint64_t words[4] = { 1, 0, 1, 1 };
    struct shape shape = { 1, 2, 3 };

    switch (method) {
    case 0:
        component_put(&m, words, 4);
        component_put(&m, words, 4);
        break;
    case 1:
        component_put(&m, words, 1);
        component_put_array(&m, words, 5, 1);
        break;
    case 2:
        component_put_string(&m, "text");
        component_put_string(&m, "a longer text than that");
        break;
    case 3:
        component_put_array(&m, words, 7, sizeof(uint16_t));
        break;
    case 4:
        component_put_string(&m, random_below(4) ? "changed" : NULL);
        component_put_array(&m, words, 3, sizeof(int32_t));
        break;
    case 5:
        component_put_strings(&m, names, 3);
        break;
    case 6:
        component_put(&m, &shape, sizeof shape);
        component_put(&m, &shape, sizeof shape);
        component_put(&m, &shape, sizeof shape);
        break;
    }
    return m.at;
}

static enum component_status serve(const struct component_server *s,
                                   unsigned method, const char *data,
                                   size_t size)
{
    size_t room = 8 * random_below(COMPONENT_WORDS / 8 + 1);
    struct component_message request = { .size = size, .method = method };
    struct component_message answer = { .size = room, .method = method };
    unsigned before = reached;

    request.data = (char *)data;
    answer.data = malloc(room + 1);
    s->method[method](&request, &answer);
    free(answer.data);
    if ((reached == before) != (request.error != 0) || answer.at > room)
        abort();
    if (!request.error && request.at != size)
        abort();
    if (!request.error && method == 1 && (unsigned char)data[0] > 1)
        abort(); /* a truth value that is none */
    return request.error ? request.error : answer.error;
}

int main(int count, char **arguments)
{
    const struct component_server *s = component.thread[1].what;
    unsigned long ends[COMPONENT_NOT_PERMITTED + 1] = { 0 };
    static char valid[COMPONENT_WORDS];

    if (count != 3)
        return 2;
    random_state = strtoull(arguments[1], NULL, 0);
    for (unsigned long i = strtoul(arguments[2], NULL, 0); i > 0; i--) {
        unsigned method = (unsigned)random_below(s->methods);
        size_t size = valid_request(method, valid);
        char *message = random_message(valid, size, COMPONENT_WORDS, &size);

        ends[serve(s, method, message, size)]++;
        free(message);
    }
    printf("done %lu malformed %lu too-long %lu\n", ends[COMPONENT_OK],
           ends[COMPONENT_BAD_PAYLOAD], ends[COMPONENT_TOO_LONG]);
    return ends[COMPONENT_BAD_METHOD] || ends[COMPONENT_NO_MEMORY] ||
           ends[COMPONENT_NOT_PERMITTED];
}
