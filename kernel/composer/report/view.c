/* SPDX-License-Identifier: MIT
 *
 * What reports read out of a plan: see view.h.
 */
#include "report/view.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "initialiser/allocate.h"

const char *view_name(const struct report *r, uint32_t object)
{
    if (object == PLAN_NONE)
        return "none";
    return view_text(r, view_object(r, object)->name);
}

const char *view_component(const struct report *r, uint32_t component)
{
    if (component == PLAN_NONE)
        return "shared";
    return view_text(r,
                     VIEW_TABLE(r, components, plan_component)[component].name);
}

const char *view_type(uint32_t type)
{
    static const char *const names[] = {
        [PLAN_TCB] = "thread",
        [PLAN_SCHED_CONTEXT] = "scheduling context",
        [PLAN_ENDPOINT] = "endpoint",
        [PLAN_NOTIFICATION] = "notification",
        [PLAN_REPLY] = "reply",
        [PLAN_CNODE] = "cnode",
        [PLAN_VSPACE] = "vspace",
        [PLAN_PAGE_TABLE] = "page table",
        [PLAN_FRAME] = "frame",
        [PLAN_UNTYPED] = "untyped",
        [PLAN_IRQ] = "irq handler",
        [PLAN_BOOT] = "boot",
    };

    return type < PLAN_TYPES ? names[type] : "unknown";
}

bool view_is_vspace(const struct report *r, uint32_t object)
{
    return view_object(r, object)->type == PLAN_VSPACE ||
           object == r->plan->monitor_vspace;
}

uint64_t view_bytes(const struct plan_object *object)
{
    uint32_t bits = allocate_bits(object);

    return bits ? 1ull << bits : 0;
}

uint64_t view_paddr(const struct report *r, uint32_t object)
{
    const struct plan_object *o = view_object(r, object);

    if (!view_bytes(o))
        return PLAN_ANYWHERE;
    return r->paddr ? r->paddr[object] : o->paddr;
}

const char *view_rights(uint32_t rights, char buffer[VIEW_RIGHTS])
{
    buffer[0] = rights & PLAN_READ ? 'r' : '-';
    buffer[1] = rights & PLAN_WRITE ? 'w' : '-';
    buffer[2] = rights & PLAN_GRANT ? 'g' : '-';
    buffer[3] = rights & PLAN_GRANT_REPLY ? 'p' : '-';
    buffer[4] = '\0';
    return buffer;
}

const char *view_access(uint32_t rights, uint32_t flags,
                        char buffer[VIEW_RIGHTS])
{
    buffer[0] = rights & PLAN_READ ? 'r' : '-';
    buffer[1] = rights & PLAN_WRITE ? 'w' : '-';
    buffer[2] = flags & PLAN_MAP_EXECUTE ? 'x' : '-';
    buffer[3] = '\0';
    return buffer;
}

bool view_has_rights(uint32_t type)
{
    return type == PLAN_FRAME || type == PLAN_REPLY || view_has_badge(type);
}

bool view_has_badge(uint32_t type)
{
    return type == PLAN_ENDPOINT || type == PLAN_NOTIFICATION;
}

struct view_memory view_memory(const struct report *r, uint32_t component)
{
    struct view_memory memory = { 0 };

    for (uint32_t i = 0; i < r->plan->objects.count; i++) {
        const struct plan_object *o = view_object(r, i);

        if (o->component != component)
            continue;
        if (o->type == PLAN_FRAME)
            memory.frames += view_bytes(o);
        else if (o->type == PLAN_PAGE_TABLE || o->type == PLAN_VSPACE)
            memory.page_tables += view_bytes(o);
        else
            memory.kernel += view_bytes(o);
    }
    return memory;
}

/* -- spans --------------------------------------------------------------- */

/* Pages are numbered name.7, name[7] or, by address, name@10000. */
int view_stem(const char *name)
{
    int length = (int)strlen(name);
    int end = length - (length > 0 && name[length - 1] == ']');
    int at = end;

    while (at > 0 && isdigit((unsigned char)name[at - 1]))
        at--;
    if (at > 1 && at < end && name[at - 1] == (end < length ? '[' : '.'))
        return at - 1;
    at = length;
    while (at > 0 && isxdigit((unsigned char)name[at - 1]))
        at--;
    return at > 1 && at < length && name[at - 1] == '@' ? at - 1 : length;
}

static bool same_stem(const struct report *r, uint32_t one, uint32_t other)
{
    const char *a = view_name(r, one);
    const char *b = view_name(r, other);
    int length = view_stem(a);

    return length == view_stem(b) && memcmp(a, b, (size_t)length) == 0;
}

static bool continues(const struct report *r, const struct view_span *span,
                      const struct plan_mapping *m)
{
    return span->end == m->vaddr && span->rights == m->rights &&
           span->flags == m->flags && same_stem(r, span->frame, m->frame) &&
           view_object(r, span->frame)->component ==
               view_object(r, m->frame)->component;
}

static int by_start(const void *left, const void *right)
{
    const struct view_span *a = left;
    const struct view_span *b = right;

    return a->start < b->start ? -1 : a->start > b->start;
}

/* One span for each mapping, not sorted. */
static size_t mappings_of(const struct report *r, uint32_t vspace,
                          struct view_span *spans)
{
    const struct plan_mapping *m = VIEW_TABLE(r, mappings, plan_mapping);
    size_t count = 0;

    for (uint64_t i = 0; i < r->plan->mappings.count; i++, m++)
        if (m->vspace == vspace)
            spans[count++] = (struct view_span){
                .start = m->vaddr,
                .end = m->vaddr + view_bytes(view_object(r, m->frame)),
                .frame = m->frame,
                .pages = 1,
                .rights = m->rights,
                .flags = m->flags,
            };
    return count;
}

struct view_span *view_spans(const struct report *r, uint32_t vspace,
                             size_t *count)
{
    struct view_span *spans =
        calloc(r->plan->mappings.count + 1, sizeof(*spans));
    size_t mappings;

    *count = 0;
    if (!spans)
        return NULL;
    mappings = mappings_of(r, vspace, spans);
    qsort(spans, mappings, sizeof(*spans), by_start);
    for (size_t i = 0; i < mappings; i++) {
        struct view_span *last = *count ? &spans[*count - 1] : NULL;
        struct plan_mapping m = {
            .vaddr = spans[i].start,
            .frame = spans[i].frame,
            .rights = spans[i].rights,
            .flags = spans[i].flags,
        };

        if (last && continues(r, last, &m)) {
            last->end = spans[i].end;
            last->pages++;
        } else {
            spans[(*count)++] = spans[i];
        }
    }
    return spans;
}

/* -- order --------------------------------------------------------------- */

struct keyed {
    uint32_t cnode;
    uint32_t slot;
    uint32_t index;
};

static int by_slot(const void *left, const void *right)
{
    const struct keyed *a = left;
    const struct keyed *b = right;

    if (a->cnode != b->cnode)
        return a->cnode < b->cnode ? -1 : 1;
    if (a->slot != b->slot)
        return a->slot < b->slot ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

uint32_t *view_caps_in_order(const struct report *r)
{
    const struct plan_cap *caps = VIEW_TABLE(r, caps, plan_cap);
    uint64_t count = r->plan->caps.count;
    struct keyed *keys = calloc(count + 1, sizeof(*keys));
    uint32_t *order = calloc(count + 1, sizeof(*order));

    if (!keys || !order) {
        free(keys);
        free(order);
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++)
        keys[i] = (struct keyed){ caps[i].cnode, caps[i].slot, i };
    qsort(keys, count, sizeof(*keys), by_slot);
    for (uint64_t i = 0; i < count; i++)
        order[i] = keys[i].index;
    free(keys);
    return order;
}

bool view_frame_is_shared(const struct report *r, uint32_t frame)
{
    const struct plan_object *o = view_object(r, frame);

    return o->component == PLAN_NONE || o->paddr != PLAN_ANYWHERE;
}

/* -- physical memory ----------------------------------------------------- */

static int by_place(const void *left, const void *right)
{
    const struct view_place *a = left;
    const struct view_place *b = right;

    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return a->object < b->object ? -1 : a->object > b->object;
}

static bool goes_on(const struct report *r, const struct view_place *place,
                    const struct view_place *next)
{
    const struct plan_object *a = view_object(r, place->object);
    const struct plan_object *b = view_object(r, next->object);

    return place->end == next->start && a->type == b->type &&
           a->component == b->component &&
           (a->type != PLAN_FRAME || same_stem(r, place->object, next->object));
}

struct view_place *view_places(const struct report *r, size_t *count)
{
    uint64_t objects = r->plan->objects.count;
    struct view_place *places = calloc(objects + 1, sizeof(*places));
    size_t placed = 0;

    *count = 0;
    if (!places)
        return NULL;
    for (uint32_t i = 0; i < objects; i++) {
        uint64_t at = view_paddr(r, i);

        if (at != PLAN_ANYWHERE)
            places[placed++] =
                (struct view_place){ at, at + view_bytes(view_object(r, i)), i,
                                     1 };
    }
    qsort(places, placed, sizeof(*places), by_place);
    for (size_t i = 0; i < placed; i++) {
        struct view_place *last = *count ? &places[*count - 1] : NULL;

        if (last && goes_on(r, last, &places[i])) {
            last->end = places[i].end;
            last->objects++;
        } else {
            places[(*count)++] = places[i];
        }
    }
    return places;
}
