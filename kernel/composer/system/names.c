/* SPDX-License-Identifier: MIT
 *
 * Names for people: the constants of the generated headers and the lines of
 * the component picture.
 *
 *     CHANNEL_<NAME>            id of the channel; the end's `name`
 *     IRQ_<NAME>                id of the interrupt; its `name` or number
 *     CHILD_<NAME>              id of the child
 *     REGION_<NAME>[_SIZE]      address, and bytes, of a map
 *     CAP_TCB_<NAME>, CAP_SC_.., CAP_VSPACE_..
 *                               slot of an extra capability
 *
 * <NAME> is in capitals, with `_` for what C does not allow. Where two names
 * of a header would be equal the later one gets _2, _3 and so on.
 */
#include "attributes.h"
#include "lower.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The names given so far in one header. */
struct given {
    const char **name;
    size_t count;
};

static bool is_given(const struct given *given, const char *name)
{
    for (size_t i = 0; i < given->count; i++) {
        if (strcmp(given->name[i], name) == 0)
            return true;
    }
    return false;
}

/* prefix, name and suffix as a C identifier. */
static char *identifier(struct obstack *memory, const char *prefix,
                        const char *name, const char *suffix)
{
    obstack_grow(memory, prefix, strlen(prefix));
    for (; *name; name++)
        obstack_1grow(memory, isalnum((unsigned char)*name) &&
                                      (unsigned char)*name < 0x80
                                  ? (char)toupper(*name)
                                  : '_');
    return obstack_copy0(memory, suffix, strlen(suffix));
}

struct constant {
    const char *prefix;
    const char *name;
    const char *suffix;
    uint64_t value;
    const char *comment;
};

static void add(struct lowering *l, const struct pd *pd, struct given *given,
                struct constant c)
{
    struct obstack *memory = &l->m->memory;
    const char *name = identifier(memory, c.prefix, c.name, c.suffix);
    char number[24];

    for (unsigned n = 2; is_given(given, name); n++) {
        snprintf(number, sizeof number, "%s_%u", c.suffix, n);
        name = identifier(memory, c.prefix, c.name, number);
    }
    given->name[given->count++] = name;
    builder_constant(l->b, system_body(l, pd)->component, name, c.value,
                     c.comment);
}

static const char *comment(struct lowering *l, const char *what,
                           const char *name)
{
    obstack_grow(&l->m->memory, what, strlen(what));
    return obstack_copy0(&l->m->memory, name, strlen(name));
}

static void add_channels(struct lowering *l, const struct pd *pd,
                         struct given *given)
{
    for (size_t i = 0; i < l->m->channel_count; i++) {
        for (int k = 0; k < 2; k++) {
            const struct end *end = &l->m->channels[i].end[k];
            const struct end *peer = &l->m->channels[i].end[1 - k];

            if (end->pd != pd || !end->name)
                continue;
            add(l, pd, given,
                (struct constant){
                    "CHANNEL_", end->name, "", end->id,
                    comment(l, "id of the channel to ", peer->pd->name) });
        }
    }
}

static void add_irqs(struct lowering *l, const struct pd *pd,
                     struct given *given)
{
    for (size_t i = 0; i < pd->irq_count; i++) {
        const struct irq *irq = &pd->irqs[i];
        char number[24];

        snprintf(number, sizeof number, "%" PRIu64, irq->number);
        add(l, pd, given,
            (struct constant){ "IRQ_", irq->name ? irq->name : number, "",
                               irq->id,
                               comment(l, "id of interrupt ", number) });
    }
}

static void add_children(struct lowering *l, const struct pd *pd,
                         struct given *given)
{
    for (size_t i = 0; i < l->m->pd_count; i++) {
        const struct pd *child = &l->m->pds[i];

        if (child->parent == pd)
            add(l, pd, given,
                (struct constant){ "CHILD_", child->name, "", child->id,
                                   comment(l, "id of ", child->name) });
    }
}

static void add_maps(struct lowering *l, const struct pd *pd,
                     struct given *given)
{
    for (size_t i = 0; i < pd->map_count; i++) {
        const struct map *map = &pd->maps[i];
        const char *name = map->region->name;

        add(l, pd, given,
            (struct constant){ "REGION_", name, "", map->vaddr,
                               comment(l, "address of ", name) });
        add(l, pd, given,
            (struct constant){ "REGION_", name, "_SIZE", map->region->size,
                               comment(l, "bytes of ", name) });
    }
}

static void add_caps(struct lowering *l, const struct pd *pd,
                     struct given *given)
{
    static const char *const prefix[] = { "CAP_TCB_", "CAP_SC_",
                                          "CAP_VSPACE_" };
    static const char *const what[] = { "slot of the thread of ",
                                        "slot of the context of ",
                                        "slot of the address space of " };

    for (size_t i = 0; i < pd->cap_count; i++) {
        const struct extra_cap *cap = &pd->caps[i];

        add(l, pd, given,
            (struct constant){ prefix[cap->kind], cap->pd->name, "", cap->slot,
                               comment(l, what[cap->kind], cap->pd->name) });
    }
}

static void add_constants(struct lowering *l, const struct pd *pd)
{
    size_t most = PD_IDS + PDS_MAX + 2 * pd->map_count + pd->cap_count;
    struct given given = {
        .name = obstack_alloc(&l->m->memory, most * sizeof *given.name),
    };

    add_channels(l, pd, &given);
    add_irqs(l, pd, &given);
    add_children(l, pd, &given);
    add_maps(l, pd, &given);
    add_caps(l, pd, &given);
}

/* -- the picture ----------------------------------------------------------- */

static void link(struct lowering *l, enum plan_link_kind kind,
                 const struct pd *from, const struct pd *to, const char *name,
                 uint32_t flags)
{
    struct plan_link line = {
        .kind = kind,
        .from = from ? system_body(l, from)->component : PLAN_NONE,
        .to = system_body(l, to)->component,
        .name = builder_text(l->b, "%s", name),
        .flags = flags,
    };

    builder_link(l->b, &line);
}

static void link_channel(struct lowering *l, const struct end *from,
                         const struct end *to)
{
    const char *name = from->name ? from->name : to->name ? to->name : "";

    if (from->pp)
        link(l, PLAN_LINK_CALL, from->pd, to->pd, name, 0);
    if (from->notify)
        link(l, PLAN_LINK_NOTIFY, from->pd, to->pd, name, 0);
}

/* The first that maps a region is linked with each of the others. */
static void link_region(struct lowering *l, const struct region *region)
{
    const struct pd *first = NULL;
    uint32_t first_rights = 0;

    for (size_t i = 0; i < l->m->pd_count; i++) {
        const struct pd *pd = &l->m->pds[i];
        uint32_t rights = 0;
        bool mapped = false;

        for (size_t k = 0; k < pd->map_count; k++) {
            if (pd->maps[k].region != region)
                continue;
            mapped = true;
            rights |= pd->maps[k].rights;
        }
        if (!mapped)
            continue;
        if (first)
            link(l, PLAN_LINK_MEMORY, first, pd, region->name,
                 first_rights | rights << 4);
        else
            first_rights = rights;
        first = first ? first : pd;
    }
}

static void link_pd(struct lowering *l, const struct pd *pd)
{
    for (size_t i = 0; i < pd->irq_count; i++) {
        char name[32];

        snprintf(name, sizeof name, "irq %" PRIu64, pd->irqs[i].number);
        link(l, PLAN_LINK_IRQ, NULL, pd,
             pd->irqs[i].name ? pd->irqs[i].name : name, 0);
    }
    if (pd->parent)
        link(l, PLAN_LINK_FAULT, pd, pd->parent, "", 0);
}

void system_names(struct lowering *l)
{
    struct model *m = l->m;

    for (size_t i = 0; i < m->pd_count; i++)
        add_constants(l, &m->pds[i]);
    for (size_t i = 0; i < m->channel_count; i++) {
        link_channel(l, &m->channels[i].end[0], &m->channels[i].end[1]);
        link_channel(l, &m->channels[i].end[1], &m->channels[i].end[0]);
    }
    for (size_t i = 0; i < m->region_count; i++)
        link_region(l, &m->regions[i]);
    for (size_t i = 0; i < m->pd_count; i++)
        link_pd(l, &m->pds[i]);
}
