/* SPDX-License-Identifier: MIT
 *
 * The tables of a plan as arrays. Indices must be below the table's count,
 * which plan_check has made sure of for all those that the plan holds.
 */
#pragma once

#include "plan.h"

/* name: the member of struct plan; type: of its records. */
#define PLAN_TABLE(plan, name, type) \
    ((const type *)(const void *)((const char *)(plan) + (plan)->name.offset))

/** @return the table of objects */
static inline const struct plan_object *plan_objects(const struct plan *p)
{
    return PLAN_TABLE(p, objects, struct plan_object);
}

/** @return the table of capabilities */
static inline const struct plan_cap *plan_caps(const struct plan *p)
{
    return PLAN_TABLE(p, caps, struct plan_cap);
}

/** @return the table of mappings */
static inline const struct plan_mapping *plan_mappings(const struct plan *p)
{
    return PLAN_TABLE(p, mappings, struct plan_mapping);
}

/** @return the table of fills */
static inline const struct plan_fill *plan_fills(const struct plan *p)
{
    return PLAN_TABLE(p, fills, struct plan_fill);
}

/** @return the table of threads */
static inline const struct plan_thread *plan_threads(const struct plan *p)
{
    return PLAN_TABLE(p, threads, struct plan_thread);
}

/** @return the table of IRQ bindings */
static inline const struct plan_irq *plan_irqs(const struct plan *p)
{
    return PLAN_TABLE(p, irqs, struct plan_irq);
}

/** @return the table of components */
static inline const struct plan_component *plan_components(const struct plan *p)
{
    return PLAN_TABLE(p, components, struct plan_component);
}

/** @return the rows of debug information of all components */
static inline const struct plan_row *plan_rows(const struct plan *p)
{
    return PLAN_TABLE(p, rows, struct plan_row);
}

/** @return the domain schedule */
static inline const struct plan_domain *plan_domains(const struct plan *p)
{
    return PLAN_TABLE(p, domains, struct plan_domain);
}

/** @return the text at an offset */
static inline const char *plan_text(const struct plan *p, uint32_t text)
{
    return PLAN_TABLE(p, strings, char) + text;
}

/** @return the bytes at an offset in `data` */
static inline const void *plan_data(const struct plan *p, uint64_t offset)
{
    return PLAN_TABLE(p, data, char) + offset;
}

/** @return an object's name */
static inline const char *plan_object_name(const struct plan *p, uint32_t i)
{
    return plan_text(p, plan_objects(p)[i].name);
}
