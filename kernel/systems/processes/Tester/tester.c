/* SPDX-License-Identifier: MIT
 *
 * The tester: goes through all that the process manager does, group by group.
 * Then it repeats what must leave nothing behind, round after round: cycles of
 * every application, and a turn of the fuzzer.
 */
#include "tester.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "serial_console.h"

enum { CYCLES = 20, SCAN_BYTES = 64 << 10 };

/* -- expectations ---------------------------------------------------------- */

static struct {
    const char *name;
    unsigned all, met;
} group;

void group_begin(const char *name)
{
    group.name = name;
    group.all = group.met = 0;
}

void group_end(void)
{
    printf("tester: %s: %u of %u\n", group.name, group.met, group.all);
}

void expect(const char *what, uint64_t got, uint64_t wanted)
{
    group.all++;
    group.met += got == wanted;
    if (got != wanted)
        printf("tester: WRONG: %s: %s: %lu instead of %lu\n", group.name, what,
               got, wanted);
}

void expect_words(const char *words)
{
    char *text = NULL;

    processes_last_error(&text);
    group.all++;
    if (text && strstr(text, words))
        group.met++;
    else
        printf("tester: WRONG: %s: '%s' is not in '%s'\n", group.name, words,
               text);
    free(text);
}

/* -- snapshots ------------------------------------------------------------- */

struct state {
    struct memory_stats memory;
    uint32_t free_slots;
    int installed; /* the built-in bundle */
    char slots[SCAN_BYTES];
};

static struct state before, now;

static void read_slots(char *to)
{
    uint32_t next = 0;
    size_t length = 0;

    do {
        char *text = NULL;
        uint32_t first = next;

        next = 0;
        processes_cap_scan(first, &text, &next);
        if (text && length + strlen(text) < SCAN_BYTES)
            length += (size_t)sprintf(to + length, "%s", text);
        free(text);
    } while (next);
    to[length] = '\0';
}

static void read_state(struct state *s)
{
    memory_stats_all(&s->memory);
    s->free_slots = attempts_free_slots();
    s->installed = tampering_installed();
    read_slots(s->slots);
}

void snapshot(void)
{
    read_state(&before);
}

void expect_as_before(const char *what)
{
    const struct memory_stats *m = &before.memory, *n = &now.memory;

    read_state(&now);
    if (m->allocated == n->allocated && m->free == n->free &&
        m->objects == n->objects && m->batches == n->batches &&
        before.free_slots == now.free_slots &&
        before.installed == now.installed && !strcmp(before.slots, now.slots)) {
        expect(what, 0, 0);
        return;
    }
    expect(what, 1, 0);
    printf("tester: bytes %lu -> %lu, objects %lu -> %lu, batches %lu -> %lu, "
           "free slots %u -> %u, what is in the others %s, installed "
           "%d -> %d\n",
           m->allocated, n->allocated, m->objects, n->objects, m->batches,
           n->batches, before.free_slots, now.free_slots,
           strcmp(before.slots, now.slots) ? "differ" : "agree",
           before.installed, now.installed);
}

/* -- bundles --------------------------------------------------------------- */

void wait_end(const char *id, struct process_status *status)
{
    while (processes_wait(id, status) == PROCESS_BUNDLE_RUNNING)
        changed_wait();
}

int start_and_wait(const char *id, struct process_status *status)
{
    int error = processes_start(id);

    if (error == PROCESS_SUCCESS)
        wait_end(id, status);
    return error;
}

void prober_shall(const char *word)
{
    tampering_say(word);
}

/* -- the console ----------------------------------------------------------- */

/* A release kernel has none. */
void pre_init(void)
{
    serial_console();
}

/* -- all of it ------------------------------------------------------------- */

int run(void)
{
    start_measured();
    states_tested();
    packages_tested();
    faults_tested();
    quotas_tested();
    hoards_tested();
    undoing_tested();
    failures_tested();
    /* Afterwards: a place that was lost would be missing. */
    many_tested();
    bad_bundles_tested();
    printf("tester: done\n");
    for (unsigned round = 1;; round++) {
        char name[64];

        snprintf(name, sizeof name, "%u cycles", round * CYCLES);
        group_begin(name);
        cycles_tested(CYCLES);
        turn_emit();
        turned_wait();
        packages_install_builtin("exiter"); /* the fuzzer may have removed it */
        expect_as_before("the fuzzer's turn");
        group_end();
    }
}
