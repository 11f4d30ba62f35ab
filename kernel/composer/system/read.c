/* SPDX-License-Identifier: MIT
 *
 * From elements to the model: which elements and attributes there are, what
 * values they take, and what holds when they are left out.
 *
 * A reader function per element. Each names its attributes and children; any
 * other is an error. A wrong value is reported and replaced by what
 * model.h promises, so that reading goes on.
 */
#include "attributes.h"
#include "model.h"
#include "numbers.h"

#include <inttypes.h>
#include <string.h>

static void *allocate(struct model *m, size_t count, size_t size)
{
    void *block = obstack_alloc(&m->memory, count * size + 1);

    return memset(block, 0, count * size + 1);
}

/* -- inside a protection domain -------------------------------------------- */

static void read_image(struct model *m, struct pd *pd, const struct element *e)
{
    pd->image = only_child(m, e, "program_image");
    if (!pd->image) {
        element_error(m->d, e, "missing element 'program_image'");
        return;
    }
    only_attributes(m, pd->image, "path path_for_symbols ");
    only_children(m, pd->image, "");
    pd->path = attribute_required(m, pd->image, "path");
    pd->path_for_symbols = attribute_optional(m, pd->image, "path_for_symbols");
}

static void read_rights(struct model *m, struct map *map)
{
    const char *text = attribute_optional(m, map->e, "perms");
    bool read = false;
    bool write = false;

    map->rights = PLAN_READ | PLAN_WRITE;
    if (!text)
        return;
    if (strlen(text) > 3 || text[strspn(text, "rwx")] ||
        strchr(text, 'r') != strrchr(text, 'r') ||
        strchr(text, 'w') != strrchr(text, 'w') ||
        strchr(text, 'x') != strrchr(text, 'x')) {
        element_error(m->d, map->e,
                      "attribute 'perms' is '%s'; it must be some of 'rwx', "
                      "each once",
                      attribute_shown(m, text));
        return;
    }
    read = strchr(text, 'r');
    write = strchr(text, 'w');
    if (write && !read) {
        element_error(m->d, map->e,
                      "attribute 'perms' is '%s'; memory cannot be written "
                      "without being read: 'r%s'",
                      text, text);
        return;
    }
    map->rights = (read ? PLAN_READ : 0u) | (write ? PLAN_WRITE : 0u);
    map->execute = strchr(text, 'x');
}

static void read_map(struct model *m, struct pd *pd, const struct element *e)
{
    struct map *map = &pd->maps[pd->map_count++];

    only_attributes(m, e,
                    "mr vaddr perms cached setvar_vaddr setvar_size "
                    "setvar_prefill_size ");
    only_children(m, e, "");
    map->e = e;
    map->region_name = attribute_required(m, e, "mr");
    map->vaddr = attribute_number(m, e, "vaddr",
                                  (struct range){ 0, USER_END - 1 }, NONE);
    read_rights(m, map);
    map->cached = attribute_boolean(m, e, "cached", true);
    map->setvar_vaddr = attribute_optional(m, e, "setvar_vaddr");
    map->setvar_size = attribute_optional(m, e, "setvar_size");
    map->setvar_prefill_size = attribute_optional(m, e, "setvar_prefill_size");
}

static void read_irq(struct model *m, struct pd *pd, const struct element *e)
{
    struct irq *irq = &pd->irqs[pd->irq_count++];

    only_attributes(m, e, "irq id trigger name setvar_id ");
    only_children(m, e, "");
    irq->e = e;
    irq->number = attribute_required_number(m, e, "irq",
                                            (struct range){ IRQ_MIN, IRQ_MAX });
    irq->id =
        attribute_required_number(m, e, "id", (struct range){ 0, ID_MAX });
    irq->edge = attribute_choice(m, e, "trigger", "edge", "level", false);
    irq->name = attribute_identifier(m, e, "name");
    irq->setvar_id = attribute_optional(m, e, "setvar_id");
}

static void read_setvar(struct model *m, struct pd *pd, const struct element *e)
{
    struct setvar *setvar = &pd->setvars[pd->setvar_count++];

    only_attributes(m, e, "symbol region_paddr ");
    only_children(m, e, "");
    setvar->e = e;
    setvar->symbol = attribute_required(m, e, "symbol");
    setvar->region_name = attribute_required(m, e, "region_paddr");
}

static void read_cap(struct model *m, struct pd *pd, const struct element *e,
                     enum cap_kind kind)
{
    struct extra_cap *cap = &pd->caps[pd->cap_count++];

    only_attributes(m, e, "slot pd ");
    only_children(m, e, "");
    cap->e = e;
    cap->kind = kind;
    cap->slot = attribute_required_number(m, e, "slot",
                                          (struct range){ 1, CAP_SLOT_MAX });
    cap->pd_name = attribute_required(m, e, "pd");
}

static void read_cspace(struct model *m, struct pd *pd, const struct element *e)
{
    only_attributes(m, e, "");
    only_children(m, e, "cap_tcb cap_sc cap_vspace ");
    pd->caps =
        allocate(m,
                 count_children(e, "cap_tcb") + count_children(e, "cap_sc") +
                     count_children(e, "cap_vspace"),
                 sizeof *pd->caps);
    for (const struct element *c = e->first; c; c = c->next) {
        if (element_is(c, "cap_tcb"))
            read_cap(m, pd, c, CAP_TCB);
        else if (element_is(c, "cap_sc"))
            read_cap(m, pd, c, CAP_SC);
        else if (element_is(c, "cap_vspace"))
            read_cap(m, pd, c, CAP_VSPACE);
    }
}

static void read_time(struct model *m, struct pd *pd, const struct element *e)
{
    struct range range = { BUDGET_MIN, BUDGET_MAX };

    pd->budget = attribute_number(m, e, "budget", range, BUDGET_DEFAULT);
    pd->period = attribute_number(m, e, "period", range, pd->budget);
    if (pd->period < pd->budget) {
        element_error(m->d, e,
                      "attribute 'period' is %" PRIu64
                      ", less than the budget of %" PRIu64,
                      pd->period, pd->budget);
        pd->period = pd->budget;
    }
}

static void read_stack(struct model *m, struct pd *pd, const struct element *e)
{
    pd->stack_size =
        attribute_number(m, e, "stack_size",
                         (struct range){ STACK_MIN, STACK_MAX }, STACK_DEFAULT);
    if (pd->stack_size % SMALL_PAGE) {
        element_error(m->d, e,
                      "attribute 'stack_size' is %s; it must be a multiple "
                      "of 4 KiB",
                      attribute_shown(m, element_attribute(e, "stack_size")));
        pd->stack_size = STACK_DEFAULT;
    }
}

static void read_pd_attributes(struct model *m, struct pd *pd,
                               const struct element *e)
{
    only_attributes(m, e,
                    pd->parent ? "name priority budget period passive "
                                 "stack_size cpu fpu domain id setvar_id "
                               : "name priority budget period passive "
                                 "stack_size cpu fpu domain ");
    pd->name = attribute_name(m, e);
    if (element_attribute(e, "priority"))
        pd->priority = attribute_number(
            m, e, "priority", (struct range){ 0, PRIORITY_MAX }, NONE);
    read_time(m, pd, e);
    pd->passive = attribute_boolean(m, e, "passive", false);
    read_stack(m, pd, e);
    attribute_number(m, e, "cpu", (struct range){ 0, 0 }, 0);
    pd->fpu = attribute_boolean(m, e, "fpu", true);
    pd->domain_name = attribute_optional(m, e, "domain");
    pd->id = NONE;
    if (pd->parent) {
        pd->id =
            attribute_required_number(m, e, "id", (struct range){ 0, ID_MAX });
        pd->setvar_id = attribute_optional(m, e, "setvar_id");
    }
}

static void read_pd_children(struct model *m, struct pd *pd,
                             const struct element *e)
{
    const struct element *cspace = only_child(m, e, "cspace");

    only_children(m, e,
                  "program_image map irq setvar protection_domain cspace ");
    read_image(m, pd, e);
    if (cspace)
        read_cspace(m, pd, cspace);
    pd->maps = allocate(m, count_children(e, "map"), sizeof *pd->maps);
    pd->irqs = allocate(m, count_children(e, "irq"), sizeof *pd->irqs);
    pd->setvars = allocate(m, count_children(e, "setvar"), sizeof *pd->setvars);
    for (const struct element *c = e->first; c; c = c->next) {
        if (element_is(c, "map"))
            read_map(m, pd, c);
        else if (element_is(c, "irq"))
            read_irq(m, pd, c);
        else if (element_is(c, "setvar"))
            read_setvar(m, pd, c);
    }
}

/* XML nests no deeper than libxml2 allows, so this ends. */
static void read_pd(struct model *m, struct pd *parent, const struct element *e)
{
    struct pd *pd = &m->pds[m->pd_count++];

    pd->e = e;
    pd->parent = parent;
    read_pd_attributes(m, pd, e);
    read_pd_children(m, pd, e);
    for (const struct element *c = e->first; c; c = c->next) {
        if (element_is(c, "protection_domain"))
            read_pd(m, pd, c);
    }
}

static size_t count_pds(const struct element *e)
{
    size_t count = 0;

    for (const struct element *c = e->first; c; c = c->next) {
        if (element_is(c, "protection_domain"))
            count += 1 + count_pds(c);
    }
    return count;
}

/* -- beside protection domains --------------------------------------------- */

static void read_region(struct model *m, const struct element *e)
{
    struct region *region = &m->regions[m->region_count++];
    uint64_t page;

    only_attributes(m, e,
                    "name size page_size phys_addr prefill_path "
                    "prefill_bootinfo ");
    only_children(m, e, "");
    region->e = e;
    region->name = attribute_name(m, e);
    region->size = attribute_required_number(m, e, "size",
                                             (struct range){ 1, PHYSICAL_END });
    page = attribute_number(m, e, "page_size", (struct range){ 0, NONE - 1 },
                            NONE);
    if (page != NONE && page != SMALL_PAGE && page != LARGE_PAGE) {
        element_error(m->d, e,
                      "attribute 'page_size' is %s; it must be 0x1000 or "
                      "0x200000",
                      attribute_shown(m, element_attribute(e, "page_size")));
        page = NONE;
    }
    region->page = page;
    region->phys_addr = attribute_number(
        m, e, "phys_addr", (struct range){ 0, PHYSICAL_END - 1 }, NONE);
    region->prefill_path = attribute_optional(m, e, "prefill_path");
    region->prefill_bootinfo =
        attribute_boolean(m, e, "prefill_bootinfo", false);
}

static void read_end(struct model *m, struct end *end, const struct element *e)
{
    only_attributes(m, e, "pd id pp notify name setvar_id ");
    only_children(m, e, "");
    end->e = e;
    end->pd_name = attribute_required(m, e, "pd");
    end->id =
        attribute_required_number(m, e, "id", (struct range){ 0, ID_MAX });
    end->pp = attribute_boolean(m, e, "pp", false);
    end->notify = attribute_boolean(m, e, "notify", true);
    end->name = attribute_identifier(m, e, "name");
    end->setvar_id = attribute_optional(m, e, "setvar_id");
}

static void read_channel(struct model *m, const struct element *e)
{
    struct channel *channel = &m->channels[m->channel_count++];
    size_t count = count_children(e, "end");
    size_t i = 0;

    only_attributes(m, e, "");
    only_children(m, e, "end ");
    channel->e = e;
    if (count != 2)
        element_error(m->d, e, "a channel has two ends, this one has %zu",
                      count);
    for (const struct element *c = e->first; c && i < 2; c = c->next) {
        if (element_is(c, "end"))
            read_end(m, &channel->end[i++], c);
    }
    if (count != 2) /* what it has was read for its errors only */
        m->channel_count--;
}

/* In ticks; 1 if it is wrong. */
static uint64_t read_duration(struct model *m, const struct element *e)
{
    const char *text = attribute_required(m, e, "duration");
    uint64_t ticks;

    if (!text)
        return 1;
    switch (number_read_ticks(text, &ticks)) {
    case NUMBER_OK:
        if (ticks >= 1 && ticks <= DURATION_MAX_TICKS)
            return ticks;
        element_error(m->d, e,
                      "attribute 'duration' is '%s'; it must be 1 to %" PRIu64
                      " ticks",
                      attribute_shown(m, text), DURATION_MAX_TICKS);
        break;
    case NUMBER_UNIT:
        element_error(m->d, e,
                      "attribute 'duration' is '%s'; it must end in 'us' or "
                      "'ticks'",
                      attribute_shown(m, text));
        break;
    default:
        element_error(m->d, e,
                      "attribute 'duration' is '%s', which is not a duration",
                      attribute_shown(m, text));
    }
    return 1;
}

static void read_entry(struct model *m, const struct element *e, bool marker)
{
    struct entry *entry = &m->entries[m->entry_count++];

    only_children(m, e, "");
    entry->e = e;
    entry->marker = marker;
    if (marker) {
        only_attributes(m, e, "");
        return;
    }
    only_attributes(m, e, "domain duration ");
    entry->domain_name = attribute_required(m, e, "domain");
    entry->ticks = read_duration(m, e);
}

static void read_schedule(struct model *m, const struct element *e)
{
    only_attributes(m, e, "set_start ");
    only_children(m, e, "schedule_entry schedule_end_marker ");
    m->schedule = e;
    m->set_start = attribute_number(m, e, "set_start",
                                    (struct range){ 0, SCHEDULE_MAX - 1 }, 0);
    m->entries = allocate(m,
                          count_children(e, "schedule_entry") +
                              count_children(e, "schedule_end_marker"),
                          sizeof *m->entries);
    for (const struct element *c = e->first; c; c = c->next) {
        if (element_is(c, "schedule_entry"))
            read_entry(m, c, false);
        else if (element_is(c, "schedule_end_marker"))
            read_entry(m, c, true);
    }
}

static void read_domains(struct model *m, const struct element *e)
{
    const struct element *schedule = only_child(m, e, "domain_schedule");

    only_attributes(m, e, "");
    only_children(m, e, "domain domain_schedule ");
    m->domains_element = e;
    m->domains = allocate(m, count_children(e, "domain"), sizeof *m->domains);
    for (const struct element *c = e->first; c; c = c->next) {
        if (!element_is(c, "domain"))
            continue;
        only_attributes(m, c, "name ");
        only_children(m, c, "");
        m->domains[m->domain_count].e = c;
        m->domains[m->domain_count++].name = attribute_name(m, c);
    }
    if (schedule)
        read_schedule(m, schedule);
    else
        element_error(m->d, e, "missing element 'domain_schedule'");
}

/* Whether there are at most `max` of something. */
static bool few(struct model *m, const struct element *e, size_t count,
                size_t max, const char *what)
{
    if (count <= max)
        return true;
    element_error(m->d, e, "%zu %s; at most %zu are allowed", count, what, max);
    return false;
}

static bool check_counts(struct model *m, const struct element *root)
{
    bool fine = few(m, root, count_pds(root), PDS_MAX, "protection domains");

    fine &= few(m, root, count_children(root, "memory_region"), REGIONS_MAX,
                "memory regions");
    fine &=
        few(m, root, count_children(root, "channel"), CHANNELS_MAX, "channels");
    return fine;
}

static void read_top(struct model *m, const struct element *root)
{
    m->pds = allocate(m, count_pds(root), sizeof *m->pds);
    m->regions =
        allocate(m, count_children(root, "memory_region"), sizeof *m->regions);
    m->channels =
        allocate(m, count_children(root, "channel"), sizeof *m->channels);
    for (const struct element *c = root->first; c; c = c->next) {
        if (element_is(c, "protection_domain"))
            read_pd(m, NULL, c);
        else if (element_is(c, "memory_region"))
            read_region(m, c);
        else if (element_is(c, "channel"))
            read_channel(m, c);
    }
}

bool model_read(struct model *m, const struct element *root)
{
    const struct element *domains;
    bool fine = true;

    if (!element_is(root, "system")) {
        element_error(m->d, root, "the root element must be 'system'");
        return false;
    }
    only_attributes(m, root, "");
    only_children(m, root, "protection_domain memory_region channel domains ");
    if (!check_counts(m, root))
        return false;
    read_top(m, root);
    domains = only_child(m, root, "domains");
    if (domains)
        read_domains(m, domains);
    if (!m->pd_count)
        element_error(m->d, root, "missing element 'protection_domain'");
    for (size_t i = 0; i < m->pd_count; i++) {
        const struct pd *pd = &m->pds[i];

        fine &= few(m, pd->e, pd->map_count, LIST_MAX, "maps");
        fine &= few(m, pd->e, pd->setvar_count, LIST_MAX, "setvars");
        fine &= few(m, pd->e, pd->irq_count, PD_IDS, "irqs");
        fine &= few(m, pd->e, pd->cap_count, CAP_SLOT_MAX, "capabilities");
    }
    return fine && few(m, domains, m->domain_count, DOMAINS_MAX, "domains");
}
