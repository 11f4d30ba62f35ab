/* SPDX-License-Identifier: MIT
 *
 * The fuzzer's calls, in place of the runtime's: nothing makes a program use
 * that. One in four is spoilt on its way: another method, another length,
 * other bytes in the page, more capabilities than there are, or not the ones
 * that the method takes. No call is turned into method 0, `open`: nobody
 * would know the number of that account.
 */
#include <camkes.h>

#include "component.h"
#include "spoil.h"

unsigned spoilt, spoilt_refused;
bool is_honest, was_spoilt;

void component_begin_call(const struct component_client *client,
                          struct component_message *m, unsigned method,
                          char *copy)
{
    (void)copy;
    *m = (struct component_message){
        .data = client->page,
        .size = COMPONENT_PAGE,
        .method = method,
    };
}

/* Numbers at which checks go wrong. */
static uint64_t odd(void)
{
    static const uint64_t numbers[] = {
        0,    7,          8,          9,          4088,       4096,
        4097, 1ull << 31, 1ull << 32, 1ull << 60, 1ull << 61, UINT64_MAX,
    };

    return some(3) ? some(64) : numbers[some(sizeof numbers / 8)];
}

static void spoil(struct component_message *m, size_t *bytes, seL4_Word *words,
                  seL4_Word *caps)
{
    uint64_t *page = (uint64_t *)m->data;

    switch (some(6)) {
    case 0:
        m->method = 1 + odd() % 12;
        break;
    case 1:
        *bytes = odd();
        break;
    case 2:
        page[some((uint32_t)*bytes / 8 + 1) % 512] = odd();
        break;
    case 3:
        page[some((uint32_t)*bytes / 8 + 1) % 512] = random_word();
        break;
    case 4:
        *caps = some(4);
        break;
    case 5:
        *words = some(seL4_MsgMaxLength + 1);
        break;
    }
}

bool component_call(const struct component_client *client,
                    struct component_message *m)
{
    seL4_Word words = 1, caps = m->capability != 0;
    bool shall_spoil = !is_honest && some(4) == 0;
    size_t bytes = m->at;
    seL4_MessageInfo_t info;

    if (m->error)
        return false;
    if (shall_spoil)
        spoil(m, &bytes, &words, &caps);
    seL4_SetMR(0, bytes);
    if (m->capability)
        seL4_SetCap(0, m->capability);
    info = seL4_Call(client->endpoint,
                     seL4_MessageInfo_new(m->method, 0, caps, words));
    m->refused = seL4_MessageInfo_get_label(info);
    m->size = seL4_GetMR(0);
    m->at = 0;
    m->capability = seL4_CapNull;
    if (m->refused || m->size > COMPONENT_PAGE)
        m->error = COMPONENT_BAD_PAYLOAD;
    was_spoilt = shall_spoil;
    spoilt += shall_spoil;
    spoilt_refused += m->refused != 0;
    return !m->error;
}

bool component_end_call(const struct component_client *client,
                        struct component_message *m)
{
    (void)client;
    return component_read_all(m);
}
