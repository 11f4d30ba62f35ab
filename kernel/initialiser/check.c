/* SPDX-License-Identifier: MIT
 *
 * Checking a plan: see check.h.
 *
 * Each table has a function that looks at one record. The first thing that is
 * wrong ends the check and is named by record, index and field. Where two
 * records must not be equal the tables are expected to be sorted, so that
 * only neighbours need to be compared; an unsorted table is accepted too, and
 * then compared record by record.
 */
#include "check.h"

#include <string.h>

#include "allocate.h"
#include "tables.h"

enum {
    WORD_BITS = 64,
    PAGE = 4096,
    SMALL_FRAME = 12,
    LARGE_FRAME = 21,
    HUGE_FRAME = 30,
    CNODE_BITS_MAX = 28,
    CONTEXT_BITS_MIN = 7,
    CONTEXT_BITS_MAX = 16,
    UNTYPED_BITS_MIN = 4,
    UNTYPED_BITS_MAX = 38,
    BUDGET_MIN = 20,    /* us */
    PRIORITY_MAX = 254, /* 255 is the initialiser's */
    DOMAIN_MAX = 255,
    IRQ_MAX = 95,
    BOOT_SLOT_MAX = 15,
    BOOT_VSPACE = 3,
    BUFFER_ALIGN = 1024,
};

#define USER_TOP     0x3ffffff000ull
#define DEVICE_TOP   (1ull << 39)
#define BUDGET_LIMIT 0x333333333333333ull
#define TICKS_LIMIT  ((1ull << 56) - 1)

#define TYPE(type) (1u << (type))
#define ANY_TYPE   (TYPE(PLAN_TYPES) - 1)

/* The record that is being looked at, for the report. */
struct check {
    const struct plan *plan;
    struct plan_refusal *why;
    const char *record;
    uint64_t index;
};

static bool refuse(struct check *c, const char *field, const char *why)
{
    *c->why = (struct plan_refusal){ c->record, c->index, field, why };
    return false;
}

/* -- references ------------------------------------------------------------ */

static bool object_is(struct check *c, const char *field, uint32_t object,
                      uint32_t types)
{
    if (object >= c->plan->objects.count)
        return refuse(c, field, "no such object");
    if (!(TYPE(plan_objects(c->plan)[object].type) & types))
        return refuse(c, field, "an object of the wrong type");
    return true;
}

static bool object_or_none(struct check *c, const char *field, uint32_t object,
                           uint32_t types)
{
    return object == PLAN_NONE || object_is(c, field, object, types);
}

static bool text(struct check *c, const char *field, uint32_t offset)
{
    if (offset >= c->plan->strings.count)
        return refuse(c, field, "no such text");
    return true;
}

static bool component_is(struct check *c, const char *field, uint32_t component)
{
    if (component >= c->plan->components.count)
        return refuse(c, field, "no such component");
    return true;
}

static bool component_or_none(struct check *c, const char *field,
                              uint32_t component)
{
    return component == PLAN_NONE || component_is(c, field, component);
}

/* -- objects --------------------------------------------------------------- */

static bool size_is(struct check *c, const struct plan_object *o)
{
    uint32_t bits = o->size_bits;
    bool right = true;

    if (o->type == PLAN_CNODE)
        right = bits >= 1 && bits <= CNODE_BITS_MAX;
    else if (o->type == PLAN_SCHED_CONTEXT)
        right = bits >= CONTEXT_BITS_MIN && bits <= CONTEXT_BITS_MAX;
    else if (o->type == PLAN_FRAME)
        right =
            bits == SMALL_FRAME || bits == LARGE_FRAME || bits == HUGE_FRAME;
    else if (o->type == PLAN_UNTYPED)
        right = bits >= UNTYPED_BITS_MIN && bits <= UNTYPED_BITS_MAX;
    return right || refuse(c, "size_bits", "no size for its type");
}

static bool address_is(struct check *c, const struct plan_object *o)
{
    if (o->paddr == PLAN_ANYWHERE)
        return true;
    if (o->type != PLAN_FRAME && o->type != PLAN_UNTYPED)
        return refuse(c, "paddr", "only frames and untypeds have one");
    if (o->paddr & ((1ull << o->size_bits) - 1))
        return refuse(c, "paddr", "not aligned to the size");
    if (o->paddr >= DEVICE_TOP)
        return refuse(c, "paddr", "beyond physical memory");
    return true;
}

static bool check_object(struct check *c, uint64_t i)
{
    const struct plan_object *o = &plan_objects(c->plan)[i];

    if (o->type >= PLAN_TYPES)
        return refuse(c, "type", "no such type");
    if (!text(c, "name", o->name) || !size_is(c, o) || !address_is(c, o) ||
        !component_or_none(c, "component", o->component))
        return false;
    switch (o->type) {
    case PLAN_SCHED_CONTEXT:
        if (o->first < BUDGET_MIN || o->first > o->second)
            return refuse(c, "first", "budget is not 20 us..period");
        return o->second <= BUDGET_LIMIT ||
               refuse(c, "second", "period is too long");
    case PLAN_IRQ:
        return (o->number >= 1 && o->number <= IRQ_MAX) ||
               refuse(c, "number", "interrupts are 1..95");
    case PLAN_BOOT:
        return (o->number >= 1 && o->number <= BOOT_SLOT_MAX) ||
               o->number == PLAN_BOOT_SCHED_CONTROL ||
               refuse(c, "number", "no boot capability");
    default:
        return true;
    }
}

/* Refers to other objects, so these were checked before. */
static bool check_table(struct check *c, uint64_t i)
{
    const struct plan_object *o = &plan_objects(c->plan)[i];

    if (o->type != PLAN_PAGE_TABLE)
        return true;
    if (o->number >= c->plan->objects.count)
        return refuse(c, "number", "no such object");
    if (o->second != 1 && o->second != 2)
        return refuse(c, "second", "levels are 1 and 2");
    return object_is(c, "number", (uint32_t)o->number,
                     TYPE(PLAN_VSPACE) | TYPE(PLAN_BOOT));
}

static bool check_order(struct check *c, uint64_t i)
{
    static uint64_t seen[PLAN_OBJECTS_MAX / WORD_BITS];
    const uint32_t *order = PLAN_TABLE(c->plan, order, uint32_t);
    const struct plan_object *objects = plan_objects(c->plan);
    uint32_t object = order[i];

    if (i == 0)
        memset(seen, 0, sizeof seen);
    if (object >= c->plan->objects.count)
        return refuse(c, "object", "no such object");
    if (allocate_bits(&objects[object]) == 0)
        return refuse(c, "object", "it takes no memory");
    if (seen[object / WORD_BITS] >> object % WORD_BITS & 1)
        return refuse(c, "object", "named twice");
    seen[object / WORD_BITS] |= 1ull << object % WORD_BITS;
    if (i > 0 && objects[order[i - 1]].paddr > objects[object].paddr)
        return refuse(c, "object", "addresses do not ascend");
    return true;
}

static bool check_all_ordered(struct check *c)
{
    uint64_t wanting = 0;

    for (uint64_t i = 0; i < c->plan->objects.count; i++)
        wanting += allocate_bits(&plan_objects(c->plan)[i]) != 0;
    c->record = "plan";
    c->index = 0;
    return wanting == c->plan->order.count ||
           refuse(c, "order", "an object is missing");
}

/* -- capabilities ---------------------------------------------------------- */

static bool same_slot(const struct plan_cap *a, const struct plan_cap *b)
{
    return a->cnode == b->cnode && a->slot == b->slot && a->cnode != PLAN_NONE;
}

static bool slots_ascend(const struct plan *p)
{
    const struct plan_cap *caps = plan_caps(p);

    for (uint64_t i = 1; i < p->caps.count; i++)
        if (caps[i - 1].cnode > caps[i].cnode ||
            (caps[i - 1].cnode == caps[i].cnode &&
             caps[i - 1].slot > caps[i].slot))
            return false;
    return true;
}

static bool check_cap(struct check *c, uint64_t i)
{
    const struct plan_cap *cap = &plan_caps(c->plan)[i];
    const struct plan_remaining *rest = &c->plan->remaining;

    if (!object_is(c, "object", cap->object,
                   ANY_TYPE & ~TYPE(PLAN_PAGE_TABLE)) ||
        !object_or_none(c, "cnode", cap->cnode, TYPE(PLAN_CNODE)) ||
        !text(c, "label", cap->label))
        return false;
    if (cap->rights > PLAN_ALL_RIGHTS)
        return refuse(c, "rights", "no such right");
    if (plan_objects(c->plan)[cap->object].type == PLAN_CNODE &&
        cap->badge > WORD_BITS - plan_objects(c->plan)[cap->object].size_bits)
        return refuse(c, "badge", "guard and slots exceed 64 bits");
    if (cap->cnode == PLAN_NONE)
        return true;
    if (cap->slot >> plan_objects(c->plan)[cap->cnode].size_bits)
        return refuse(c, "slot", "beyond the CNode");
    if (cap->cnode == rest->cnode && cap->slot >= rest->slot &&
        cap->slot - rest->slot < rest->count)
        return refuse(c, "slot", "remaining memory goes there");
    return true;
}

static bool check_slots(struct check *c)
{
    const struct plan_cap *caps = plan_caps(c->plan);
    bool sorted = slots_ascend(c->plan);

    c->record = "caps";
    for (uint64_t i = 1; i < c->plan->caps.count; i++) {
        for (uint64_t j = sorted ? i - 1 : 0; j < i; j++) {
            c->index = i;
            if (same_slot(&caps[i], &caps[j]))
                return refuse(c, "slot", "taken by another capability");
        }
    }
    return true;
}

/* -- mappings and fills ---------------------------------------------------- */

static uint64_t frame_bytes(const struct plan *p, uint32_t frame)
{
    return 1ull << plan_objects(p)[frame].size_bits;
}

static bool check_mapping(struct check *c, uint64_t i)
{
    const struct plan_mapping *m = &plan_mappings(c->plan)[i];
    uint64_t bytes;

    if (!object_is(c, "vspace", m->vspace,
                   TYPE(PLAN_VSPACE) | TYPE(PLAN_BOOT)) ||
        !object_is(c, "frame", m->frame, TYPE(PLAN_FRAME)))
        return false;
    bytes = frame_bytes(c->plan, m->frame);
    if (m->vaddr & (bytes - 1))
        return refuse(c, "vaddr", "not aligned to the frame's size");
    if (m->vaddr >= USER_TOP || bytes > USER_TOP - m->vaddr)
        return refuse(c, "vaddr", "beyond user addresses");
    if (m->rights & ~(uint32_t)(PLAN_READ | PLAN_WRITE) ||
        m->rights == PLAN_WRITE)
        return refuse(c, "rights", "not r, rw or none");
    if (m->flags & ~(uint32_t)(PLAN_MAP_EXECUTE | PLAN_MAP_UNCACHED))
        return refuse(c, "flags", "no such flag");
    return true;
}

static bool overlap(const struct plan *p, const struct plan_mapping *a,
                    const struct plan_mapping *b)
{
    return a->vspace == b->vspace &&
           a->vaddr < b->vaddr + frame_bytes(p, b->frame) &&
           b->vaddr < a->vaddr + frame_bytes(p, a->frame);
}

static bool addresses_ascend(const struct plan *p)
{
    const struct plan_mapping *m = plan_mappings(p);

    for (uint64_t i = 1; i < p->mappings.count; i++)
        if (m[i - 1].vspace > m[i].vspace ||
            (m[i - 1].vspace == m[i].vspace && m[i - 1].vaddr > m[i].vaddr))
            return false;
    return true;
}

static bool check_overlaps(struct check *c)
{
    const struct plan_mapping *m = plan_mappings(c->plan);
    bool sorted = addresses_ascend(c->plan);

    c->record = "mappings";
    for (uint64_t i = 1; i < c->plan->mappings.count; i++) {
        for (uint64_t j = sorted ? i - 1 : 0; j < i; j++) {
            c->index = i;
            if (overlap(c->plan, &m[i], &m[j]))
                return refuse(c, "vaddr", "overlaps another mapping");
        }
    }
    return true;
}

static bool check_fill(struct check *c, uint64_t i)
{
    const struct plan_fill *f = &plan_fills(c->plan)[i];
    uint64_t data = c->plan->data.count;

    if (f->kind > PLAN_FILL_UNTYPED)
        return refuse(c, "kind", "no such kind");
    if (!object_is(c, "frame", f->frame, TYPE(PLAN_FRAME)))
        return false;
    if (plan_objects(c->plan)[f->frame].size_bits > LARGE_FRAME)
        return refuse(c, "frame", "too large to be filled");
    if ((uint64_t)f->at + f->length > frame_bytes(c->plan, f->frame))
        return refuse(c, "length", "beyond the frame");
    if (f->kind != PLAN_FILL_DATA)
        return f->length <= PAGE || refuse(c, "length", "more than a page");
    if (f->offset > data || f->length > data - f->offset)
        return refuse(c, "offset", "beyond the data");
    return true;
}

/* -- threads --------------------------------------------------------------- */

static bool handler_is(struct check *c, const char *field, uint32_t endpoint,
                       uint32_t rights)
{
    if (endpoint == PLAN_NONE)
        return true;
    if (!object_is(c, field, endpoint, TYPE(PLAN_ENDPOINT)))
        return false;
    if (rights > PLAN_ALL_RIGHTS || !(rights & PLAN_WRITE) ||
        !(rights & (PLAN_GRANT | PLAN_GRANT_REPLY)))
        return refuse(c, field, "a fault handler needs write and grant");
    return true;
}

static bool spaces_are(struct check *c, const struct plan_thread *t)
{
    if (!object_is(c, "cnode", t->cnode, TYPE(PLAN_CNODE)) ||
        !object_is(c, "vspace", t->vspace, TYPE(PLAN_VSPACE)) ||
        !object_or_none(c, "ipc_frame", t->ipc_frame, TYPE(PLAN_FRAME)))
        return false;
    if (t->cspace_guard > WORD_BITS - plan_objects(c->plan)[t->cnode].size_bits)
        return refuse(c, "cspace_guard", "guard and slots exceed 64 bits");
    if (t->ipc_frame != PLAN_NONE &&
        (t->ipc_vaddr == 0 || t->ipc_vaddr % BUFFER_ALIGN))
        return refuse(c, "ipc_vaddr", "not aligned to 1024");
    if (t->stack_bottom > t->stack_top)
        return refuse(c, "stack_bottom", "above stack_top");
    return true;
}

static bool schedule_is(struct check *c, const struct plan_thread *t)
{
    if (!object_or_none(c, "sched_context", t->sched_context,
                        TYPE(PLAN_SCHED_CONTEXT)) ||
        !object_or_none(c, "notification", t->notification,
                        TYPE(PLAN_NOTIFICATION)))
        return false;
    if (t->priority > PRIORITY_MAX)
        return refuse(c, "priority", "at most 254");
    if (t->max_priority > PRIORITY_MAX)
        return refuse(c, "max_priority", "at most 254");
    if (t->domain > DOMAIN_MAX)
        return refuse(c, "domain", "no such domain");
    if (t->flags &
        ~(uint32_t)(PLAN_THREAD_START | PLAN_THREAD_PASSIVE | PLAN_THREAD_FPU))
        return refuse(c, "flags", "no such flag");
    if ((t->flags & PLAN_THREAD_PASSIVE) &&
        (t->sched_context == PLAN_NONE || t->notification == PLAN_NONE))
        return refuse(c, "flags", "passive without context and notification");
    return true;
}

static bool badge_names(const struct plan *p, const struct plan_thread *t,
                        uint64_t badge)
{
    return (t->fault == p->monitor && t->fault_badge == badge) ||
           (t->timeout == p->monitor && t->timeout_badge == badge);
}

/* A badge at the monitor belongs to one thread. */
static bool told_apart(const struct plan *p, const struct plan_thread *a,
                       const struct plan_thread *b)
{
    return !(a->fault == p->monitor && badge_names(p, b, a->fault_badge)) &&
           !(a->timeout == p->monitor && badge_names(p, b, a->timeout_badge));
}

static bool check_thread(struct check *c, uint64_t i)
{
    const struct plan_thread *t = &plan_threads(c->plan)[i];

    if (!object_is(c, "tcb", t->tcb, TYPE(PLAN_TCB)) || !spaces_are(c, t) ||
        !schedule_is(c, t) ||
        !handler_is(c, "fault", t->fault, t->fault_rights) ||
        !handler_is(c, "timeout", t->timeout, t->timeout_rights) ||
        !component_is(c, "component", t->component) ||
        !text(c, "name", t->name))
        return false;
    for (uint64_t j = 0; j < i; j++) {
        if (plan_threads(c->plan)[j].tcb == t->tcb)
            return refuse(c, "tcb", "another thread's");
        if (!told_apart(c->plan, t, &plan_threads(c->plan)[j]))
            return refuse(c, "fault_badge", "another thread's");
    }
    return true;
}

/* -- the other tables ------------------------------------------------------ */

static bool check_irq(struct check *c, uint64_t i)
{
    const struct plan_irq *irq = &plan_irqs(c->plan)[i];

    return object_is(c, "irq", irq->irq, TYPE(PLAN_IRQ)) &&
           object_is(c, "notification", irq->notification,
                     TYPE(PLAN_NOTIFICATION));
}

static bool check_component(struct check *c, uint64_t i)
{
    const struct plan_component *o = &plan_components(c->plan)[i];
    const struct plan_row *rows = plan_rows(c->plan);

    if (!text(c, "name", o->name) || !text(c, "program", o->program) ||
        !component_or_none(c, "parent", o->parent) ||
        !object_is(c, "vspace", o->vspace, TYPE(PLAN_VSPACE)))
        return false;
    if (o->first_row > c->plan->rows.count ||
        o->rows > c->plan->rows.count - o->first_row)
        return refuse(c, "rows", "beyond the table");
    for (uint32_t row = 1; row < o->rows; row++)
        if (rows[o->first_row + row - 1].address >
            rows[o->first_row + row].address)
            return refuse(c, "rows", "addresses do not ascend");
    return true;
}

static bool check_link(struct check *c, uint64_t i)
{
    const struct plan_link *l =
        &PLAN_TABLE(c->plan, links, struct plan_link)[i];

    if (l->kind > PLAN_LINK_FAULT)
        return refuse(c, "kind", "no such kind");
    return component_or_none(c, "from", l->from) &&
           component_or_none(c, "to", l->to) && text(c, "name", l->name) &&
           text(c, "connector", l->connector);
}

static bool check_row(struct check *c, uint64_t i)
{
    const struct plan_row *row = &plan_rows(c->plan)[i];

    return text(c, "function", row->function) && text(c, "file", row->file);
}

static bool check_constant(struct check *c, uint64_t i)
{
    const struct plan_constant *k =
        &PLAN_TABLE(c->plan, constants, struct plan_constant)[i];

    return component_is(c, "component", k->component) &&
           text(c, "name", k->name) && text(c, "comment", k->comment);
}

static bool check_domain(struct check *c, uint64_t i)
{
    const struct plan_domain *d = &plan_domains(c->plan)[i];

    if (d->domain > DOMAIN_MAX)
        return refuse(c, "domain", "no such domain");
    if (d->ticks > TICKS_LIMIT)
        return refuse(c, "ticks", "too long");
    if (d->end ? d->domain != 0 || d->ticks != 0 : d->ticks == 0)
        return refuse(c, "ticks", "zero exactly at an end marker");
    return true;
}

/* -- the plan -------------------------------------------------------------- */

static bool part_is(struct check *c, const char *field, struct plan_part part,
                    uint64_t record)
{
    uint64_t size = c->plan->size;

    if (part.offset % 8 || part.offset < sizeof(struct plan) ||
        part.offset > size)
        return refuse(c, field, "its offset is not in the plan");
    if (part.count > (size - part.offset) / record)
        return refuse(c, field, "it ends beyond the plan");
    return true;
}

static bool check_parts(struct check *c)
{
    const struct plan *p = c->plan;

    return part_is(c, "order", p->order, sizeof(uint32_t)) &&
           part_is(c, "objects", p->objects, sizeof(struct plan_object)) &&
           part_is(c, "caps", p->caps, sizeof(struct plan_cap)) &&
           part_is(c, "mappings", p->mappings, sizeof(struct plan_mapping)) &&
           part_is(c, "fills", p->fills, sizeof(struct plan_fill)) &&
           part_is(c, "threads", p->threads, sizeof(struct plan_thread)) &&
           part_is(c, "irqs", p->irqs, sizeof(struct plan_irq)) &&
           part_is(c, "components", p->components,
                   sizeof(struct plan_component)) &&
           part_is(c, "links", p->links, sizeof(struct plan_link)) &&
           part_is(c, "rows", p->rows, sizeof(struct plan_row)) &&
           part_is(c, "constants", p->constants,
                   sizeof(struct plan_constant)) &&
           part_is(c, "domains", p->domains, sizeof(struct plan_domain)) &&
           part_is(c, "strings", p->strings, 1) &&
           part_is(c, "data", p->data, 1);
}

static bool check_header(struct check *c, uint64_t size)
{
    const struct plan *p = c->plan;

    if (size < sizeof *p)
        return refuse(c, "size", "smaller than its header");
    if (p->magic != PLAN_MAGIC)
        return refuse(c, "magic", "not a plan");
    if (p->size < sizeof *p || p->size > size)
        return refuse(c, "size", "not the size of the block");
    if (!check_parts(c))
        return false;
    if (p->strings.count == 0 || *plan_text(p, 0) ||
        *plan_text(p, (uint32_t)(p->strings.count - 1)))
        return refuse(c, "strings", "they do not begin and end with NUL");
    if (p->strings.count > PLAN_NONE)
        return refuse(c, "strings", "too many");
    if (p->objects.count > PLAN_OBJECTS_MAX)
        return refuse(c, "objects", "too many");
    if (p->threads.count > PLAN_THREADS_MAX)
        return refuse(c, "threads", "too many");
    return true;
}

static bool check_roles(struct check *c)
{
    const struct plan *p = c->plan;
    const struct plan_remaining *rest = &p->remaining;

    c->record = "plan";
    c->index = 0;
    if (!object_is(c, "monitor", p->monitor, TYPE(PLAN_ENDPOINT)) ||
        !object_is(c, "monitor_cspace", p->monitor_cspace, TYPE(PLAN_CNODE)) ||
        !object_is(c, "monitor_vspace", p->monitor_vspace, TYPE(PLAN_BOOT)) ||
        !object_or_none(c, "remaining", rest->cnode, TYPE(PLAN_CNODE)))
        return false;
    if (plan_objects(p)[p->monitor_vspace].number != BOOT_VSPACE)
        return refuse(c, "monitor_vspace", "not the initial task's");
    if (rest->cnode != PLAN_NONE &&
        (uint64_t)rest->slot + rest->count >
            1ull << plan_objects(p)[rest->cnode].size_bits)
        return refuse(c, "remaining", "slots beyond the CNode");
    if (p->domains.count && p->domain_start >= p->domains.count)
        return refuse(c, "domain_start", "no such entry");
    if (p->domains.count && plan_domains(p)[p->domain_start].end)
        return refuse(c, "domain_start", "an end marker");
    return true;
}

static bool each(struct check *c, const char *record, uint64_t count,
                 bool (*check)(struct check *, uint64_t))
{
    c->record = record;
    for (uint64_t i = 0; i < count; i++) {
        c->index = i;
        if (!check(c, i))
            return false;
    }
    return true;
}

bool plan_check(const void *block, uint64_t size, struct plan_refusal *why)
{
    const struct plan *p = block;
    struct check c = { .plan = p, .why = why, .record = "plan" };

    return check_header(&c, size) &&
           each(&c, "objects", p->objects.count, check_object) &&
           each(&c, "objects", p->objects.count, check_table) &&
           each(&c, "order", p->order.count, check_order) &&
           check_all_ordered(&c) && check_roles(&c) &&
           each(&c, "caps", p->caps.count, check_cap) && check_slots(&c) &&
           each(&c, "mappings", p->mappings.count, check_mapping) &&
           check_overlaps(&c) &&
           each(&c, "fills", p->fills.count, check_fill) &&
           each(&c, "threads", p->threads.count, check_thread) &&
           each(&c, "irqs", p->irqs.count, check_irq) &&
           each(&c, "rows", p->rows.count, check_row) &&
           each(&c, "components", p->components.count, check_component) &&
           each(&c, "links", p->links.count, check_link) &&
           each(&c, "constants", p->constants.count, check_constant) &&
           each(&c, "domains", p->domains.count, check_domain);
}
