/* SPDX-License-Identifier: MIT
 *
 * Attaches and detaches anything, as no process manager would: runs that there
 * are or are not, ids and services that cannot be, and as the page whatever
 * capability it has. It knows which runs are attached, and what each capability
 * is. Through the endpoint that an attached run gets it asks whether the
 * runtime is there; when the run is detached, that endpoint must be gone.
 */
#include <bundle.h>
#include <camkes.h>
#include <memory.h>
#include <sdk.h>
#include <sdk_protocol.h>
#include <slots.h>
#include <stdio.h>
#include <string.h>

#include "fuzzing.h"

enum { ATTACH, DETACH, METHODS };
enum { PLACES = 16, RUNS = 20, ROUND = 1000, FRAMES = 4, ALL_SERVICES = 15 };

/* Behind the frames. */
enum { ENDPOINT = FRAMES, NOTIFICATION, THREAD, TABLE, LARGE_PAGE, OBJECTS };

SLOTS_OF_COMPONENT(slots);

static seL4_CPtr objects;
static struct attached {
    uint32_t run; /* 0: none */
    seL4_CPtr endpoint;
} attached[PLACES];
static struct fuzz_tally tally = { .name = "runtime" };

/* -- what is attached ------------------------------------------------------ */

static struct attached *find(uint32_t run)
{
    for (unsigned i = 0; i < PLACES; i++)
        if (attached[i].run == run)
            return &attached[i];
    return NULL;
}

/* A request for nothing, as an application makes it. */
static bool is_answered(seL4_CPtr endpoint)
{
    static seL4_Word serial;
    seL4_MessageInfo_t info;

    seL4_SetMR(SDK_SIZE, 0);
    seL4_SetMR(SDK_SERIAL, ++serial);
    info = seL4_Call(endpoint, seL4_MessageInfo_new(SDK_PING, 0, 0, SDK_WORDS));
    return seL4_MessageInfo_get_label(info) == SDK_ANSWER + SDK_OK;
}

static void attach(uint32_t run, seL4_CPtr received)
{
    struct attached *a = find(0);

    a->run = run;
    a->endpoint = slots_keep(&slots, received);
    if (!is_answered(a->endpoint))
        fuzz_count_wrong(&tally, "endpoint", 0, 1);
}

static void detach(uint32_t run)
{
    struct attached *a = find(run);

    if (is_answered(a->endpoint))
        fuzz_count_wrong(&tally, "endpoint of nobody", 1, 0);
    slots_drop(&slots, a->endpoint);
    *a = (struct attached){ 0 };
}

/* -- the judge ------------------------------------------------------------- */

struct asked {
    uint32_t run;
    const char *id;
    uint32_t services;
    seL4_CPtr page;
};

static enum component_status read_request(const struct fuzz_request *r,
                                          struct asked *asked)
{
    struct component_message m = fuzz_parameters(r, METHODS);

    component_get(&m, &asked->run, sizeof asked->run);
    if (r->method == ATTACH) {
        asked->id = component_get_string(&m);
        component_get(&m, &asked->services, sizeof asked->services);
        asked->page = m.capability;
    }
    return fuzz_status(&m);
}

static bool is_page(seL4_CPtr capability)
{
    return capability >= objects && capability < objects + FRAMES;
}

static int expected_answer(const struct fuzz_request *r, const struct asked *a)
{
    if (r->method == DETACH)
        return a->run != 0 && find(a->run) != NULL;
    return a->run != 0 && !find(a->run) && find(0) &&
           bundle_id_valid(a->id, strlen(a->id)) &&
           a->services <= ALL_SERVICES && is_page(a->page);
}

static void told(const struct fuzz_request *r, const struct fuzz_answer *a)
{
    struct component_message m = fuzz_results(a);
    struct asked asked = { 0 };
    enum component_status status = read_request(r, &asked);
    int answer = 0, right;

    if (!fuzz_judge_status(&tally, r, a, status))
        return;
    component_get(&m, &answer, sizeof answer);
    right = expected_answer(r, &asked);
    fuzz_count_answer(&tally, answer);
    if (answer != right)
        fuzz_count_wrong(&tally, "answer", answer, right);
    else if (answer == 1 && r->method == ATTACH)
        attach(asked.run, r->client->receive);
    else if (answer == 1)
        detach(asked.run);
}

static const struct fuzz_judge judge = { .told = told };

/* -- requests -------------------------------------------------------------- */

static uint32_t any_run(void)
{
    return fuzz_below(8) ? 1 + fuzz_below(RUNS) : (uint32_t)fuzz_odd();
}

static const char *any_id(void)
{
    static const char *const ids[] = { "ann",      "ben", "org.test.any",
                                       "Capitals", "",    "a b" };

    switch (fuzz_below(8)) {
    case 0:
        return fuzz_text(200);
    case 1:
        return fuzz_letters('x', 62 + fuzz_below(5));
    default:
        return ids[fuzz_below(fuzz_below(4) ? 3 : 6)];
    }
}

static seL4_CPtr any_page(void)
{
    if (fuzz_below(4))
        return objects + fuzz_below(FRAMES);
    return fuzz_below(2) ? objects + fuzz_below(OBJECTS)
                         : fuzz_below(1 << CAMKES_CNODE_BITS);
}

static void ask(void)
{
    seL4_CPtr endpoint = seL4_CapNull;

    if (fuzz_below(5) < 2)
        runtime_detach(any_run());
    else
        runtime_attach(any_run(), any_id(),
                       fuzz_below(8) ? fuzz_below(16) : (uint32_t)fuzz_odd(),
                       any_page(), &endpoint);
}

/* -- rounds ---------------------------------------------------------------- */

/* To map one of these would be to call somebody, or to signal somebody and to
   believe that it was mapped. */
static void attach_no_pages(void)
{
    seL4_CPtr endpoint;
    int called = runtime_attach(1, "call", 0, objects + ENDPOINT, &endpoint);
    int signalled =
        runtime_attach(1, "signal", 0, objects + NOTIFICATION, &endpoint);

    printf("fuzzer: neither an endpoint nor a notification is a page: %d %d\n",
           called, signalled);
}

static bool start(void)
{
    uint32_t batch;

    objects = slots_take_row(&slots, OBJECTS);
    const uint32_t at = (uint32_t)objects;
    const struct memory_object wanted[] = {
        { seL4_RISCV_4K_Page, 0, FRAMES, at },
        { seL4_EndpointObject, 0, 1, at + ENDPOINT },
        { seL4_NotificationObject, 0, 1, at + NOTIFICATION },
        { seL4_TCBObject, 0, 1, at + THREAD },
        { seL4_RISCV_PageTableObject, 0, 1, at + TABLE },
        { seL4_RISCV_Mega_Page, 0, 1, at + LARGE_PAGE },
    };

    return memory_alloc(MEMORY_OWN_ACCOUNT, sizeof wanted / sizeof *wanted,
                        wanted, MEMORY_LONG, CAMKES_OWN_CNODE,
                        &batch) == MEMORY_OK;
}

/* Then all places must be free, and all slots for endpoints. */
static void detach_all(void)
{
    for (unsigned i = 0; i < PLACES; i++)
        if (attached[i].run)
            runtime_detach(attached[i].run);
}

int run(void)
{
    turn_wait();
    if (!start())
        return 1;
    attach_no_pages();
    for (unsigned n = ROUND;; n += ROUND) {
        fuzz_turn(&judge, ask, ROUND);
        fuzz_honestly(&judge, detach_all);
        printf("fuzzer: %s\nfuzzer: %u requests\n", fuzz_report(&tally), n);
    }
}
