/* SPDX-License-Identifier: MIT
 *
 * Mutant region_writable: every map is writable.
 */
static void add_map(struct lowering *l, const struct pd *pd,
                    const struct map *map)
{
    const struct region *region = map->region;
    size_t count = region->size / region->page;
    uint32_t flags = (map->execute ? PLAN_MAP_EXECUTE : 0u) |
                     (map->cached ? 0u : PLAN_MAP_UNCACHED);

    for (size_t i = 0; i < count; i++)
        builder_map(l->b, system_body(l, pd)->vspace, region->frames[i],
                    map->vaddr + i * region->page, PLAN_READ | PLAN_WRITE,
                    flags);
}
