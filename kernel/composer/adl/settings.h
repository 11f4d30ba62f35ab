/* SPDX-License-Identifier: MIT
 *
 * What can be set, and to which values.
 *
 * An attribute that can be set is one that the component declares, or one of
 * those that the composer knows: a fixed list for each instance, for each
 * interface and for each lock (settings.c has it as a table). Of the latter
 * some have two names; the model has the first.
 */
#pragma once

#include "adl/syntax.h"

struct setting_known;

/* What an attribute takes: `known` or, if that is NULL, `attribute`. */
struct setting_rule {
    const char *name; /* as the model has it */
    const struct setting_known *known;
    const struct adl_attribute *attribute;
};

/** @return whether a component has an attribute of this name; then the rule */
bool setting_find(struct arena *arena, const struct adl_component *type,
                  const char *name, struct setting_rule *rule);

/**
 * Holds a value against a rule.
 *
 * @return NULL if it fits; else what is wrong
 */
const char *setting_refuses(struct arena *arena,
                            const struct setting_rule *rule,
                            const struct adl_value *value);

/** Reports bad attributes of a component: types and defaults. */
void settings_check_attributes(struct reader *r, const struct adl_component *c);

/**
 * Reports bad settings of a scope.
 *
 * @param owner  the compound component whose scope it is; NULL: the system's
 */
void settings_check_scope(struct reader *r, struct adl_scope *scope,
                          const struct adl_component *owner);

/** @return a path as it is written: "a.b" */
const char *path_text(struct arena *arena, const struct path *path);
