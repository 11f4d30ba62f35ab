/* SPDX-License-Identifier: MIT
 *
 * Mutant cache_forgotten: device registers are mapped with cache.
 */
static void add_map(struct lowering *l, const struct pd *pd,
                    const struct map *map)
{
    const struct region *region = map->region;
    size_t count = region->size / region->page;
    uint32_t flags = map->execute ? PLAN_MAP_EXECUTE : 0u;

    for (size_t i = 0; i < count; i++)
        builder_map(l->b, system_body(l, pd)->vspace, region->frames[i],
                    map->vaddr + i * region->page, map->rights, flags);
}
