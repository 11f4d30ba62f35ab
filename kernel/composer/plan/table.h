/* SPDX-License-Identifier: MIT
 *
 * A growing array of records of one size.
 *
 * Invariant: count <= room; records beyond count are undefined. A pointer to
 * a record is valid until the next table_add.
 */
#pragma once

#include <stddef.h>

struct table {
    size_t size; /* of a record, bytes */
    size_t count;
    size_t room;
    char *records;
};

/**
 * Adds `count` records.
 *
 * @param records  their values, or NULL: zeroes
 * @return the index of the first; ends the program if there is no memory
 */
size_t table_add(struct table *t, const void *records, size_t count);

/** @return the record at an index below count */
static inline void *table_at(const struct table *t, size_t index)
{
    return t->records + index * t->size;
}

/** Frees the records; the table is empty then. */
void table_free(struct table *t);
