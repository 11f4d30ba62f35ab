/* SPDX-License-Identifier: MIT
 *
 * A protection domain's program: its image, the symbols that the composer
 * writes into it, and the records from which a restart restores it
 * (interfaces/protection_domain.h).
 *
 * Symbols are looked up in the image of `path_for_symbols` if there is one:
 * the same program with its symbols.
 */
#include "attributes.h"
#include "image/image.h"
#include "lower.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct program {
    struct lowering *l;
    const struct pd *pd;
    struct image *image;
    struct image *symbols; /* may be the same */
};

static struct image *open_image(struct lowering *l, const struct pd *pd,
                                const char *name)
{
    char *path = options_find(l->m->options, name);
    struct image *image = NULL;

    if (path)
        image = image_open(l->m->d, &pd->image->at, path);
    else
        element_error(l->m->d, pd->image, "there is no file '%s'",
                      attribute_shown(l->m, name));
    free(path);
    return image;
}

/* -- symbols --------------------------------------------------------------- */

/* Writes a number into a symbol that an attribute of `e` names, if any. */
static void set(const struct program *p, const struct element *e,
                const char *symbol, uint64_t value)
{
    struct model *m = p->l->m;
    uint64_t address, size;

    if (!symbol)
        return;
    if (!image_symbol(p->symbols, symbol, &address, &size)) {
        element_error(m->d, e, "symbol '%s' is not in the image '%s'",
                      attribute_shown(m, symbol), p->pd->path);
        return;
    }
    if (size != 0 && size < sizeof value) {
        element_error(m->d, e, "symbol '%s' has %" PRIu64 " bytes; it needs 8",
                      attribute_shown(m, symbol), size);
        return;
    }
    if (!image_write(p->image, address, &value, sizeof value))
        element_error(m->d, e,
                      "symbol '%s' is at 0x%" PRIx64
                      ", outside of the image '%s'",
                      attribute_shown(m, symbol), address, p->pd->path);
}

static void set_ends(const struct program *p)
{
    const struct model *m = p->l->m;

    for (size_t i = 0; i < m->channel_count; i++) {
        for (int k = 0; k < 2; k++) {
            const struct end *end = &m->channels[i].end[k];

            if (end->pd == p->pd)
                set(p, end->e, end->setvar_id, end->id);
        }
    }
}

static void set_from_description(const struct program *p)
{
    const struct model *m = p->l->m;
    const struct pd *pd = p->pd;

    for (size_t i = 0; i < pd->map_count; i++) {
        const struct map *map = &pd->maps[i];

        set(p, map->e, map->setvar_vaddr, map->vaddr);
        set(p, map->e, map->setvar_size, map->region->size);
        set(p, map->e, map->setvar_prefill_size, map->region->prefill_size);
    }
    for (size_t i = 0; i < pd->irq_count; i++)
        set(p, pd->irqs[i].e, pd->irqs[i].setvar_id, pd->irqs[i].id);
    for (size_t i = 0; i < pd->setvar_count; i++)
        set(p, pd->setvars[i].e, pd->setvars[i].symbol,
            pd->setvars[i].region->phys_addr);
    for (size_t i = 0; i < m->pd_count; i++) {
        if (m->pds[i].parent == pd)
            set(p, m->pds[i].e, m->pds[i].setvar_id, m->pds[i].id);
    }
    set_ends(p);
}

/* A symbol of the runtime, which a program need not have. */
static void set_runtime(const struct program *p, const char *symbol,
                        const void *bytes, size_t length)
{
    uint64_t address, size;

    if (image_symbol(p->symbols, symbol, &address, &size) && size >= length)
        image_write(p->image, address, bytes, length);
}

static void set_word(const struct program *p, const char *symbol,
                     uint64_t value)
{
    set_runtime(p, symbol, &value, sizeof value);
}

/* Which channels this one may signal or call on, bit by bit. */
static void set_channels(const struct program *p)
{
    const struct model *m = p->l->m;
    uint64_t notifications = 0;
    uint64_t calls = 0;

    for (size_t i = 0; i < m->channel_count; i++) {
        for (int k = 0; k < 2; k++) {
            const struct end *end = &m->channels[i].end[k];

            if (end->pd != p->pd)
                continue;
            notifications |= (uint64_t)end->notify << end->id;
            calls |= (uint64_t)end->pp << end->id;
        }
    }
    set_word(p, "microkit_notifications", notifications);
    set_word(p, "microkit_pps", calls);
}

static void set_ids(const struct program *p)
{
    const struct model *m = p->l->m;
    uint64_t irqs = 0;
    uint64_t children = 0;
    uint64_t passive = 0;

    for (size_t i = 0; i < p->pd->irq_count; i++)
        irqs |= (uint64_t)1 << p->pd->irqs[i].id;
    for (size_t i = 0; i < m->pd_count; i++) {
        const struct pd *child = &m->pds[i];

        if (child->parent != p->pd)
            continue;
        children |= (uint64_t)1 << child->id;
        passive |= (uint64_t)child->passive << child->id;
    }
    set_word(p, "microkit_irqs", irqs);
    set_word(p, "microkit_children", children);
    set_word(p, "microkit_passive_children", passive);
}

static void set_for_runtime(const struct program *p)
{
    char name[PD_NAME_BYTES] = "";

    memcpy(name, p->pd->name, strlen(p->pd->name));
    set_runtime(p, "microkit_name", name, sizeof name);
    set_word(p, "microkit_passive", p->pd->passive);
    set_word(p, "microkit_input_is_endpoint", p->pd->called);
    set_ids(p);
    set_channels(p);
}

/* -- restart --------------------------------------------------------------- */

static void place_records(const struct program *p, const char *records,
                          size_t length)
{
    struct lowering *l = p->l;
    struct body *body = system_body(l, p->pd);

    for (size_t at = 0; at < length; at += SMALL_PAGE) {
        size_t left = length - at;
        uint32_t name =
            builder_text(l->b, "%s restore[%zu]", p->pd->name, at / SMALL_PAGE);
        uint32_t frame =
            builder_make(l->b, PLAN_FRAME, SMALL_BITS, body->component, name);

        builder_fill(l->b, frame, 0, records + at,
                     (uint32_t)(left < SMALL_PAGE ? left : SMALL_PAGE));
        builder_map(l->b, body->vspace, frame, PD_RESTORE + at, PLAN_READ, 0);
    }
}

/* Only a parent can restart a protection domain. The records hold the two
 * symbols that say where they are, so these are written before and after:
 * what was written, not its value, decides how long the records are. */
static void add_records(const struct program *p)
{
    uint64_t address, size;
    size_t length;

    if (!p->pd->parent ||
        !image_symbol(p->symbols, "microkit_restore", &address, &size))
        return;
    set_word(p, "microkit_restore", PD_RESTORE);
    set_word(p, "microkit_restore_end", PD_RESTORE);
    free(image_restore(p->image, &length));
    set_word(p, "microkit_restore_end", PD_RESTORE + length);
    if (length > RESTORE_BYTES) {
        element_error(p->l->m->d, p->pd->image,
                      "%zu bytes to restore at a restart; at most %" PRIu64
                      " are allowed",
                      length, RESTORE_BYTES);
    } else {
        char *records = image_restore(p->image, &length);

        place_records(p, records, length);
        free(records);
    }
}

/* -- the whole ------------------------------------------------------------- */

static void check_overlaps(const struct program *p)
{
    const struct image_segment *segments;
    size_t count = image_segments(p->image, &segments);

    for (size_t i = 0; i < p->pd->map_count; i++) {
        const struct map *map = &p->pd->maps[i];
        uint64_t end = map->vaddr + map->region->size;
        size_t k = 0;

        while (k < count &&
               (segments[k].end <= map->vaddr || segments[k].start >= end))
            k++;
        if (k < count)
            element_error(p->l->m->d, map->e,
                          "addresses 0x%" PRIx64 " to 0x%" PRIx64
                          " overlap the image '%s' at 0x%" PRIx64
                          " to 0x%" PRIx64,
                          map->vaddr, end, p->pd->path, segments[k].start,
                          segments[k].end);
    }
}

void system_program(struct lowering *l, const struct pd *pd)
{
    struct program p = { .l = l, .pd = pd };

    p.image = open_image(l, pd, pd->path);
    p.symbols = pd->path_for_symbols ? open_image(l, pd, pd->path_for_symbols)
                                     : p.image;
    if (p.image && p.symbols) {
        unsigned errors = l->m->d->errors;

        system_body(l, pd)->entry = image_entry(p.image);
        check_overlaps(&p);
        set_from_description(&p);
        set_for_runtime(&p);
        add_records(&p);
        if (l->m->d->errors == errors)
            image_place(l->b, p.image, system_body(l, pd)->component);
    }
    if (p.symbols != p.image)
        image_close(p.symbols);
    image_close(p.image);
}
