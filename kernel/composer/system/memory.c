/* SPDX-License-Identifier: MIT
 *
 * Memory regions and their mappings: rules, and what the description left
 * open.
 *
 * Decisions, in this order:
 *   - the page size of a region: large pages if its size, its physical address
 *     and the addresses of all its maps are multiples of one
 *   - the address of a map that names none: the lowest one from AUTO_START on,
 *     in the order of the maps, with an unmapped page on either side
 *   - the physical address of a region whose address is asked for (setvar) but
 *     not given: from the end of RAM downwards, below what the kernel takes
 *     there for the initial task
 *
 * A map that is wrong in itself (its region unknown, its address misaligned)
 * is passed over by the checks against others.
 */
#include "attributes.h"
#include "model.h"
#include "ram.h"

#include <inttypes.h>
#include <string.h>

/* [start, end) */
struct extent {
    uint64_t start;
    uint64_t end;
    const char *what;
};

/* Device memory that the kernel keeps (interrupt controllers). */
static const struct extent kernel_devices[] = {
    { 0x2000000, 0x2200000, "the kernel's timer (CLINT)" },
    { 0xc000000, 0xc600000, "the kernel's interrupt controller (PLIC)" },
};

enum { RESERVED = 2 };

static bool overlap(struct extent a, struct extent b)
{
    return a.start < b.end && b.start < a.end;
}

struct region *model_region(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->region_count; i++) {
        struct region *region = &m->regions[i];

        if (name && region->name && strcmp(region->name, name) == 0)
            return region;
    }
    return NULL;
}

static struct region *find_region(struct model *m, const struct element *e,
                                  const char *name)
{
    struct region *region = model_region(m, name);

    if (name && !region)
        element_error(m->d, e, "unknown memory region '%s'",
                      attribute_shown(m, name));
    if (region)
        region->used = true;
    return region;
}

static void resolve(struct model *m)
{
    for (size_t i = 0; i < m->pd_count; i++) {
        struct pd *pd = &m->pds[i];

        for (size_t k = 0; k < pd->map_count; k++) {
            struct map *map = &pd->maps[k];

            map->region = find_region(m, map->e, map->region_name);
            if (map->region && map->vaddr != NONE && map->vaddr % LARGE_PAGE)
                map->region->small_only = true;
        }
        for (size_t k = 0; k < pd->setvar_count; k++) {
            struct setvar *setvar = &pd->setvars[k];

            setvar->region = find_region(m, setvar->e, setvar->region_name);
            if (setvar->region)
                setvar->region->contiguous = true;
        }
    }
}

/* -- regions --------------------------------------------------------------- */

static void choose_page(struct region *region)
{
    if (region->page != NONE || region->size == NONE)
        return;
    region->page = SMALL_PAGE;
    if (!region->small_only && region->size % LARGE_PAGE == 0 &&
        (region->phys_addr == NONE || region->phys_addr % LARGE_PAGE == 0))
        region->page = LARGE_PAGE;
}

static const char *page_name(uint64_t page)
{
    return page == LARGE_PAGE ? "2 MiB" : "4 KiB";
}

/* A region that is wrong is not looked at any further: its size is NONE. */
static void check_size(struct model *m, struct region *region)
{
    if (region->size == NONE)
        return;
    if (region->size % region->page) {
        element_error(m->d, region->e,
                      "attribute 'size' is %s, not a multiple of the page "
                      "size of %s",
                      attribute_shown(m, element_attribute(region->e, "size")),
                      page_name(region->page));
        region->size = NONE;
    } else if (region->phys_addr != NONE && region->phys_addr % region->page) {
        element_error(m->d, region->e,
                      "attribute 'phys_addr' is 0x%" PRIx64
                      ", not a multiple of the page size of %s",
                      region->phys_addr, page_name(region->page));
        region->size = NONE;
    }
}

static struct extent physical(const struct region *region)
{
    return (struct extent){ region->phys_addr, region->phys_addr + region->size,
                            NULL };
}

/* Whether the kernel gives the range out, as RAM or as a device. */
static bool check_range(struct model *m, const struct region *region)
{
    struct extent range = physical(region);
    uint64_t borders[] = { RAM_START, ram_end(m->options) };

    if (range.end > PHYSICAL_END) {
        element_error(m->d, region->e,
                      "the region ends at 0x%" PRIx64
                      "; physical addresses end at 0x%" PRIx64,
                      range.end, PHYSICAL_END);
        return false;
    }
    for (size_t i = 0; i < sizeof kernel_devices / sizeof *kernel_devices;
         i++) {
        if (overlap(range, kernel_devices[i])) {
            element_error(m->d, region->e,
                          "physical addresses 0x%" PRIx64 " to 0x%" PRIx64
                          " are %s",
                          kernel_devices[i].start, kernel_devices[i].end,
                          kernel_devices[i].what);
            return false;
        }
    }
    for (int i = 0; i < 2; i++) {
        if (range.start < borders[i] && range.end > borders[i]) {
            element_error(m->d, region->e,
                          "the region crosses the %s of the memory at "
                          "0x%" PRIx64,
                          i ? "end" : "start", borders[i]);
            return false;
        }
    }
    return true;
}

static void check_physical(struct model *m, struct region *region)
{
    if (region->size == NONE || region->phys_addr == NONE)
        return;
    if (!check_range(m, region)) {
        region->size = NONE;
        return;
    }
    for (struct region *other = m->regions; other < region; other++) {
        if (other->size == NONE || other->phys_addr == NONE)
            continue;
        if (!overlap(physical(region), physical(other)))
            continue;
        element_error(m->d, region->e,
                      "physical addresses 0x%" PRIx64 " to 0x%" PRIx64
                      " overlap the region '%s' at line %d",
                      region->phys_addr, region->phys_addr + region->size,
                      other->name ? other->name : "", other->e->at.line);
        return;
    }
}

static void check_prefill(struct model *m, const struct region *region)
{
    bool prefilled = region->prefill_path || region->prefill_bootinfo;

    if (region->prefill_path && region->prefill_bootinfo)
        element_error(m->d, region->e,
                      "'prefill_path' and 'prefill_bootinfo' exclude each "
                      "other");
    if (prefilled && region->phys_addr != NONE && region->size != NONE &&
        (region->phys_addr < RAM_START ||
         region->phys_addr >= ram_end(m->options)))
        element_error(m->d, region->e,
                      "device memory at 0x%" PRIx64 " cannot be prefilled",
                      region->phys_addr);
}

static void check_region(struct model *m, struct region *region)
{
    const struct region *first = model_region(m, region->name);

    if (region->name && first != region)
        element_error(m->d, region->e,
                      "the name '%s' is taken by the memory region at line %d",
                      region->name, first->e->at.line);
    else if (region->name && !region->used)
        element_warning(m->d, region->e, "nobody uses the memory region '%s'",
                        region->name);
    choose_page(region);
    check_size(m, region);
    check_physical(m, region);
    check_prefill(m, region);
}

static void check_amount(struct model *m)
{
    uint64_t frames = 0;

    for (size_t i = 0; i < m->region_count; i++) {
        const struct region *region = &m->regions[i];

        if (!region->used || region->size == NONE)
            continue;
        frames += region->size / region->page;
        if (frames <= FRAMES_MAX)
            continue;
        element_error(m->d, region->e,
                      "with it the memory regions have %" PRIu64
                      " pages; at most %u are allowed",
                      frames, FRAMES_MAX);
        return;
    }
}

/* -- maps ------------------------------------------------------------------ */

static bool is_sound(const struct map *map)
{
    return map->region && map->region->size != NONE && map->vaddr != NONE;
}

static struct extent virtual(const struct map *map)
{
    return (struct extent){ map->vaddr, map->vaddr + map->region->size, NULL };
}

static void list_reserved(const struct pd *pd, struct extent *list)
{
    list[0] = (struct extent){ PD_RESTORE, PD_RESTORE + RESTORE_BYTES,
                               "the restore records" };
    list[1] = (struct extent){ PD_STACK_TOP - pd->stack_size - SMALL_PAGE,
                               USER_END, "the stack and the IPC buffer" };
}

static void check_map_alone(struct model *m, const struct pd *pd,
                            struct map *map)
{
    struct extent reserved[RESERVED];
    struct extent here;

    if (!is_sound(map))
        return;
    here = virtual(map);
    if (map->vaddr % map->region->page) {
        element_error(m->d, map->e,
                      "attribute 'vaddr' is 0x%" PRIx64
                      ", not a multiple of the page size of %s",
                      map->vaddr, page_name(map->region->page));
        map->vaddr = NONE;
        map->region = NULL;
        return;
    }
    if (here.end > USER_END) {
        element_error(m->d, map->e,
                      "the map ends at 0x%" PRIx64
                      "; addresses end at 0x%" PRIx64,
                      here.end, USER_END);
        map->region = NULL;
        return;
    }
    list_reserved(pd, reserved);
    for (int i = 0; i < RESERVED; i++) {
        if (overlap(here, reserved[i]))
            element_error(m->d, map->e,
                          "addresses 0x%" PRIx64 " to 0x%" PRIx64
                          " overlap %s at 0x%" PRIx64 " to 0x%" PRIx64,
                          here.start, here.end, reserved[i].what,
                          reserved[i].start, reserved[i].end);
    }
    if (map->vaddr == 0)
        element_warning(m->d, map->e,
                        "address 0 is mapped, so null pointers will not fault");
}

static void check_map_pairs(struct model *m, const struct pd *pd)
{
    for (size_t i = 1; i < pd->map_count; i++) {
        const struct map *map = &pd->maps[i];
        const struct map *other = pd->maps;

        if (!is_sound(map))
            continue;
        while (other < map &&
               (!is_sound(other) || !overlap(virtual(map), virtual(other))))
            other++;
        if (other < map)
            element_error(m->d, map->e,
                          "addresses 0x%" PRIx64 " to 0x%" PRIx64
                          " overlap '%s', mapped at line %d",
                          map->vaddr, map->vaddr + map->region->size,
                          other->region->name, other->e->at.line);
    }
}

/* The map that is in the way of [start, end), pages on either side included,
 * or NULL. */
static const struct map *in_the_way(const struct pd *pd, uint64_t start,
                                    uint64_t end)
{
    struct extent wanted = { start - SMALL_PAGE, end + SMALL_PAGE, NULL };

    for (size_t i = 0; i < pd->map_count; i++) {
        if (is_sound(&pd->maps[i]) && overlap(wanted, virtual(&pd->maps[i])))
            return &pd->maps[i];
    }
    return NULL;
}

static uint64_t round_up(uint64_t value, uint64_t multiple)
{
    return (value + multiple - 1) / multiple * multiple;
}

/* `*from` moves up from map to map, past each that is in the way: so all of
 * them are passed at most once. */
static void choose_address(struct model *m, const struct pd *pd,
                           struct map *map, uint64_t *from)
{
    uint64_t size = map->region->size;
    uint64_t page = map->region->page;
    const struct map *other;
    uint64_t start = round_up(*from, page);

    while ((other = in_the_way(pd, start, start + size)) != NULL)
        start = round_up(virtual(other).end + SMALL_PAGE, page);
    if (start + size + SMALL_PAGE > PD_RESTORE) {
        element_error(m->d, map->e, "no room for the %" PRIu64 " bytes of '%s'",
                      size, map->region->name);
        map->region = NULL;
        return;
    }
    map->vaddr = start;
    *from = start + size;
}

/* Reports the first map with which there are too many pages. */
static void count_pages(struct model *m, const struct map *map, uint64_t *pages)
{
    uint64_t before = *pages;

    *pages += map->region->size / map->region->page;
    if (before <= MAPPED_MAX && *pages > MAPPED_MAX)
        element_error(m->d, map->e,
                      "with it the maps have %" PRIu64
                      " pages; at most %u are allowed",
                      *pages, MAPPED_MAX);
}

static void check_maps(struct model *m, struct pd *pd, uint64_t *pages)
{
    uint64_t from = AUTO_START;

    for (size_t i = 0; i < pd->map_count; i++)
        check_map_alone(m, pd, &pd->maps[i]);
    check_map_pairs(m, pd);
    for (size_t i = 0; i < pd->map_count; i++) {
        struct map *map = &pd->maps[i];

        if (map->region && map->region->size != NONE && map->vaddr == NONE)
            choose_address(m, pd, map, &from);
        if (is_sound(map))
            count_pages(m, map, pages);
    }
}

/* -- physical addresses ---------------------------------------------------- */

/* A region with an address that is in the way, or NULL. */
static const struct region *physical_in_the_way(const struct model *m,
                                                struct extent wanted)
{
    for (size_t i = 0; i < m->region_count; i++) {
        const struct region *region = &m->regions[i];

        if (region->size != NONE && region->phys_addr != NONE &&
            overlap(wanted, physical(region)))
            return region;
    }
    return NULL;
}

static void choose_physical(struct model *m, struct region *region)
{
    uint64_t end = ram_free_end(m->options) / region->page * region->page;

    while (end >= region->size && end - region->size >= RAM_START) {
        struct extent here = { end - region->size, end, NULL };
        const struct region *other = physical_in_the_way(m, here);

        if (!other) {
            region->phys_addr = here.start;
            return;
        }
        end = other->phys_addr / region->page * region->page;
    }
    element_error(m->d, region->e,
                  "no %" PRIu64 " bytes of memory in one piece", region->size);
}

void model_check_memory(struct model *m)
{
    uint64_t pages = 0;

    resolve(m);
    for (size_t i = 0; i < m->region_count; i++)
        check_region(m, &m->regions[i]);
    check_amount(m);
    for (size_t i = 0; i < m->pd_count; i++)
        check_maps(m, &m->pds[i], &pages);
    if (m->options->headers_only)
        return;
    for (size_t i = 0; i < m->region_count; i++) {
        struct region *region = &m->regions[i];

        if (region->contiguous && region->size != NONE &&
            region->phys_addr == NONE)
            choose_physical(m, region);
    }
}
