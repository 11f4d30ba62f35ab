/* SPDX-License-Identifier: MIT
 *
 * A component's memory as the monitor can know it: see program_text.h.
 */
#include "program_text.h"

#include <stddef.h>
#include <string.h>

#include "tables.h"

/* The mapping that covers an address; NULL: none. */
static const struct plan_mapping *mapping_at(const struct plan *p,
                                             uint32_t vspace, uint64_t address)
{
    const struct plan_mapping *m = plan_mappings(p);

    for (uint64_t i = 0; i < p->mappings.count; i++)
        if (m[i].vspace == vspace && m[i].vaddr <= address &&
            (address - m[i].vaddr) >> plan_objects(p)[m[i].frame].size_bits ==
                0)
            return &m[i];
    return NULL;
}

bool program_text_read(const struct plan *p, uint32_t vspace, uint64_t address,
                       uint32_t *instruction)
{
    const struct plan_mapping *m = mapping_at(p, vspace, address);
    const struct plan_fill *f = plan_fills(p);

    if (!m || !(m->flags & PLAN_MAP_EXECUTE) || (m->rights & PLAN_WRITE))
        return false;
    for (uint64_t i = 0; i < p->fills.count; i++) {
        uint64_t offset = address - m->vaddr - f[i].at;

        if (f[i].frame != m->frame || f[i].kind != PLAN_FILL_DATA ||
            address - m->vaddr < f[i].at ||
            offset + sizeof *instruction > f[i].length)
            continue;
        memcpy(instruction, plan_data(p, f[i].offset + offset),
               sizeof *instruction);
        return true;
    }
    return false;
}

/* Where the monitor sees a frame; NULL: nowhere. */
static const struct plan_mapping *view_of(const struct plan *p, uint32_t frame)
{
    const struct plan_mapping *m = plan_mappings(p);

    for (uint64_t i = 0; i < p->mappings.count; i++)
        if (m[i].vspace == p->monitor_vspace && m[i].frame == frame)
            return &m[i];
    return NULL;
}

bool stack_read(const struct plan *p, const struct plan_thread *t,
                uint64_t address, uint64_t *word)
{
    const struct plan_mapping *there, *here;

    if (address % sizeof *word || address < t->stack_bottom ||
        address >= t->stack_top)
        return false;
    there = mapping_at(p, t->vspace, address);
    here = there ? view_of(p, there->frame) : NULL;
    if (!here)
        return false;
    *word = *(const volatile uint64_t *)(uintptr_t)(here->vaddr + address -
                                                    there->vaddr);
    return true;
}
