/* SPDX-License-Identifier: MIT
 *
 * Memory regions and their maps in the plan.
 *
 * A region's frames belong to nobody: whoever maps them shares them. A region
 * that nobody uses has none.
 */
#include "lower.h"

static uint32_t bits_of(const struct region *region)
{
    return region->page == LARGE_PAGE ? LARGE_BITS : SMALL_BITS;
}

static void make_frames(struct lowering *l, struct region *region)
{
    size_t count = region->size / region->page;

    region->frames =
        obstack_alloc(&l->m->memory, count * sizeof *region->frames);
    for (size_t i = 0; i < count; i++) {
        uint32_t name = builder_text(l->b, "%s[%zu]", region->name, i);
        uint32_t frame =
            builder_make(l->b, PLAN_FRAME, bits_of(region), PLAN_NONE, name);

        if (region->phys_addr != NONE)
            builder_object_at(l->b, frame)->paddr =
                region->phys_addr + i * region->page;
        region->frames[i] = frame;
    }
}

static void fill_frames(struct lowering *l, const struct region *region)
{
    if (region->prefill_bootinfo)
        builder_fill_kind(l->b, PLAN_FILL_BOOT, region->frames[0]);
    if (!region->prefill)
        return;
    for (uint64_t at = 0; at < region->prefill_size; at += region->page) {
        uint64_t left = region->prefill_size - at;

        builder_fill(l->b, region->frames[at / region->page], 0,
                     region->prefill + at,
                     (uint32_t)(left < region->page ? left : region->page));
    }
}

static void add_map(struct lowering *l, const struct pd *pd,
                    const struct map *map)
{
    const struct region *region = map->region;
    size_t count = region->size / region->page;
    uint32_t flags = (map->execute ? PLAN_MAP_EXECUTE : 0u) |
                     (map->cached ? 0u : PLAN_MAP_UNCACHED);

    for (size_t i = 0; i < count; i++)
        builder_map(l->b, system_body(l, pd)->vspace, region->frames[i],
                    map->vaddr + i * region->page, map->rights, flags);
}

void system_regions(struct lowering *l)
{
    for (size_t i = 0; i < l->m->region_count; i++) {
        struct region *region = &l->m->regions[i];

        if (!region->used)
            continue;
        make_frames(l, region);
        fill_frames(l, region);
    }
    for (size_t i = 0; i < l->m->pd_count; i++) {
        const struct pd *pd = &l->m->pds[i];

        for (size_t k = 0; k < pd->map_count; k++)
            add_map(l, pd, &pd->maps[k]);
    }
}
