/* SPDX-License-Identifier: MIT
 *
 * Protection domains, channels, interrupts and domains against the rules.
 *
 * Names are resolved first; whatever has no target after that (which has been
 * reported) is passed over by the other checks, so that one mistake makes one
 * message. A thing that is there twice is reported where it is the second
 * time, with the line of the first.
 */
#include "model.h"
#include "attributes.h"
#include "runtime.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

struct pd *model_pd(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->pd_count; i++) {
        if (same(m->pds[i].name, name))
            return &m->pds[i];
    }
    return NULL;
}

/* The protection domain that an attribute `pd` names. */
static struct pd *find_pd(struct model *m, const struct element *e,
                          const char *name)
{
    struct pd *pd = model_pd(m, name);

    if (name && !pd)
        element_error(m->d, e, "unknown protection domain '%s'",
                      attribute_shown(m, name));
    return pd;
}

/* -- names ----------------------------------------------------------------- */

static void check_pd_names(struct model *m)
{
    for (size_t i = 0; i < m->pd_count; i++) {
        const struct pd *pd = &m->pds[i];
        const struct pd *first = model_pd(m, pd->name);

        if (same(pd->name, "monitor"))
            element_error(m->d, pd->e,
                          "the name 'monitor' is kept for the monitor");
        else if (pd->name && first != pd)
            element_error(m->d, pd->e,
                          "the name '%s' is taken by the protection domain "
                          "at line %d",
                          pd->name, first->e->at.line);
    }
}

static void resolve(struct model *m)
{
    for (size_t i = 0; i < m->channel_count; i++) {
        struct channel *c = &m->channels[i];

        for (int k = 0; k < 2; k++)
            c->end[k].pd = find_pd(m, c->end[k].e, c->end[k].pd_name);
    }
    for (size_t i = 0; i < m->pd_count; i++) {
        struct pd *pd = &m->pds[i];

        for (size_t k = 0; k < pd->cap_count; k++)
            pd->caps[k].pd = find_pd(m, pd->caps[k].e, pd->caps[k].pd_name);
    }
}

/* -- ids ------------------------------------------------------------------- */

/* Who has an id, an interrupt or a slot: the element that came first. */
struct owners {
    const struct element *of[PD_USER_SLOTS];
};

static void claim(struct model *m, struct owners *owners, uint64_t number,
                  const struct element *e, const char *what)
{
    const struct element *first;

    if (number == NONE)
        return;
    first = owners->of[number];
    if (first)
        element_error(m->d, e, "%s %" PRIu64 " is taken by the '%s' at line %d",
                      what, number, first->tag, first->at.line);
    else
        owners->of[number] = e;
}

static void check_ids(struct model *m, struct pd *pd)
{
    struct owners ids = { 0 };
    struct owners children = { 0 };
    struct owners slots = { 0 };

    for (size_t i = 0; i < pd->irq_count; i++)
        claim(m, &ids, pd->irqs[i].id, pd->irqs[i].e, "id");
    for (size_t i = 0; i < m->channel_count; i++) {
        for (int k = 0; k < 2; k++) {
            const struct end *end = &m->channels[i].end[k];

            if (end->pd == pd)
                claim(m, &ids, end->id, end->e, "id");
        }
    }
    for (size_t i = 0; i < m->pd_count; i++) {
        if (m->pds[i].parent == pd)
            claim(m, &children, m->pds[i].id, m->pds[i].e, "id");
    }
    for (size_t i = 0; i < pd->cap_count; i++)
        claim(m, &slots, pd->caps[i].slot, pd->caps[i].e, "slot");
}

static void check_irqs(struct model *m)
{
    struct owners numbers = { 0 };

    for (size_t i = 0; i < m->pd_count; i++) {
        const struct pd *pd = &m->pds[i];

        for (size_t k = 0; k < pd->irq_count; k++)
            claim(m, &numbers, pd->irqs[k].number, pd->irqs[k].e, "IRQ");
    }
}

/* -- names of constants and symbols ---------------------------------------- */

/* The names that a protection domain gives, or the symbols it has written. */
struct list {
    size_t count;
    struct item {
        const char *text;
        const struct element *e;
    } item[4 * LIST_MAX + 3 * PD_IDS];
};

static void add(struct list *list, const char *text, const struct element *e)
{
    if (text && list->count < sizeof list->item / sizeof list->item[0])
        list->item[list->count++] = (struct item){ text, e };
}

static void list_names(const struct model *m, const struct pd *pd,
                       struct list *channels, struct list *irqs)
{
    for (size_t i = 0; i < pd->irq_count; i++)
        add(irqs, pd->irqs[i].name, pd->irqs[i].e);
    for (size_t i = 0; i < m->channel_count; i++) {
        for (int k = 0; k < 2; k++) {
            const struct end *end = &m->channels[i].end[k];

            if (end->pd == pd)
                add(channels, end->name, end->e);
        }
    }
}

static void list_symbols(const struct model *m, const struct pd *pd,
                         struct list *list)
{
    for (size_t i = 0; i < pd->map_count; i++) {
        add(list, pd->maps[i].setvar_vaddr, pd->maps[i].e);
        add(list, pd->maps[i].setvar_size, pd->maps[i].e);
        add(list, pd->maps[i].setvar_prefill_size, pd->maps[i].e);
    }
    for (size_t i = 0; i < pd->irq_count; i++)
        add(list, pd->irqs[i].setvar_id, pd->irqs[i].e);
    for (size_t i = 0; i < pd->setvar_count; i++)
        add(list, pd->setvars[i].symbol, pd->setvars[i].e);
    for (size_t i = 0; i < m->pd_count; i++) {
        if (m->pds[i].parent == pd)
            add(list, m->pds[i].setvar_id, m->pds[i].e);
    }
    for (size_t i = 0; i < m->channel_count; i++) {
        for (int k = 0; k < 2; k++) {
            const struct end *end = &m->channels[i].end[k];

            if (end->pd == pd)
                add(list, end->setvar_id, end->e);
        }
    }
}

static void check_twice(struct model *m, const struct list *list,
                        int (*compare)(const char *, const char *),
                        const char *what)
{
    for (size_t i = 1; i < list->count; i++) {
        const struct item *item = &list->item[i];
        size_t k = 0;

        while (k < i && compare(list->item[k].text, item->text) != 0)
            k++;
        if (k < i)
            element_error(m->d, item->e,
                          "%s '%s' is taken by the '%s' at line %d", what,
                          attribute_shown(m, item->text), list->item[k].e->tag,
                          list->item[k].e->at.line);
    }
}

static void check_symbols(struct model *m, const struct pd *pd,
                          struct list *list)
{
    list->count = 0;
    list_symbols(m, pd, list);
    check_twice(m, list, strcmp, "symbol");
    for (size_t i = 0; i < list->count; i++) {
        if (runtime_is_symbol(list->item[i].text))
            element_error(m->d, list->item[i].e,
                          "symbol '%s' is kept for the runtime",
                          list->item[i].text);
    }
}

static void check_pd_lists(struct model *m)
{
    static struct list channels;
    static struct list irqs;

    for (size_t i = 0; i < m->pd_count; i++) {
        channels.count = 0;
        irqs.count = 0;
        list_names(m, &m->pds[i], &channels, &irqs);
        check_twice(m, &channels, strcasecmp, "name");
        check_twice(m, &irqs, strcasecmp, "name");
        check_symbols(m, &m->pds[i], &channels);
    }
}

/* -- channels -------------------------------------------------------------- */

static void check_call(struct model *m, const struct end *caller,
                       const struct end *callee)
{
    const struct pd *from = caller->pd;
    const struct pd *to = callee->pd;

    if (from->priority == NONE || to->priority == NONE)
        return;
    if (from->priority >= to->priority)
        element_error(m->d, caller->e,
                      "'%s' may call '%s', so its priority %" PRIu64
                      " must be below %" PRIu64,
                      from->name, to->name, from->priority, to->priority);
}

static void check_channel(struct model *m, const struct channel *c)
{
    const struct end *a = &c->end[0];
    const struct end *b = &c->end[1];

    if (a->pp && b->pp)
        element_error(m->d, c->e, "only one end may have pp=\"true\"");
    if (!a->pd || !b->pd)
        return;
    if (a->pd == b->pd) {
        element_error(m->d, c->e, "both ends are at '%s'", a->pd->name);
        return;
    }
    if (a->pp && !b->pp)
        check_call(m, a, b);
    if (b->pp && !a->pp)
        check_call(m, b, a);
    if (!a->pp && !b->pp && !a->notify && !b->notify)
        element_warning(m->d, c->e, "neither end may notify or call");
}

/* Who is reached by what. */
static void note_reach(struct model *m)
{
    for (size_t i = 0; i < m->channel_count; i++) {
        for (int k = 0; k < 2; k++) {
            const struct end *from = &m->channels[i].end[k];
            struct pd *to = m->channels[i].end[1 - k].pd;

            if (!to)
                continue;
            to->called |= from->pp;
            to->notified |= from->notify;
        }
    }
    for (size_t i = 0; i < m->pd_count; i++) {
        struct pd *pd = &m->pds[i];

        if (pd->irq_count)
            pd->notified = true;
        if (pd->parent)
            pd->parent->called = true;
    }
}

static void check_passive(struct model *m)
{
    for (size_t i = 0; i < m->pd_count; i++) {
        const struct pd *pd = &m->pds[i];

        if (pd->passive && !pd->called && !pd->notified)
            element_warning(m->d, pd->e,
                            "nothing can wake this passive protection domain");
    }
}

/* -- domains --------------------------------------------------------------- */

/* The index of a domain, or NONE. */
static uint64_t find_domain(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->domain_count; i++) {
        if (same(m->domains[i].name, name))
            return i;
    }
    return NONE;
}

static void check_domain_names(struct model *m)
{
    for (size_t i = 0; i < m->domain_count; i++) {
        const struct domain *domain = &m->domains[i];
        uint64_t first = find_domain(m, domain->name);

        if (domain->name && first != i)
            element_error(m->d, domain->e,
                          "the name '%s' is taken by the domain at line %d",
                          domain->name, m->domains[first].e->at.line);
    }
    if (!m->options->headers_only && m->options->domains &&
        m->domain_count > m->options->domains)
        element_error(m->d, m->domains_element,
                      "%zu domains; the kernel has %" PRIu64, m->domain_count,
                      m->options->domains);
}

/* A domain of that name must be there; `e` is what names it. */
static uint64_t resolve_domain(struct model *m, const struct element *e,
                               const char *name)
{
    uint64_t found = find_domain(m, name);

    if (name && found == NONE)
        element_error(m->d, e, "unknown domain '%s'", attribute_shown(m, name));
    return found;
}

static void check_entries(struct model *m)
{
    /* the kernel's last entry is an end marker and stays one */
    bool ended = m->entry_count > 0 && m->entries[m->entry_count - 1].marker;
    size_t needed = m->entry_count + !ended;

    for (size_t i = 0; i < m->entry_count; i++) {
        struct entry *entry = &m->entries[i];

        if (!entry->marker)
            entry->domain = resolve_domain(m, entry->e, entry->domain_name);
    }
    if (needed > SCHEDULE_MAX)
        element_error(m->d, m->schedule,
                      "%zu entries with the end; at most %u are allowed",
                      needed, SCHEDULE_MAX);
    if (m->set_start >= m->entry_count || m->entries[m->set_start].marker)
        element_error(m->d, m->schedule,
                      "the schedule starts at entry %" PRIu64
                      ", which is no 'schedule_entry'",
                      m->set_start);
}

static void check_domain_time(struct model *m)
{
    bool has_time[DOMAINS_MAX] = { false };

    for (size_t i = 0; i < m->entry_count; i++) {
        if (!m->entries[i].marker && m->entries[i].domain != NONE)
            has_time[m->entries[i].domain] = true;
    }
    for (size_t i = 0; i < m->domain_count; i++) {
        if (!has_time[i])
            element_warning(m->d, m->domains[i].e,
                            "no entry of the schedule gives this domain time");
    }
}

static void check_pd_domains(struct model *m)
{
    for (size_t i = 0; i < m->pd_count; i++) {
        struct pd *pd = &m->pds[i];

        if (m->schedule && !element_attribute(pd->e, "domain"))
            element_error(m->d, pd->e,
                          "missing attribute 'domain': there is a "
                          "'domain_schedule'");
        else if (!m->schedule && pd->domain_name)
            element_error(m->d, pd->e,
                          "attribute 'domain' without a 'domain_schedule'");
        else if (pd->domain_name)
            pd->domain = resolve_domain(m, pd->e, pd->domain_name);
    }
}

void model_check(struct model *m)
{
    check_pd_names(m);
    resolve(m);
    for (size_t i = 0; i < m->pd_count; i++)
        check_ids(m, &m->pds[i]);
    check_irqs(m);
    check_pd_lists(m);
    for (size_t i = 0; i < m->channel_count; i++)
        check_channel(m, &m->channels[i]);
    note_reach(m);
    check_passive(m);
    check_domain_names(m);
    if (m->schedule) {
        check_entries(m);
        check_domain_time(m);
    }
    check_pd_domains(m);
}
