/* SPDX-License-Identifier: MIT
 *
 * What stands in for the runtime's client side: see fuzzing.h. Parameters are
 * written to memory of the fuzzer's, so that they are still there when they
 * have been spoilt and sent.
 */
#include <camkes.h>
#include <string.h>

#include "fuzzing.h"

enum { SPOILT = 4, TRIES = 3, KINDS = 7, MOST_CAPS = 3 };

bool fuzz_names_itself, fuzz_passes_answers, fuzz_was_spoilt;

static char written[COMPONENT_PAGE] __attribute__((aligned(8)));
static char sent[COMPONENT_PAGE] __attribute__((aligned(8)));
static char answered[COMPONENT_PAGE] __attribute__((aligned(8)));
static const struct fuzz_judge *judge; /* NULL: none */
static bool spoils;                    /* some requests */

/* -- turns ----------------------------------------------------------------- */

static void play(const struct fuzz_judge *new, bool spoils_some,
                 void (*ask)(void), unsigned count)
{
    const struct fuzz_judge *judge_before = judge;
    bool spoils_before = spoils;

    judge = new;
    spoils = spoils_some;
    for (unsigned i = 0; i < count; i++)
        ask();
    judge = judge_before;
    spoils = spoils_before;
}

void fuzz_turn(const struct fuzz_judge *by, void (*ask)(void), unsigned count)
{
    play(by, true, ask, count);
}

void fuzz_honestly(const struct fuzz_judge *by, void (*ask)(void))
{
    play(by, false, ask, 1);
}

/* -- a message ------------------------------------------------------------- */

void component_begin_call(const struct component_client *client,
                          struct component_message *m, unsigned method,
                          char *copy)
{
    (void)copy;
    *m = (struct component_message){
        .data = written,
        .size = client->page ? COMPONENT_PAGE : COMPONENT_WORDS,
        .method = method,
    };
}

/* -- spoiling -------------------------------------------------------------- */

/* What lies in any slot of the fuzzer's; those of the services come first. */
static seL4_CPtr any_capability(void)
{
    return fuzz_below(fuzz_below(2) ? 16 : 1 << CAMKES_CNODE_BITS);
}

static void spoil(struct fuzz_request *r)
{
    uint64_t *words = (uint64_t *)r->bytes;
    uint32_t count = (uint32_t)r->size / COMPONENT_WORD + 1, noise;

    switch (fuzz_below(KINDS)) {
    case 0:
        r->method = fuzz_below(3) ? fuzz_below(16) : fuzz_word() >> 12;
        break;
    case 1:
        r->size = fuzz_below(2) ? fuzz_odd() : 8 * fuzz_below(513);
        break;
    case 2:
        words[fuzz_below(count) % 512] = fuzz_odd();
        break;
    case 3:
        words[fuzz_below(count) % 512] = fuzz_word();
        break;
    case 4:
        r->bytes[fuzz_below((uint32_t)r->size + 1) % COMPONENT_PAGE] ^=
            (char)(1 << fuzz_below(8));
        break;
    case 5:
        r->caps = fuzz_below(4);
        r->capability = any_capability();
        break;
    default:
        r->words = fuzz_below(seL4_MsgMaxLength + 1);
        noise = fuzz_below(40);
        for (uint32_t i = 0; i < noise; i++)
            words[i] = fuzz_below(2) ? fuzz_odd() : fuzz_word();
    }
}

static struct fuzz_request honest(const struct component_client *client,
                                  const struct component_message *m)
{
    memcpy(sent, written, m->at);
    return (struct fuzz_request){
        .client = client,
        .method = m->method,
        .bytes = sent,
        .size = m->at,
        .words = 1,
        .caps = m->capability != 0,
        .capability = m->capability,
    };
}

/* Over message registers, their number is what tells the length. */
static void fit(struct fuzz_request *r)
{
    if (r->client->page)
        return;
    r->words = r->size / COMPONENT_WORD;
    if (r->words > seL4_MsgMaxLength)
        r->words = seL4_MsgMaxLength;
    r->size = r->words * COMPONENT_WORD;
}

static bool is_allowed(const struct fuzz_request *r)
{
    return !judge || !judge->allows || judge->allows(r);
}

static struct fuzz_request spoilt(const struct component_client *client,
                                  const struct component_message *m)
{
    struct fuzz_request r;

    for (unsigned i = 0; i < TRIES; i++) {
        r = honest(client, m);
        spoil(&r);
        fit(&r);
        r.spoilt = true;
        if (is_allowed(&r))
            return r;
    }
    r = honest(client, m);
    fit(&r);
    return r;
}

/* -- the call -------------------------------------------------------------- */

static seL4_MessageInfo_t send(const struct fuzz_request *r)
{
    const seL4_Word ahead = fuzz_names_itself && r->caps < MOST_CAPS;

    if (r->client->page) {
        seL4_SetMR(0, r->size);
        memcpy(r->client->page, sent,
               r->size < COMPONENT_PAGE ? r->size : COMPONENT_PAGE);
    } else {
        memcpy(seL4_GetIPCBuffer()->msg, sent, r->size);
    }
    seL4_SetCap(0, r->client->endpoint);
    for (seL4_Word i = 0; i < r->caps; i++)
        seL4_SetCap((int)(i + ahead), i ? any_capability() : r->capability);
    return seL4_Call(
        r->client->endpoint,
        seL4_MessageInfo_new(r->method, 0, r->caps + ahead, r->words));
}

static struct fuzz_answer take(const struct fuzz_request *r,
                               seL4_MessageInfo_t info)
{
    struct fuzz_answer a = { .status = seL4_MessageInfo_get_label(info),
                             .bytes = answered };

    if (!r->client->page) {
        a.size = seL4_MessageInfo_get_length(info) * COMPONENT_WORD;
        memcpy(answered, seL4_GetIPCBuffer()->msg, a.size);
        return a;
    }
    a.size = seL4_MessageInfo_get_length(info) ? seL4_GetMR(0) : 0;
    if (a.size <= COMPONENT_PAGE)
        memcpy(answered, r->client->page, a.size);
    else
        a.status = COMPONENT_TOO_LONG;
    return a;
}

static bool has_capability(seL4_MessageInfo_t info)
{
    return seL4_MessageInfo_get_extraCaps(info) > 0 &&
           !(seL4_MessageInfo_get_capsUnwrapped(info) & 1);
}

static void offer_slot(const struct component_client *client)
{
    if (!client->receive)
        return;
    seL4_CNode_Delete(component.cnode, client->receive, seL4_WordBits);
    seL4_SetCapReceivePath(component.cnode, client->receive, seL4_WordBits);
}

static void remember(const struct fuzz_request *r, const struct fuzz_answer *a)
{
    fuzz_was_spoilt = r->spoilt;
    if (judge)
        judge->told(r, a);
}

bool component_call(const struct component_client *client,
                    struct component_message *m)
{
    struct fuzz_request r;
    struct fuzz_answer a;
    seL4_MessageInfo_t info;

    if (m->error)
        return false;
    if (spoils && fuzz_one_in(SPOILT)) {
        r = spoilt(client, m);
    } else {
        r = honest(client, m);
        fit(&r);
    }
    offer_slot(client);
    info = send(&r);
    a = take(&r, info);
    m->data = answered;
    m->at = 0;
    m->size = a.size;
    m->capability = has_capability(info) ? client->receive : seL4_CapNull;
    if ((r.spoilt && !fuzz_passes_answers) || a.status != COMPONENT_OK)
        m->error = COMPONENT_BAD_PAYLOAD;
    remember(&r, &a);
    return !m->error;
}

bool component_end_call(const struct component_client *client,
                        struct component_message *m)
{
    (void)client;
    return component_read_all(m);
}

/* -- for judges ------------------------------------------------------------ */

/* Before the method reads anything. */
static enum component_status look_at(const struct fuzz_request *r,
                                     unsigned methods)
{
    if (r->method >= methods)
        return COMPONENT_BAD_METHOD;
    if (r->client->page && (r->words == 0 || r->size > COMPONENT_PAGE ||
                            r->size % COMPONENT_WORD != 0))
        return COMPONENT_BAD_PAYLOAD;
    return COMPONENT_OK;
}

struct component_message fuzz_parameters(const struct fuzz_request *r,
                                         unsigned methods)
{
    return (struct component_message){
        .data = r->bytes,
        .size = r->size,
        .capability = r->caps ? r->capability : 0,
        .error = look_at(r, methods),
    };
}

enum component_status fuzz_status(struct component_message *m)
{
    component_read_all(m);
    return m->error;
}

struct component_message fuzz_results(const struct fuzz_answer *a)
{
    return (struct component_message){ .data = a->bytes, .size = a->size };
}
