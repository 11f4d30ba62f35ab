/* SPDX-License-Identifier: MIT
 *
 * The store's index: what is alive, in order of id, then key, so that all of
 * one bundle stands together, its package first.
 *
 * It also keeps the sum of the live records' sectors.
 */
#pragma once

#include "store_format.h"

/** The first entry that is not below (id, key); `count` if all are. */
uint32_t index_lower(const struct store *s, const char *id, const char *key);

/** The entry of (id, key), or NULL. It stays until the next change. */
struct store_entry *index_find(const struct store *s, const char *id,
                               const char *key);

/** Takes a record in, or in place of an older one. False: no entry is left. */
bool index_put(struct store *s, const struct record *r);

/** Takes the entry of (id, key) out, if there is one. */
void index_delete(struct store *s, const char *id, const char *key);

/** Takes all entries of a bundle out. */
void index_remove(struct store *s, const char *id);

/** Sectors of the largest live record; at least 1. */
uint64_t index_largest(const struct store *s);
