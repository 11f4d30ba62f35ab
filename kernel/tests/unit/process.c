/* SPDX-License-Identifier: MIT */
/*
 * The process manager without a kernel: states of bundles, reports of those
 * that end, and what a bundle is made of, each against a model that is as
 * simple as can be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interfaces/application.h"
#include "layout.h"
#include "reports.h"
#include "sel4/sel4.h"
#include "table.h"

enum { PAGE = 4096, STEPS = 100000, BUNDLES = 2000 };

/* xorshift64*: the same sequence in every run. */
static uint64_t seed = 0x9e3779b97f4a7c15;

static uint64_t random_below(uint64_t limit)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (seed * 0x2545f4914f6cdd1d >> 16) % limit;
}

/* -- states ---------------------------------------------------------------- */

static struct table table;

static int empty_table(void **state)
{
    (void)state;
    memset(&table, 0, sizeof table);
    return 0;
}

static void happen(const char *id, enum table_event event)
{
    struct table_cause cause = { .event = event, .run = 0, .code = 7 };
    enum process_error error;

    assert_int_equal(table_check(&table, id, event, &error), TABLE_DO);
    assert_int_equal(error, PROCESS_SUCCESS);
    cause.fault.cause = 6;
    if (event == TABLE_START)
        cause.run = table_new_run(&table);
    table_change(&table, id, &cause);
}

static void refused(const char *id, enum table_event event,
                    enum process_error reason)
{
    enum process_error error;

    assert_int_equal(table_check(&table, id, event, &error), TABLE_REFUSE);
    assert_int_equal(error, reason);
}

static uint32_t state_of(const char *id)
{
    const struct table_process *p = table_find(&table, id);

    return p ? p->entry.status.state : PROCESS_STOPPED;
}

static void every_state_is_reached(void **state)
{
    (void)state;
    assert_int_equal(state_of("a"), PROCESS_STOPPED);
    happen("a", TABLE_START);
    assert_int_equal(state_of("a"), PROCESS_RUNNING);
    happen("a", TABLE_SUSPEND);
    assert_int_equal(state_of("a"), PROCESS_SUSPENDED);
    happen("a", TABLE_RESUME);
    assert_int_equal(state_of("a"), PROCESS_RUNNING);
    happen("a", TABLE_EXIT);
    assert_int_equal(state_of("a"), PROCESS_EXITED);
    assert_int_equal(table_find(&table, "a")->entry.status.code, 7);
    happen("a", TABLE_START);
    assert_int_equal(table_find(&table, "a")->entry.status.code, 0);
    happen("a", TABLE_FAULT);
    assert_int_equal(state_of("a"), PROCESS_FAULTED);
    assert_int_equal(table_find(&table, "a")->entry.status.fault.cause, 6);
    happen("a", TABLE_START);
    happen("a", TABLE_STOP);
    assert_int_equal(state_of("a"), PROCESS_STOPPED);
    assert_int_equal(table_find(&table, "a")->entry.status.starts, 3);
    happen("a", TABLE_UNINSTALL);
    assert_null(table_find(&table, "a"));
}

static void each_refusal_has_its_reason(void **state)
{
    enum process_error error;

    (void)state;
    for (int event = TABLE_STOP; event <= TABLE_FAULT; event++)
        refused("a", (enum table_event)event, PROCESS_BUNDLE_NOT_RUNNING);
    happen("a", TABLE_START);
    assert_int_equal(table_check(&table, "a", TABLE_START, &error),
                     TABLE_NOTHING);
    refused("a", TABLE_RESUME, PROCESS_BUNDLE_RUNNING);
    refused("a", TABLE_UNINSTALL, PROCESS_BUNDLE_RUNNING);
    happen("a", TABLE_SUSPEND);
    refused("a", TABLE_START, PROCESS_BUNDLE_RUNNING);
    refused("a", TABLE_SUSPEND, PROCESS_BUNDLE_NOT_RUNNING);
    refused("a", TABLE_UNINSTALL, PROCESS_BUNDLE_RUNNING);
    happen("a", TABLE_EXIT);
    for (int event = TABLE_STOP; event <= TABLE_FAULT; event++)
        refused("a", (enum table_event)event, PROCESS_BUNDLE_NOT_RUNNING);
}

/* As many bundles as there is no room for, 64 of them, each with its state
 * and when it changed last. */
struct model {
    uint32_t state[64], run[64];
    uint64_t starts[64], changed[64];
    bool known[64];
};

static unsigned count_of(const bool *flags)
{
    unsigned count = 0;

    for (int i = 0; i < 64; i++)
        count += flags[i];
    return count;
}

static void model_forget(struct model *m)
{
    int oldest = -1;

    for (int i = 0; i < 64; i++)
        if (m->known[i] && !m->run[i] &&
            (oldest < 0 || m->changed[i] < m->changed[oldest]))
            oldest = i;
    m->known[oldest] = false;
    m->state[oldest] = PROCESS_STOPPED;
    m->starts[oldest] = 0;
}

static unsigned runs_of(const struct model *m)
{
    unsigned count = 0;

    for (int i = 0; i < 64; i++)
        count += m->run[i] != 0;
    return count;
}

/* What the model makes of an event, said in words. */
static uint32_t model_next(uint32_t state, enum table_event event)
{
    bool alive = state == PROCESS_RUNNING || state == PROCESS_SUSPENDED;

    switch (event) {
    case TABLE_START:
        return state == PROCESS_SUSPENDED ? 99 : PROCESS_RUNNING;
    case TABLE_STOP:
        return alive ? PROCESS_STOPPED : 99;
    case TABLE_SUSPEND:
        return state == PROCESS_RUNNING ? PROCESS_SUSPENDED : 99;
    case TABLE_RESUME:
        return state == PROCESS_SUSPENDED ? PROCESS_RUNNING : 99;
    case TABLE_EXIT:
        return alive ? PROCESS_EXITED : 99;
    case TABLE_FAULT:
        return alive ? PROCESS_FAULTED : 99;
    default:
        return alive ? 99 : PROCESS_STOPPED;
    }
}

static void model_change(struct model *m, int i, enum table_event event,
                         uint32_t next, uint64_t now)
{
    if (event != TABLE_UNINSTALL && !m->known[i] &&
        count_of(m->known) == TABLE_ENTRIES)
        model_forget(m);
    m->known[i] = event != TABLE_UNINSTALL;
    m->state[i] = next;
    m->changed[i] = now;
    m->starts[i] += event == TABLE_START;
    if (event == TABLE_START)
        m->run[i] = table.runs;
    if (next != PROCESS_RUNNING && next != PROCESS_SUSPENDED)
        m->run[i] = 0;
    if (event == TABLE_UNINSTALL)
        m->starts[i] = 0;
}

static void compare(const struct model *m)
{
    struct process_entry list[TABLE_ENTRIES];
    size_t shown = table_list(&table, list), expected = 0;

    for (int i = 0; i < 64; i++) {
        char id[16];
        const struct table_process *p;

        snprintf(id, sizeof id, "b%02d", i);
        p = table_find(&table, id);
        assert_int_equal(p != NULL, m->known[i]);
        assert_int_equal(p ? p->entry.status.state : 0, m->state[i]);
        assert_int_equal(p ? p->entry.status.starts : 0, m->starts[i]);
        assert_int_equal(p ? p->run : 0, m->run[i]);
        if (m->run[i])
            assert_ptr_equal(table_find_run(&table, m->run[i]), p);
        if (m->state[i] != PROCESS_STOPPED)
            assert_string_equal(list[expected++].id, id);
    }
    assert_int_equal(shown, expected);
}

static void random_events_go_as_in_the_model(void **state)
{
    static struct model m;
    unsigned done = 0, refusals = 0, full = 0;

    (void)state;
    memset(&m, 0, sizeof m);
    for (int step = 0; step < STEPS; step++) {
        int i = (int)random_below(64);
        enum table_event event =
            random_below(3) ? TABLE_START
                            : (enum table_event)random_below(TABLE_EVENTS);
        struct table_cause cause = { .event = event };
        uint32_t next = model_next(m.state[i], event);
        enum process_error error;
        char id[16];
        enum table_verdict verdict;

        snprintf(id, sizeof id, "b%02d", i);
        verdict = table_check(&table, id, event, &error);
        assert_int_equal(verdict == TABLE_REFUSE, next == 99);
        assert_int_equal(error == PROCESS_SUCCESS, next != 99);
        refusals += next == 99;
        if (verdict != TABLE_DO)
            continue;
        if (event == TABLE_START && runs_of(&m) == TABLE_RUNS) {
            full++;
            continue;
        }
        if (event == TABLE_START)
            cause.run = table_new_run(&table);
        table_change(&table, id, &cause);
        model_change(&m, i, event, next, (uint64_t)step);
        done++;
        if (step % 16 == 0)
            compare(&m);
    }
    compare(&m);
    assert_true(done > STEPS / 10 && refusals > STEPS / 50 &&
                full > STEPS / 50);
}

/* -- reports --------------------------------------------------------------- */

static void reports_come_once_and_in_their_order(void **state)
{
    static struct reports q;
    uint32_t live[REPORTS_MAX], queued[REPORTS_MAX];
    bool reported[REPORTS_MAX];
    size_t lives = 0, waiting = 0;
    unsigned dropped = 0, taken = 0;
    uint32_t runs = 0;

    (void)state;
    for (int step = 0; step < STEPS; step++) {
        struct report r = { .run = runs - (uint32_t)random_below(20),
                            .code = step };
        size_t i;

        if (lives && random_below(2))
            r.run = live[random_below(lives)];
        switch (random_below(4)) {
        case 0:
            assert_int_equal(reports_expect(&q, runs + 1), lives < REPORTS_MAX);
            if (lives < REPORTS_MAX) {
                reported[lives] = false;
                live[lives++] = ++runs;
            }
            break;
        case 1:
            for (i = 0; i < lives && live[i] != r.run; i++)
                ;
            assert_int_equal(reports_put(&q, &r), i < lives && !reported[i]);
            dropped += i == lives || reported[i];
            if (i < lives && !reported[i]) {
                reported[i] = true;
                queued[waiting++] = r.run;
            }
            break;
        case 2:
            assert_int_equal(reports_take(&q, &r), waiting > 0);
            if (waiting) {
                assert_int_equal(r.run, queued[0]);
                memmove(queued, queued + 1, --waiting * sizeof *queued);
                taken++;
            }
            break;
        default:
            reports_forget(&q, r.run);
            for (i = 0; i < lives && live[i] != r.run; i++)
                ;
            if (i == lives)
                break;
            live[i] = live[--lives];
            reported[i] = reported[lives];
            for (i = 0; i < waiting && queued[i] != r.run; i++)
                ;
            if (i < waiting)
                memmove(queued + i, queued + i + 1,
                        (--waiting - i) * sizeof *queued);
        }
    }
    assert_true(dropped > STEPS / 50 && taken > STEPS / 50);
}

static void run_0_reports_nothing(void **state)
{
    static struct reports q;
    struct report r = { .run = 0 };

    (void)state;
    assert_false(reports_put(&q, &r));
    reports_forget(&q, 0);
    assert_false(reports_take(&q, &r));
}

/* -- layout ---------------------------------------------------------------- */

static struct bundle bundle;
static struct layout layout;

/* Segments anywhere, often close to borders of what a page table covers. */
static void make_bundle(void)
{
    uint64_t at = BUNDLE_VADDR_MIN + random_below(4) * PAGE;
    static const uint32_t rights[] = { BUNDLE_READ, BUNDLE_READ | BUNDLE_WRITE,
                                       BUNDLE_READ | BUNDLE_EXECUTE };

    memset(&bundle, 0, sizeof bundle);
    bundle.segments = 1 + (uint32_t)random_below(BUNDLE_SEGMENTS_MAX);
    for (uint32_t i = 0; i < bundle.segments; i++) {
        struct bundle_segment *s = &bundle.segment[i];

        if (random_below(2))
            at = (at + (1 << 21)) & -(1ull << 21);
        if (random_below(2))
            at -= random_below(2) * PAGE < at ? 0 : PAGE;
        at += random_below(3) * (random_below(8) ? PAGE : 5 << 20);
        s->vaddr = at;
        s->memory_size = 1 + random_below(random_below(4) ? 5 * PAGE : 3 << 20);
        s->size = (uint32_t)random_below(s->memory_size + 1);
        s->rights = rights[random_below(3)];
        at = (at + s->memory_size + PAGE - 1) & -(uint64_t)PAGE;
    }
    bundle.manifest.stack =
        PAGE * (1 + random_below(random_below(4) ? 16 : 4096));
    bundle.manifest.heap = random_below(2) * PAGE * random_below(2048);
}

static bool covers(const struct layout_range *r, uint64_t vaddr)
{
    return vaddr >= r->vaddr && vaddr < r->vaddr + (uint64_t)r->pages * PAGE;
}

/* The model: tables are put in one by one, as the kernel does it, and then
 * each page must find its own. */
static void check_tables(void)
{
    uint64_t gib[LAYOUT_TABLES_MAX], large[LAYOUT_TABLES_MAX];
    size_t gibs = 0, larges = 0, used = 0;

    for (uint32_t i = 0; i < layout.tables; i++) {
        uint64_t v = layout.table[i];
        size_t k;

        for (k = 0; k < gibs && gib[k] != v >> 30; k++)
            ;
        if (k == gibs) {
            gib[gibs++] = v >> 30;
            continue;
        }
        for (k = 0; k < larges && large[k] != v >> 21; k++)
            ;
        assert_int_equal(k, larges);
        large[larges++] = v >> 21;
    }
    for (uint32_t i = 0; i < layout.ranges; i++)
        for (uint32_t p = 0; p < layout.range[i].pages; p++) {
            uint64_t v = layout.range[i].vaddr + (uint64_t)p * PAGE;

            while (used < larges && large[used] != v >> 21)
                used++;
            assert_true(used < larges);
        }
    assert_int_equal(used + 1, larges);
}

static void check_ranges(void)
{
    const uint64_t stack = bundle.manifest.stack;
    uint64_t end = 0;
    uint32_t slot = LAYOUT_TABLES + layout.tables;

    assert_int_equal(layout.ranges, bundle.segments + 3);
    for (uint32_t i = 0; i < layout.ranges; i++) {
        const struct layout_range *r = &layout.range[i];

        assert_true(r->vaddr >= end && r->vaddr % PAGE == 0 && r->pages > 0);
        assert_int_not_equal(r->rights & (BUNDLE_WRITE | BUNDLE_EXECUTE),
                             BUNDLE_WRITE | BUNDLE_EXECUTE);
        assert_int_equal(r->slot, slot);
        assert_true(r->size <= (uint64_t)r->pages * PAGE);
        assert_false(covers(r, APPLICATION_STACK_END));
        assert_false(covers(r, APPLICATION_STACK_END - stack - 1));
        assert_false(covers(r, APPLICATION_IPC_BUFFER + PAGE));
        assert_false(covers(r, APPLICATION_HEAP));
        if (i < bundle.segments) {
            assert_int_equal(r->rights, bundle.segment[i].rights);
            assert_int_equal(r->vaddr, bundle.segment[i].vaddr);
            assert_int_equal(r->pages,
                             (bundle.segment[i].memory_size + PAGE - 1) / PAGE);
        }
        end = r->vaddr + (uint64_t)r->pages * PAGE;
        slot += r->pages;
    }
    assert_true(
        covers(&layout.range[bundle.segments], APPLICATION_STACK_END - 1));
    assert_true(
        covers(&layout.range[bundle.segments], APPLICATION_STACK_END - stack));
    assert_int_equal(layout.slots, slot);
    assert_int_equal(layout.ipc_buffer, slot - 2);
    assert_int_equal(layout.page, slot - 1);
}

static uint64_t bytes_of(const struct memory_object *o)
{
    switch (o->type) {
    case seL4_TCBObject:
        return 2048;
    case seL4_CapTableObject:
        return 32ull << o->size_bits;
    case seL4_SchedContextObject:
        return 1ull << o->size_bits;
    default:
        return PAGE;
    }
}

static void check_objects(void)
{
    struct memory_object object[LAYOUT_OBJECTS];
    uint64_t bytes = 0, memory = layout.range[bundle.segments].pages;
    uint32_t slot = 1000;

    layout_objects(&layout, slot, object);
    for (size_t i = 0; i < LAYOUT_OBJECTS; i++) {
        assert_int_equal(object[i].slot, slot);
        assert_true(object[i].count > 0);
        slot += object[i].count;
        bytes += bytes_of(&object[i]) * object[i].count;
    }
    assert_int_equal(slot, 1000 + layout.slots);
    assert_int_equal(bytes, layout.bytes);
    for (uint32_t i = 0; i < bundle.segments; i++)
        memory += layout.range[i].pages;
    if (!bundle.manifest.heap)
        assert_int_equal(layout.overhead, bytes - memory * PAGE);
    else
        assert_true(layout.overhead >= bytes - memory * PAGE + 2 * PAGE);
}

static void a_bundle_has_all_that_it_needs_and_no_more(void **state)
{
    unsigned small = 0, large = 0;

    (void)state;
    for (int i = 0; i < BUNDLES; i++) {
        bool fits;

        make_bundle();
        fits = layout_make(&layout, &bundle);
        assert_int_equal(fits, layout.slots <= 4096);
        check_ranges();
        check_tables();
        check_objects();
        small += fits;
        large += !fits;
    }
    assert_true(small > BUNDLES / 10 && large > BUNDLES / 50);
}

/* From the first page to the last one that a bundle may have. */
static void the_largest_image_has_room_in_the_layout(void **state)
{
    (void)state;
    memset(&bundle, 0, sizeof bundle);
    bundle.segments = 1;
    bundle.segment[0].vaddr = BUNDLE_VADDR_MIN;
    bundle.segment[0].memory_size = BUNDLE_VADDR_END - BUNDLE_VADDR_MIN;
    bundle.segment[0].rights = BUNDLE_READ;
    bundle.manifest.stack = 16 << 20;
    assert_false(layout_make(&layout, &bundle));
    assert_int_equal(layout.tables, LAYOUT_TABLES_MAX);
    check_tables();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_state_is_reached, empty_table),
        cmocka_unit_test_setup(each_refusal_has_its_reason, empty_table),
        cmocka_unit_test_setup(random_events_go_as_in_the_model, empty_table),
        cmocka_unit_test(reports_come_once_and_in_their_order),
        cmocka_unit_test(run_0_reports_nothing),
        cmocka_unit_test(a_bundle_has_all_that_it_needs_and_no_more),
        cmocka_unit_test(the_largest_image_has_room_in_the_layout),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
