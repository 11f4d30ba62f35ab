/* SPDX-License-Identifier: MIT */
/*
 * The initialiser's parts that touch no kernel object: the check of a plan,
 * the lookup of rows, backtraces, and the memory that is left over.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../initialiser/backtrace.h"
#include "../../initialiser/check.h"
#include "../../initialiser/remaining.h"
#include "../../initialiser/rows.h"
#include "sample_plan.h"

static struct sample_plan s;

static int fresh(void **state)
{
    (void)state;
    sample_plan(&s);
    return 0;
}

/* -- check ----------------------------------------------------------------- */

static void check_accepts_the_sample(void **state)
{
    struct plan_refusal why = { 0 };

    (void)state;
    if (!plan_check(&s, sizeof s, &why))
        fail_msg("%s %lu: %s: %s", why.record, why.index, why.field, why.why);
}

/* A field that is overwritten, and where the check must then point. */
struct broken {
    size_t offset;
    size_t width;
    uint64_t value;
    const char *record;
    uint64_t index;
    const char *field;
};

#define AT(member) offsetof(struct sample_plan, member), sizeof s.member

static const struct broken breaks[] = {
    { AT(plan.magic), 1, "plan", 0, "magic" },
    { AT(plan.size), sizeof s + 1, "plan", 0, "size" },
    { AT(plan.size), 8, "plan", 0, "size" },
    { AT(plan.order.offset), 4, "plan", 0, "order" },
    { AT(plan.order.count), UINT64_MAX, "plan", 0, "order" },
    { AT(plan.order.count), 3, "plan", 0, "order" },
    { AT(plan.objects.offset), sizeof s + 8, "plan", 0, "objects" },
    { AT(plan.caps.count), 1ull << 60, "plan", 0, "caps" },
    { AT(plan.data.count), 9, "plan", 0, "data" },
    { AT(plan.strings.count), 0, "plan", 0, "strings" },
    { AT(plan.strings.count), 2, "plan", 0, "strings" },
    { AT(plan.remaining.cnode), SAMPLE_TCB, "plan", 0, "remaining" },
    { AT(plan.remaining.count), 9, "plan", 0, "remaining" },
    { AT(plan.remaining.slot), UINT32_MAX, "plan", 0, "remaining" },
    { AT(plan.remaining.slot), 2, "caps", 2, "slot" },
    { AT(plan.monitor), PLAN_NONE, "plan", 0, "monitor" },
    { AT(plan.monitor_cspace), SAMPLE_TCB, "plan", 0, "monitor_cspace" },
    { AT(plan.monitor_vspace), SAMPLE_VSPACE, "plan", 0, "monitor_vspace" },
    { AT(plan.domain_start), 2, "plan", 0, "domain_start" },
    { AT(plan.domain_start), 1, "plan", 0, "domain_start" },
    { AT(objects[3].type), PLAN_TYPES, "objects", 3, "type" },
    { AT(objects[3].name), SAMPLE_STRINGS, "objects", 3, "name" },
    { AT(objects[3].component), 2, "objects", 3, "component" },
    { AT(objects[SAMPLE_CODE].size_bits), 13, "objects", SAMPLE_CODE,
      "size_bits" },
    { AT(objects[SAMPLE_CSPACE].size_bits), 0, "objects", SAMPLE_CSPACE,
      "size_bits" },
    { AT(objects[SAMPLE_CSPACE].size_bits), 60, "objects", SAMPLE_CSPACE,
      "size_bits" },
    { AT(objects[SAMPLE_CONTEXT].size_bits), 6, "objects", SAMPLE_CONTEXT,
      "size_bits" },
    { AT(objects[SAMPLE_CONTEXT].first), 19, "objects", SAMPLE_CONTEXT,
      "first" },
    { AT(objects[SAMPLE_CONTEXT].first), 2001, "objects", SAMPLE_CONTEXT,
      "first" },
    { AT(objects[SAMPLE_CONTEXT].second), UINT64_MAX, "objects", SAMPLE_CONTEXT,
      "second" },
    { AT(objects[SAMPLE_DEVICE].paddr), 0x10000800, "objects", SAMPLE_DEVICE,
      "paddr" },
    { AT(objects[SAMPLE_DEVICE].paddr), 1ull << 39, "objects", SAMPLE_DEVICE,
      "paddr" },
    { AT(objects[SAMPLE_TCB].paddr), 0x80000000, "objects", SAMPLE_TCB,
      "paddr" },
    { AT(objects[SAMPLE_IRQ].number), 96, "objects", SAMPLE_IRQ, "number" },
    { AT(objects[SAMPLE_MONITOR_VSPACE].number), 16, "objects",
      SAMPLE_MONITOR_VSPACE, "number" },
    { AT(objects[SAMPLE_MONITOR_VSPACE].number), 4, "plan", 0,
      "monitor_vspace" },
    { AT(objects[SAMPLE_TABLE_1].number), SAMPLE_TCB, "objects", SAMPLE_TABLE_1,
      "number" },
    { AT(objects[SAMPLE_TABLE_1].number), 1ull << 32, "objects", SAMPLE_TABLE_1,
      "number" },
    { AT(objects[SAMPLE_TABLE_1].second), 3, "objects", SAMPLE_TABLE_1,
      "second" },
    { AT(order[2]), SAMPLE_OBJECTS, "order", 2, "object" },
    { AT(order[2]), SAMPLE_IRQ, "order", 2, "object" },
    { AT(order[2]), SAMPLE_DEVICE, "order", 2, "object" },
    { AT(order[3]), SAMPLE_MONITOR, "order", 3, "object" },
    { AT(caps[1].cnode), SAMPLE_TCB, "caps", 1, "cnode" },
    { AT(caps[1].slot), 16, "caps", 1, "slot" },
    { AT(caps[1].slot), 8, "caps", 1, "slot" },
    { AT(caps[1].slot), 2, "caps", 2, "slot" },
    { AT(caps[1].object), SAMPLE_OBJECTS, "caps", 1, "object" },
    { AT(caps[1].object), SAMPLE_TABLE_2, "caps", 1, "object" },
    { AT(caps[1].rights), 16, "caps", 1, "rights" },
    { AT(caps[1].label), SAMPLE_STRINGS, "caps", 1, "label" },
    { AT(caps[3].badge), 61, "caps", 3, "badge" },
    { AT(mappings[1].vspace), SAMPLE_TCB, "mappings", 1, "vspace" },
    { AT(mappings[1].frame), SAMPLE_TCB, "mappings", 1, "frame" },
    { AT(mappings[1].vaddr), 0x200800, "mappings", 1, "vaddr" },
    { AT(mappings[1].vaddr), 0x3ffffff000, "mappings", 1, "vaddr" },
    { AT(mappings[1].vaddr), 0x202000, "mappings", 2, "vaddr" },
    { AT(mappings[1].rights), PLAN_WRITE, "mappings", 1, "rights" },
    { AT(mappings[1].rights), PLAN_GRANT, "mappings", 1, "rights" },
    { AT(mappings[1].flags), 4, "mappings", 1, "flags" },
    { AT(fills[0].kind), 3, "fills", 0, "kind" },
    { AT(fills[0].frame), SAMPLE_TCB, "fills", 0, "frame" },
    { AT(fills[0].at), 4089, "fills", 0, "length" },
    { AT(fills[0].length), 9, "fills", 0, "offset" },
    { AT(fills[0].offset), UINT64_MAX, "fills", 0, "offset" },
    { AT(threads[1].tcb), SAMPLE_TCB, "threads", 1, "tcb" },
    { AT(threads[1].tcb), SAMPLE_VSPACE, "threads", 1, "tcb" },
    { AT(threads[1].cnode), PLAN_NONE, "threads", 1, "cnode" },
    { AT(threads[1].cspace_guard), 63, "threads", 1, "cspace_guard" },
    { AT(threads[1].vspace), SAMPLE_TABLE_1, "threads", 1, "vspace" },
    { AT(threads[0].ipc_frame), SAMPLE_TCB, "threads", 0, "ipc_frame" },
    { AT(threads[0].ipc_vaddr), 0x202200, "threads", 0, "ipc_vaddr" },
    { AT(threads[0].sched_context), SAMPLE_TCB, "threads", 0, "sched_context" },
    { AT(threads[1].sched_context), PLAN_NONE, "threads", 1, "flags" },
    { AT(threads[1].notification), PLAN_NONE, "threads", 1, "flags" },
    { AT(threads[1].fault), SAMPLE_TCB, "threads", 1, "fault" },
    { AT(threads[1].fault_rights), PLAN_WRITE, "threads", 1, "fault" },
    { AT(threads[0].timeout_rights), PLAN_GRANT, "threads", 0, "timeout" },
    { AT(threads[0].component), 2, "threads", 0, "component" },
    { AT(threads[0].name), SAMPLE_STRINGS, "threads", 0, "name" },
    { AT(threads[0].priority), 255, "threads", 0, "priority" },
    { AT(threads[0].max_priority), 255, "threads", 0, "max_priority" },
    { AT(threads[0].domain), 256, "threads", 0, "domain" },
    { AT(threads[0].flags), 8, "threads", 0, "flags" },
    { AT(threads[0].stack_bottom), 0x204000, "threads", 0, "stack_bottom" },
    { AT(irqs[0].irq), SAMPLE_TCB, "irqs", 0, "irq" },
    { AT(irqs[0].notification), SAMPLE_TCB, "irqs", 0, "notification" },
    { AT(components[0].name), SAMPLE_STRINGS, "components", 0, "name" },
    { AT(components[0].program), SAMPLE_STRINGS, "components", 0, "program" },
    { AT(components[0].parent), 2, "components", 0, "parent" },
    { AT(components[0].vspace), SAMPLE_TCB, "components", 0, "vspace" },
    { AT(components[1].rows), 1, "components", 1, "rows" },
    { AT(components[1].first_row), 5, "components", 1, "rows" },
    { AT(links[0].kind), 5, "links", 0, "kind" },
    { AT(links[0].to), 2, "links", 0, "to" },
    { AT(links[0].name), SAMPLE_STRINGS, "links", 0, "name" },
    { AT(rows[1].address), 0x200011, "components", 0, "rows" },
    { AT(rows[1].function), SAMPLE_STRINGS, "rows", 1, "function" },
    { AT(rows[1].file), SAMPLE_STRINGS, "rows", 1, "file" },
    { AT(constants[0].component), PLAN_NONE, "constants", 0, "component" },
    { AT(constants[0].comment), SAMPLE_STRINGS, "constants", 0, "comment" },
    { AT(domains[0].domain), 256, "domains", 0, "domain" },
    { AT(domains[0].ticks), 1ull << 56, "domains", 0, "ticks" },
    { AT(domains[0].ticks), 0, "domains", 0, "ticks" },
    { AT(domains[1].domain), 1, "domains", 1, "ticks" },
};

static void check_names_what_is_broken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
        const struct broken *b = &breaks[i];
        struct plan_refusal why = { 0 };

        sample_plan(&s);
        memcpy((char *)&s + b->offset, &b->value, b->width);
        if (plan_check(&s, sizeof s, &why))
            fail_msg("%s %lu: %s = %lu was accepted", b->record, b->index,
                     b->field, b->value);
        if (strcmp(why.record, b->record) || why.index != b->index ||
            strcmp(why.field, b->field))
            fail_msg("%s %lu: %s = %lu was refused as %s %lu: %s", b->record,
                     b->index, b->field, b->value, why.record, why.index,
                     why.field);
    }
}

static void check_tells_faulting_threads_apart(void **state)
{
    struct plan_refusal why;

    (void)state;
    s.threads[1].fault = SAMPLE_MONITOR;
    s.threads[1].fault_badge = 2;
    assert_true(plan_check(&s, sizeof s, &why));
    s.threads[1].fault_badge = 1;
    assert_false(plan_check(&s, sizeof s, &why));
    assert_string_equal(why.field, "fault_badge");
}

static void check_accepts_unsorted_tables(void **state)
{
    struct plan_cap cap = s.caps[1];
    struct plan_mapping mapping = s.mappings[1];
    struct plan_refusal why;

    (void)state;
    s.caps[1] = s.caps[3];
    s.caps[3] = cap;
    s.mappings[1] = s.mappings[3];
    s.mappings[3] = mapping;
    assert_true(plan_check(&s, sizeof s, &why));
    s.caps[2].slot = 1;
    assert_false(plan_check(&s, sizeof s, &why));
    s.caps[2].slot = 2;
    s.mappings[3].vaddr = 0x203000;
    assert_false(plan_check(&s, sizeof s, &why));
    assert_string_equal(why.why, "overlaps another mapping");
}

static void check_reads_no_further_than_the_block(void **state)
{
    struct plan_refusal why;

    (void)state;
    assert_false(plan_check(&s, sizeof s - 1, &why));
    assert_false(plan_check(&s, sizeof(struct plan) - 1, &why));
}

/* -- rows ------------------------------------------------------------------ */

static void rows_hold_up_to_the_next(void **state)
{
    (void)state;
    assert_null(rows_find(&s.plan, 0, 0x1fffff));
    assert_ptr_equal(rows_find(&s.plan, 0, 0x200000), &s.rows[0]);
    assert_ptr_equal(rows_find(&s.plan, 0, 0x200007), &s.rows[0]);
    assert_ptr_equal(rows_find(&s.plan, 0, 0x200008), &s.rows[1]);
    assert_ptr_equal(rows_find(&s.plan, 0, 0x20001f), &s.rows[2]);
    assert_null(rows_find(&s.plan, 0, 0x200020));
    assert_null(rows_find(&s.plan, 0, UINT64_MAX));
    assert_null(rows_find(&s.plan, 1, 0x200000));
}

/* -- backtrace ------------------------------------------------------------- */

enum { STACK_WORDS = 16 };
#define STACK 0x202000ull

static uint64_t stack[STACK_WORDS];

static bool read_stack(void *context, uint64_t address, uint64_t *word)
{
    assert_ptr_equal(context, stack);
    assert_in_range(address, STACK, STACK + sizeof stack - 8);
    assert_int_equal(address % 8, 0);
    *word = stack[(address - STACK) / 8];
    return true;
}

/* A frame whose pointer is `at`: words at at-8 (ra) and at-16 (caller's). */
static void put_frame(uint64_t at, uint64_t ra, uint64_t outer)
{
    stack[(at - STACK) / 8 - 1] = ra;
    stack[(at - STACK) / 8 - 2] = outer;
}

static unsigned trace(uint64_t pc, uint64_t ra, uint64_t frame,
                      uint64_t list[BACKTRACE_MAX])
{
    const struct backtrace_start start = {
        .pc = pc,
        .ra = ra,
        .frame = frame,
        .stack_bottom = STACK,
        .stack_top = STACK + sizeof stack,
    };

    return backtrace(&s.plan, 0, &start, read_stack, stack, list);
}

static void backtrace_follows_frames(void **state)
{
    uint64_t list[BACKTRACE_MAX];

    (void)state;
    put_frame(STACK + 0x20, 0x200008, STACK + 0x40);
    put_frame(STACK + 0x40, 0x20000c, STACK + 0x60);
    put_frame(STACK + 0x60, 0, 0);
    assert_int_equal(trace(0x200014, 0x200018, STACK + 0x20, list), 3);
    assert_int_equal(list[0], 0x200014);
    assert_int_equal(list[1], 0x200008);
    assert_int_equal(list[2], 0x20000c);
}

static void backtrace_knows_functions_without_calls(void **state)
{
    uint64_t list[BACKTRACE_MAX];

    (void)state;
    memset(stack, 0, sizeof stack);
    stack[3] = STACK + 0x40; /* only the frame pointer was saved */
    put_frame(STACK + 0x40, 0x20000c, STACK + 0x60);
    assert_int_equal(trace(0x200014, 0x200008, STACK + 0x20, list), 3);
    assert_int_equal(list[1], 0x200008);
    assert_int_equal(list[2], 0x20000c);
}

static void backtrace_knows_the_first_instructions(void **state)
{
    uint64_t list[BACKTRACE_MAX];

    (void)state;
    put_frame(STACK + 0x20, 0x20000c, STACK + 0x40);
    put_frame(STACK + 0x40, 0, 0);
    /* child was entered from main, s0 is main's */
    assert_int_equal(trace(0x200010, 0x200008, STACK + 0x20, list), 3);
    assert_int_equal(list[1], 0x200008);
    assert_int_equal(list[2], 0x20000c);
}

static void backtrace_ends_at_bad_frames(void **state)
{
    static const uint64_t frames[] = {
        0,
        8,
        STACK,
        STACK + 8,
        STACK + 0x21,
        STACK + sizeof stack + 8,
        UINT64_MAX,
        UINT64_MAX - 7,
    };
    uint64_t list[BACKTRACE_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        assert_int_equal(trace(0x200014, 0, frames[i], list), 1);
    /* one that leads to itself, and a way down */
    put_frame(STACK + 0x40, 0x200008, STACK + 0x40);
    assert_int_equal(trace(0x200014, 0, STACK + 0x40, list), 2);
    put_frame(STACK + 0x40, 0x200008, STACK + 0x20);
    assert_int_equal(trace(0x200014, 0, STACK + 0x40, list), 2);
    put_frame(STACK + 0x40, 0x300000, STACK + 0x60);
    assert_int_equal(trace(0x200014, 0, STACK + 0x40, list), 1);
}

static void backtrace_is_bounded(void **state)
{
    static uint64_t list[BACKTRACE_MAX + 1];

    (void)state;
    /* overlapping frames: each word is a return address or a frame above */
    for (unsigned i = 0; i < STACK_WORDS; i++)
        stack[i] = 0x200008;
    list[BACKTRACE_MAX] = 42;
    assert_true(trace(0x200014, 0x200008, STACK + 0x20, list) <= BACKTRACE_MAX);
    assert_int_equal(list[BACKTRACE_MAX], 42);
}

/* -- remaining memory ------------------------------------------------------ */

enum { BASE = 1 << 20 };

static struct allocation memory;
static struct remaining_piece pieces[64];

static void one_untyped(uint32_t bits, uint64_t used)
{
    memory.untypeds = 1;
    memory.untyped[0] = (struct allocate_untyped){ .paddr = BASE,
                                                   .size_bits = bits,
                                                   .used = used };
}

static void unused_memory_is_given_whole(void **state)
{
    (void)state;
    one_untyped(20, 0);
    assert_int_equal(remaining_pieces(&memory, pieces, 64), 1);
    assert_true(pieces[0].whole);
    assert_int_equal(pieces[0].size_bits, 20);
}

static void used_up_memory_is_not_given(void **state)
{
    (void)state;
    one_untyped(20, 1 << 20);
    assert_int_equal(remaining_pieces(&memory, pieces, 64), 0);
}

/* What the kernel would do: align the watermark, then move it on. */
static void expect_kernel_agrees(uint32_t count, uint64_t used, uint32_t bits)
{
    uint64_t mark = used;

    for (uint32_t i = count; i-- > 0;) {
        uint64_t size = 1ull << pieces[i].size_bits;

        mark = (mark + size - 1) & ~(size - 1);
        assert_int_equal(pieces[i].paddr, BASE + mark);
        mark += size;
    }
    assert_int_equal(mark, 1ull << bits);
}

static void begun_memory_is_cut_behind_the_watermark(void **state)
{
    static const uint64_t marks[] = { 16,     32,      48,      0x1000,
                                      0x1010, 0x8000,  0xfff0,  0xc000,
                                      0x7ff0, 0x12340, 0x1fff0, 0x10000 };

    (void)state;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        uint64_t sum = 0;
        uint32_t count;

        one_untyped(17, marks[i]);
        count = remaining_pieces(&memory, pieces, 64);
        for (uint32_t k = 0; k < count; k++) {
            assert_false(pieces[k].whole);
            sum += 1ull << pieces[k].size_bits;
        }
        assert_int_equal(sum, (1 << 17) - marks[i]);
        expect_kernel_agrees(count, marks[i], 17);
        /* with too little room the smallest are left out */
        count = remaining_pieces(&memory, pieces, 2);
        assert_true(count <= 2);
        expect_kernel_agrees(count, marks[i], 17);
    }
}

static void normal_memory_comes_first(void **state)
{
    (void)state;
    memory.untypeds = 3;
    memory.untyped[0] = (struct allocate_untyped){ 0, 0, 30, true };
    memory.untyped[1] = (struct allocate_untyped){ BASE, 0, 12, false };
    memory.untyped[2] = (struct allocate_untyped){ BASE * 2, 0, 16, false };
    assert_int_equal(remaining_pieces(&memory, pieces, 64), 3);
    assert_int_equal(pieces[0].untyped, 2);
    assert_int_equal(pieces[1].untyped, 1);
    assert_int_equal(pieces[2].untyped, 0);
    assert_int_equal(remaining_pieces(&memory, pieces, 1), 1);
    assert_int_equal(pieces[0].untyped, 2);
    assert_int_equal(remaining_pieces(&memory, pieces, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(check_accepts_the_sample, fresh),
        cmocka_unit_test_setup(check_names_what_is_broken, fresh),
        cmocka_unit_test_setup(check_tells_faulting_threads_apart, fresh),
        cmocka_unit_test_setup(check_accepts_unsorted_tables, fresh),
        cmocka_unit_test_setup(check_reads_no_further_than_the_block, fresh),
        cmocka_unit_test_setup(rows_hold_up_to_the_next, fresh),
        cmocka_unit_test_setup(backtrace_follows_frames, fresh),
        cmocka_unit_test_setup(backtrace_knows_functions_without_calls, fresh),
        cmocka_unit_test_setup(backtrace_knows_the_first_instructions, fresh),
        cmocka_unit_test_setup(backtrace_ends_at_bad_frames, fresh),
        cmocka_unit_test_setup(backtrace_is_bounded, fresh),
        cmocka_unit_test_setup(unused_memory_is_given_whole, fresh),
        cmocka_unit_test_setup(used_up_memory_is_not_given, fresh),
        cmocka_unit_test_setup(begun_memory_is_cut_behind_the_watermark, fresh),
        cmocka_unit_test_setup(normal_memory_comes_first, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
