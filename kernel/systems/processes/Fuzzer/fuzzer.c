/* SPDX-License-Identifier: MIT
 *
 * Asks the process manager for anything, a turn at a time: as many requests
 * of each interface, with any ids, numbers and capabilities. One in four is
 * spoilt on its way: this program brings its own component_call, which no
 * program has to do as the runtime does it. At the end of a turn it stops what
 * runs, and nothing must be left of it.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "component.h"

enum { REQUESTS = 2000, BAD = 4 };

static unsigned answers[PROCESS_ERRORS]; /* by enum process_error */
static unsigned strange;                 /* answers that there are not */
static unsigned spoilt;

/* -- any number ------------------------------------------------------------ */

static uint64_t random_word(void)
{
    static uint64_t state = 0x7e55e4a;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static uint32_t some(uint32_t limit)
{
    return (uint32_t)((random_word() >> 20) % limit);
}

static uint32_t number(void)
{
    static const uint32_t odd[] = { 0,       1,          12,         4095,
                                    4096,    4097,       0x7fffffff, 8193,
                                    8 << 20, 0x80000000, 0xffffffff };

    return some(2) ? some(20) : odd[some(sizeof odd / sizeof *odd)];
}

static const char *id(void)
{
    static const char *const ids[] = {
        "hello", "exiter", "fault",  "panic", "prober", "timer",
        "hog",   "proud",  "nobody", "",      "A",      "a b",
    };
    static char any[100];
    uint32_t length;

    if (some(6))
        return ids[some(sizeof ids / sizeof *ids)];
    length = some(sizeof any);
    for (uint32_t i = 0; i < length; i++)
        any[i] = (char)(1 + some(255));
    any[length] = '\0';
    return any;
}

/* -- what stands in for the runtime ---------------------------------------- */

void component_begin_call(const struct component_client *client,
                          struct component_message *m, unsigned method,
                          char *copy)
{
    static uint64_t words[COMPONENT_WORDS / sizeof(uint64_t)];

    *m = (struct component_message){ .data = (char *)words,
                                     .copy = copy,
                                     .size = COMPONENT_WORDS,
                                     .method = method };
    if (client->page) {
        m->data = client->page;
        m->size = COMPONENT_PAGE;
    }
}

/* What a program could change of a request. */
static void spoil(struct component_message *m, size_t *size)
{
    spoilt++;
    switch (some(5)) {
    case 0:
        m->method = some(2) ? some(16) : random_word() >> 12;
        break;
    case 1:
        *size = some(2) ? number() : random_word();
        break;
    case 2:
        m->data[some((uint32_t)m->at + 1)] ^= (char)(1 << some(8));
        break;
    case 3:
        m->capability = some(64);
        break;
    default:
        ((uint64_t *)m->data)[some(4)] = some(2) ? number() : random_word();
    }
}

static seL4_MessageInfo_t send(const struct component_client *client,
                               const struct component_message *m, size_t size)
{
    seL4_Word words = size / COMPONENT_WORD;

    if (client->page) {
        words = 1;
        seL4_SetMR(0, size);
    } else {
        words = words > seL4_MsgMaxLength ? seL4_MsgMaxLength : words;
        memcpy(seL4_GetIPCBuffer()->msg, m->data, words * COMPONENT_WORD);
    }
    if (m->capability)
        seL4_SetCap(0, m->capability);
    return seL4_Call(
        client->endpoint,
        seL4_MessageInfo_new(m->method, 0, m->capability != 0, words));
}

bool component_call(const struct component_client *client,
                    struct component_message *m)
{
    size_t size = m->at;
    bool spoils = some(BAD) == 0;
    seL4_MessageInfo_t info;

    if (m->error)
        return false;
    if (spoils)
        spoil(m, &size);
    info = send(client, m, size);
    m->at = 0;
    m->size = seL4_GetMR(0);
    if (!client->page) {
        m->size = seL4_MessageInfo_get_length(info) * COMPONENT_WORD;
        memcpy(m->data, seL4_GetIPCBuffer()->msg, m->size);
    }
    /* An answer to another question is not looked at. */
    if (spoils || seL4_MessageInfo_get_label(info) != COMPONENT_OK)
        m->error = COMPONENT_BAD_PAYLOAD;
    return !m->error;
}

bool component_end_call(const struct component_client *client,
                        struct component_message *m)
{
    (void)client;
    return component_read_all(m);
}

/* -- requests -------------------------------------------------------------- */

static void remember(int answer)
{
    if (answer >= 0 && answer < PROCESS_ERRORS)
        answers[answer]++;
    else
        strange++;
}

static void look_at_bundles(void)
{
    struct process_entry *bundles = NULL;
    size_t count = 0;

    remember(processes_get_running_bundles(&count, &bundles));
    free(bundles);
}

static void look_at_text(void)
{
    uint32_t next = 0;
    char *text = NULL;

    if (some(10) == 0)
        remember(processes_cap_scan(number(), &text, &next));
    else if (some(2))
        remember(processes_cap_scan_bundle(id(), number(), &text, &next));
    else
        remember(processes_last_error(&text));
    free(text);
}

static void ask_processes(void)
{
    struct process_status status;

    switch (some(16)) {
    case 0:
        remember(processes_start(id()));
        break;
    case 1 ... 3:
        remember(processes_stop(id()));
        break;
    case 4 ... 5:
        remember(processes_suspend(id()));
        break;
    case 6 ... 7:
        remember(processes_resume(id()));
        break;
    case 8 ... 9:
        remember(processes_wait(id(), &status));
        break;
    case 10 ... 11:
        remember(processes_get_bundle_state(id(), &status));
        break;
    case 12 ... 13:
        look_at_bundles();
        break;
    default:
        look_at_text();
    }
}

static void ask_packages(void)
{
    char *name = NULL;

    switch (some(4)) {
    case 0:
        remember(packages_install(some(64), number(), number(), &name));
        free(name);
        break;
    case 1:
        remember(packages_install_app(id(), some(64), number(), number()));
        break;
    case 2:
        remember(packages_install_builtin(id()));
        break;
    default:
        remember(packages_uninstall(id()));
    }
}

/* Runs have small numbers, so some of them are there. */
static void ask_reports(void)
{
    struct process_fault fault = { .cause = number(),
                                   .address = random_word() };
    uint32_t run = some(2) ? some(1 << 12) : (uint32_t)random_word();

    if (some(2))
        remember(reports_exited(run, (int)random_word()));
    else
        remember(reports_faulted(run, fault));
}

static void stop_all(void)
{
    struct process_entry *bundles;
    size_t count;
    bool found;

    do {
        bundles = NULL;
        count = 0;
        found =
            processes_get_running_bundles(&count, &bundles) != PROCESS_SUCCESS;
        for (size_t i = 0; i < count; i++)
            if (bundles[i].status.state == PROCESS_RUNNING ||
                bundles[i].status.state == PROCESS_SUSPENDED) {
                processes_stop(bundles[i].id);
                found = true;
            }
        free(bundles);
    } while (found);
}

int run(void)
{
    for (unsigned done = REQUESTS;; done += REQUESTS) {
        turn_wait();
        for (unsigned i = 0; i < REQUESTS; i++) {
            ask_processes();
            ask_packages();
            ask_reports();
        }
        stop_all();
        printf("fuzzer: %u requests of each, %u spoilt, %u strange:", done,
               spoilt, strange);
        for (unsigned i = 0; i < PROCESS_ERRORS; i++)
            printf(" %u", answers[i]);
        printf("\n");
        turned_emit();
    }
}
