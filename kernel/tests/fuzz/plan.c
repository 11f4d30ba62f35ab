/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the check of a plan (kernel/initialiser/check.c).
 *
 * An input is either a plan as it is, or, because most of those fail at the
 * first word, a list of changes to the sample plan, which is good: its first
 * byte says which. Whatever the input, the check looks at nothing outside of
 * the block. What it accepts can be used without a further look at an index:
 * this walks the plan as the initialiser and the monitor do.
 */
#include <string.h>

#include "../../initialiser/allocate.h"
#include "../../initialiser/backtrace.h"
#include "../../initialiser/check.h"
#include "../../initialiser/remaining.h"
#include "../../initialiser/rows.h"
#include "../../initialiser/tables.h"
#include "../host/sample_plan.h"
#include "fuzz_target.h"

enum { CHANGE_BYTES = 11, STEPS_MAX = 100000 };

static volatile uint64_t sink;

/* A change: 2 bytes offset, 1 byte width, 8 bytes value. */
static void change(struct sample_plan *s, const uint8_t *data, size_t size)
{
    static const uint8_t widths[] = { 1, 2, 4, 8 };

    for (; size >= CHANGE_BYTES; data += CHANGE_BYTES, size -= CHANGE_BYTES) {
        size_t offset = (size_t)(data[0] | data[1] << 8) % (sizeof *s - 7);

        memcpy((char *)s + offset, data + 3, widths[data[2] % 4]);
    }
}

static void use_text(const struct plan *p, uint32_t text)
{
    sink += strlen(plan_text(p, text));
}

static void use_objects(const struct plan *p)
{
    const struct plan_object *o = plan_objects(p);

    for (uint64_t i = 0; i < p->objects.count; i++) {
        use_text(p, o[i].name);
        PROMISED(allocate_bits(&o[i]) < 64);
        PROMISED(o[i].type != PLAN_PAGE_TABLE ||
                 o[i].number < p->objects.count);
    }
}

static void use_caps(const struct plan *p)
{
    const struct plan_cap *c = plan_caps(p);

    for (uint64_t i = 0; i < p->caps.count; i++) {
        use_text(p, c[i].label);
        use_text(p, plan_objects(p)[c[i].object].name);
        if (c[i].cnode != PLAN_NONE)
            PROMISED(c[i].slot < 1ull << plan_objects(p)[c[i].cnode].size_bits);
        for (uint64_t j = 0; j < i && c[i].cnode != PLAN_NONE; j++)
            PROMISED(c[i].cnode != c[j].cnode || c[i].slot != c[j].slot);
    }
}

static void use_memory(const struct plan *p)
{
    const struct plan_fill *f = plan_fills(p);

    for (uint64_t i = 0; i < p->mappings.count; i++)
        use_text(p, plan_objects(p)[plan_mappings(p)[i].frame].name);
    for (uint64_t i = 0; i < p->fills.count; i++) {
        const uint8_t *from = plan_data(p, f[i].offset);

        if (f[i].kind == PLAN_FILL_DATA && f[i].length)
            sink += from[0] + from[f[i].length - 1];
    }
}

static bool read_nothing(void *context, uint64_t address, uint64_t *word)
{
    const struct plan_thread *t = context;

    PROMISED(address >= t->stack_bottom && address < t->stack_top);
    *word = address ^ 0x18;
    return true;
}

static void use_threads(const struct plan *p)
{
    const struct plan_thread *t = plan_threads(p);
    uint64_t list[BACKTRACE_MAX];

    for (uint64_t i = 0; i < p->threads.count; i++) {
        struct plan_thread thread = t[i];
        struct backtrace_start start = { t[i].entry, t[i].argument[0],
                                         t[i].stack, t[i].stack_bottom,
                                         t[i].stack_top };

        use_text(p, t[i].name);
        use_text(p, plan_components(p)[t[i].component].name);
        PROMISED(backtrace(p, t[i].component, &start, read_nothing, &thread,
                           list) <= BACKTRACE_MAX);
    }
    for (uint32_t i = 0; i < p->components.count; i++) {
        const struct plan_row *row = rows_find(p, i, 0x200010);

        if (row) {
            use_text(p, row->function);
            use_text(p, row->file);
        }
    }
}

static void use_allocation(const struct plan *p)
{
    static struct allocation a;
    static struct remaining_piece pieces[64];
    struct allocate_step step;
    enum allocate_result result;
    unsigned steps = 0;

    allocate_begin(&a, p);
    a.untypeds = 2;
    a.untyped[0] = (struct allocate_untyped){ 0x10000000, 0, 28, true };
    a.untyped[1] = (struct allocate_untyped){ 0x80000000, 0, 27, false };
    do {
        result = allocate_next(&a, &step);
        PROMISED(++steps < STEPS_MAX);
        if (result != ALLOCATE_OBJECT)
            continue;
        PROMISED(step.object < p->objects.count);
        PROMISED(step.paddr % (1ull << step.size_bits) == 0);
    } while (result == ALLOCATE_OBJECT || result == ALLOCATE_CUT);
    PROMISED(remaining_pieces(&a, pieces, 64) <= 64);
}

static void use(const struct plan *p)
{
    use_objects(p);
    use_caps(p);
    use_memory(p);
    use_threads(p);
    use_allocation(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct plan_refusal why = { 0 };
    size_t bytes =
        size > 0 && data[0] % 2 ? size - 1 : sizeof(struct sample_plan);
    void *block = malloc(bytes ? bytes : 1);

    if (bytes != sizeof(struct sample_plan) || (size > 0 && data[0] % 2)) {
        memcpy(block, data + 1, bytes);
    } else {
        sample_plan(block);
        if (size > 0)
            change(block, data + 1, size - 1);
    }
    if (plan_check(block, bytes, &why))
        use(block);
    else
        PROMISED(why.record && why.field && why.why);
    free(block);
    return 0;
}
