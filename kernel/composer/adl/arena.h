/* SPDX-License-Identifier: MIT
 *
 * Memory that is given back all at once.
 *
 * What a description comes to is a web of small records and texts that live
 * equally long, so they lie in blocks that one call frees. There is nothing
 * to forget after a syntax error, and no order in which to take it apart.
 *
 * Allocation failure ends the program with a message: the composer is a
 * short-lived tool that has nothing better to do then.
 */
#pragma once

#include <stddef.h>

struct arena;

/** @return an empty arena */
struct arena *arena_new(void);

/** Frees the arena and all that lies in it; NULL is allowed. */
void arena_free(struct arena *a);

/** @return `size` bytes, all zero, aligned for any type */
void *arena_take(struct arena *a, size_t size);

/** @return a copy of `length` bytes, with a NUL behind them */
char *arena_copy(struct arena *a, const char *text, size_t length);

/** @return a text made as by printf */
char *arena_format(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Takes a zeroed record of a type. */
#define ARENA_NEW(arena, type) ((type *)arena_take((arena), sizeof(type)))

/** Adds a record at the end of a list that is chained by `next`. */
#define LIST_ADD(list, record)             \
    do {                                   \
        typeof(list) *list_end = &(list);  \
        while (*list_end)                  \
            list_end = &(*list_end)->next; \
        *list_end = (record);              \
    } while (0)

/** The first record of a list that has this name, or NULL. */
#define LIST_FIND(list, text)                                \
    ({                                                       \
        typeof((list) + 0) list_found = (list);              \
        while (list_found && strcmp(list_found->name, text)) \
            list_found = list_found->next;                   \
        list_found;                                          \
    })
