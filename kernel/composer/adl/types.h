/* SPDX-License-Identifier: MIT
 *
 * Types of parameters, results and attributes, and the words of C that are
 * no names.
 */
#pragma once

#include "adl/syntax.h"

/**
 * Finds out what type some words name.
 *
 * @param words  the words, up to but without `end`; at least one
 * @param end    the name behind them, or NULL
 * @return true if the composer knows the type by itself; otherwise it is
 *         ADL_TYPE_FOREIGN: a type of C that some header declares
 */
bool type_of_words(struct arena *arena, const struct word *words,
                   const struct word *end, struct adl_type *type);

/**
 * The same for attributes, which may also be lists and dictionaries.
 *
 * @return false if there is no such type
 */
bool type_of_attribute(struct arena *arena, const struct word *words,
                       const struct word *end, struct adl_type *type);

/** @return whether a name is a keyword of C17 */
bool type_is_keyword(const char *name);
