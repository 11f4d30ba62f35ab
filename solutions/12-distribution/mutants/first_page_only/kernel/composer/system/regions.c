/* SPDX-License-Identifier: MIT
 *
 * Mutant first_page_only: only the first page of a region is mapped.
 */
static void add_map(struct lowering *l, const struct pd *pd,
                    const struct map *map)
{
    const struct region *region = map->region;
    size_t count = 1;
    uint32_t flags = (map->execute ? PLAN_MAP_EXECUTE : 0u) |
                     (map->cached ? 0u : PLAN_MAP_UNCACHED);

    for (size_t i = 0; i < count; i++)
        builder_map(l->b, system_body(l, pd)->vspace, region->frames[i],
                    map->vaddr + i * region->page, map->rights, flags);
}
