/* SPDX-License-Identifier: MIT
 *
 * Printing C as a person would lay it out: lines of at most 80 columns, lists
 * broken behind commas and aligned behind their bracket.
 */
#pragma once

#include <stdio.h>

/** Items of a list: texts, one behind the other, each with its NUL. */
struct print_list {
    char *memory;
    size_t size;
    unsigned count;
};

/** Empties a list; it may be all zero. */
void print_list_free(struct print_list *list);

/** Adds an item, formatted as by printf. */
void print_list_add(struct print_list *list, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/**
 * Prints head, items and tail: on one line if that fits, else broken between
 * items.
 *
 * @param head  ends in the opening bracket; may begin with spaces
 * @param none  what stands there if there are no items: "void" or ""
 * @param tail  from the closing bracket on, without line end
 */
void print_wrapped(FILE *out, const char *head, const struct print_list *list,
                   const char *none, const char *tail);
