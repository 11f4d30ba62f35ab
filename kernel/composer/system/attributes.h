/* SPDX-License-Identifier: MIT
 *
 * Attributes and children of elements, with their rules.
 *
 * Each function reports what is wrong, with the value seen and what is
 * allowed, and returns what the caller said holds otherwise.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "element.h"
#include "model.h"

/* Both bounds are allowed. */
struct range {
    uint64_t low;
    uint64_t high;
};

/** @return a value as messages show it: see element_shown */
const char *attribute_shown(struct model *m, const char *text);

/** Reports attributes that are not in `names`: names, each with a blank. */
void only_attributes(struct model *m, const struct element *e,
                     const char *names);

/** Reports children that are not in `names`: tags, each with a blank. */
void only_children(struct model *m, const struct element *e, const char *names);

/** @return whether the element has this tag */
bool element_is(const struct element *e, const char *tag);

/** @return how many children have this tag */
size_t count_children(const struct element *e, const char *tag);

/** @return the child of that tag, or NULL; a second one is an error */
const struct element *only_child(struct model *m, const struct element *e,
                                 const char *tag);

/** @return the value, or NULL: none, or empty, which is an error */
const char *attribute_optional(struct model *m, const struct element *e,
                               const char *name);

/** @return the value, or NULL: none or empty, both are errors */
const char *attribute_required(struct model *m, const struct element *e,
                               const char *name);

/** @return the number; `otherwise`: none, or an error */
uint64_t attribute_number(struct model *m, const struct element *e,
                          const char *name, struct range range,
                          uint64_t otherwise);

/** @return the number; NONE: an error */
uint64_t attribute_required_number(struct model *m, const struct element *e,
                                   const char *name, struct range range);

/** @return whether the value is `yes` and not `no`; `otherwise`: none, or an
 *          error */
bool attribute_choice(struct model *m, const struct element *e,
                      const char *name, const char *yes, const char *no,
                      bool otherwise);

/** @return whether it is `true`; `otherwise`: none, or an error */
bool attribute_boolean(struct model *m, const struct element *e,
                       const char *name, bool otherwise);

/**
 * Reads the attribute `name` of a protection domain, region or domain. It is
 * required, at most NAME_BYTES_MAX bytes long, and fit to name a file.
 *
 * @return the name; NULL: an error
 */
const char *attribute_name(struct model *m, const struct element *e);

/** @return the value, a C identifier; NULL: none, or an error */
const char *attribute_identifier(struct model *m, const struct element *e,
                                 const char *name);
