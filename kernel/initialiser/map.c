/* SPDX-License-Identifier: MIT
 *
 * Step 3: address spaces.
 *
 * Page tables first, upper levels before lower ones. A frame capability
 * records one mapping, so the first mapping of a frame uses its first
 * capability and each further one a copy, with the rights of the mapping. All
 * of them must live as long as the mapping: they stay in the root CNode, which
 * nobody can reach when the initialiser has left it.
 */
#include "report.h"
#include "check.h"
#include "setup.h"
#include "tables.h"

enum { LEVELS = 2, WORD_BITS = 64 };

static void link_tables(struct setup *s, uint64_t level)
{
    const struct plan_object *o = plan_objects(s->plan);

    for (uint32_t i = 0; i < s->plan->objects.count; i++)
        if (o[i].type == PLAN_PAGE_TABLE && o[i].second == level)
            expect(seL4_RISCV_PageTable_Map(
                       setup_cap(s, i), setup_cap(s, (uint32_t)o[i].number),
                       o[i].first, seL4_RISCV_Default_VMAttributes),
                   "link page table", plan_object_name(s->plan, i));
}

/* The frame's first capability, once; then copies. */
static seL4_CPtr unmapped_cap(struct setup *s, const struct plan_mapping *m)
{
    static uint64_t used[PLAN_OBJECTS_MAX / WORD_BITS];
    uint64_t *word = &used[m->frame / WORD_BITS];
    uint64_t bit = 1ull << m->frame % WORD_BITS;
    seL4_CPtr cap = setup_cap(s, m->frame);

    if (*word & bit)
        return setup_copy(s, "copy frame", plan_object_name(s->plan, m->frame),
                          cap, m->rights, 0);
    *word |= bit;
    return cap;
}

static void map(struct setup *s, const struct plan_mapping *m)
{
    /* This machine has no uncached mappings: that flag changes nothing. */
    seL4_RISCV_VMAttributes attributes = m->flags & PLAN_MAP_EXECUTE
                                             ? seL4_RISCV_Default_VMAttributes
                                             : seL4_RISCV_ExecuteNever;
    seL4_CapRights_t rights = { { m->rights } };

    expect(seL4_RISCV_Page_Map(unmapped_cap(s, m), setup_cap(s, m->vspace),
                               m->vaddr, rights, attributes),
           "map", plan_object_name(s->plan, m->frame));
    s->done.mappings++;
}

void map_frames(struct setup *s)
{
    for (uint64_t level = 1; level <= LEVELS; level++)
        link_tables(s, level);
    for (uint64_t i = 0; i < s->plan->mappings.count; i++)
        map(s, &plan_mappings(s->plan)[i]);
}
