/* SPDX-License-Identifier: MIT
 *
 * The client that does not play by the rules. It brings its own component_call
 * in place of the runtime's, for nothing makes a program use that one; so it
 * learns the endpoint and the page that it was given, and then sends what it
 * likes. Half of its requests begin as good ones and are then spoilt, because
 * mere noise is refused at the first look.
 *
 * The second thread writes to the page all the time; it has the priority of
 * the server's thread and small slices, so that it gets in anywhere.
 */
#include <camkes.h>
#include <stdio.h>
#include <string.h>

#include "component.h"

#define METHODS 7

static const struct component_client *words, *pages;
static unsigned answers[8]; /* by status; the last: any other */
static volatile bool noisy;

/* -- what stands in for the runtime ---------------------------------------- */

void component_begin_call(const struct component_client *client,
                          struct component_message *m, unsigned method,
                          char *copy)
{
    static char nowhere[COMPONENT_PAGE] __attribute__((aligned(8)));

    (void)copy;
    *m = (struct component_message){ .data = nowhere,
                                     .size = sizeof nowhere,
                                     .method = method };
    if (client->page)
        pages = client;
    else
        words = client;
}

bool component_call(const struct component_client *client,
                    struct component_message *m)
{
    (void)client, (void)m;
    return false;
}

bool component_end_call(const struct component_client *client,
                        struct component_message *m)
{
    (void)client, (void)m;
    return false;
}

/* -- garbage --------------------------------------------------------------- */

static uint64_t random_word(void)
{
    static uint64_t state = 0x7e55e4a;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/* Below `limit`. */
static uint64_t some(uint64_t limit)
{
    return random_word() % limit;
}

/* Numbers at which checks go wrong. */
static uint64_t awkward(void)
{
    static const uint64_t numbers[] = {
        0,    1,    7,          8,          9,          511,
        512,  4087, 4088,       4096,       4097,       1ull << 31,
        -1ul, -8ul, 1ull << 61, 1ull << 62, 1ull << 63, (1ull << 61) + 1,
    };

    return some(4) ? some(64) : numbers[some(sizeof numbers / 8)];
}

static void noise_into(uint64_t *to, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = some(2) ? awkward() : random_word();
}

/* A good request for a method; returns its bytes. */
static size_t good(uint64_t *to, size_t room, uint64_t method)
{
    static const char *const names[] = { "a", "", "tessera" };
    static const uint32_t xs[100];
    struct component_message m = { .data = (char *)to, .size = room };

    if (method == 0) {
        component_put(&m, xs, sizeof *xs);
        component_put(&m, xs, sizeof *xs);
    } else if (method == 1 || method == 2) {
        component_put_string(&m, names[some(3)]);
    } else if (method == 3 || method == 4) {
        component_put_array(&m, xs, some(100), method == 3 ? 4 : 2);
    } else if (method == 5) {
        component_put_strings(&m, names, some(4));
    } else {
        component_put(&m, xs, 1);
    }
    return m.at;
}

static void spoil(uint64_t *what, size_t *bytes)
{
    switch (some(4)) {
    case 0:
        break;
    case 1:
        what[some(*bytes / 8 + 1)] = awkward();
        break;
    case 2:
        ((char *)what)[some(*bytes + 1)] = (char)random_word();
        break;
    case 3:
        *bytes = 8 * some(40);
        break;
    }
}

static void remember(seL4_MessageInfo_t answer)
{
    seL4_Word label = seL4_MessageInfo_get_label(answer);

    answers[label < 7 ? label : 7]++;
}

static void send_one(const struct component_client *to)
{
    uint64_t *registers = seL4_GetIPCBuffer()->msg;
    uint64_t *text = to->page ? (uint64_t *)to->page : registers;
    size_t room = to->page ? COMPONENT_PAGE : COMPONENT_WORDS;
    uint64_t method = some(20) ? some(METHODS) : random_word() >> 12;
    size_t bytes = 8 * some(40), length;

    if (some(2)) {
        bytes = good(text, room, method);
        spoil(text, &bytes);
    } else {
        noise_into(text, bytes / 8);
    }
    length = bytes / 8 < seL4_MsgMaxLength ? bytes / 8 : seL4_MsgMaxLength;
    if (to->page) {
        seL4_SetMR(0, some(8) ? bytes : awkward());
        length = some(20) ? 1 : some(seL4_MsgMaxLength + 1);
    }
    remember(seL4_Call(to->endpoint,
                       seL4_MessageInfo_new(method, 0, some(4), length)));
}

/* -- the threads ----------------------------------------------------------- */

static void make_noise(void *argument)
{
    volatile uint64_t *page = argument;

    for (;;)
        if (noisy)
            page[some(COMPONENT_PAGE / 8)] = awkward();
        else
            noise_wait();
}

static void report(const char *how)
{
    printf("hostile: %s: %u done, %u no method, %u bad payload, %u too long, "
           "%u no memory, %u not permitted, %u other\n",
           how, answers[0], answers[1], answers[2], answers[3], answers[4],
           answers[5], answers[6] + answers[7]);
    memset(answers, 0, sizeof answers);
}

int run(void)
{
    words_add(0, 0);
    pages_add(0, 0);
    for (int i = 0; i < requests; i++)
        send_one(i % 2 ? words : pages);
    report("quiet");
    noisy = true;
    noise_reg_callback(make_noise, pages->page);
    start_emit();
    for (int i = 0; i < requests / 10; i++)
        send_one(pages);
    noisy = false;
    report("noisy");
    return 0;
}
