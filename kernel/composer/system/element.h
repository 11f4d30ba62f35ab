/* SPDX-License-Identifier: MIT
 *
 * XML as a tree of elements, each with the line and column of its `<`.
 *
 * libxml2 parses; its events become this tree, because its own tree knows no
 * columns. What a system description has no use for is refused before it can
 * do harm: document types and with them entities (so nothing grows and no
 * other file is read), namespaces, processing instructions, and tags so long
 * that libxml2 would compare their attributes for minutes. libxml2 bounds the
 * nesting.
 *
 * Strings and elements live in the obstack that the caller gives and frees.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <obstack.h>

#include "diagnostics.h"

#define obstack_chunk_alloc malloc
#define obstack_chunk_free  free

enum {
    DESCRIPTION_BYTES = 1 << 20, /* a description is at most this long */
    TAG_BYTES = 16 << 10,        /* and a tag in it */
    SHOWN_BYTES = 64,            /* of a value in a message */
};

struct attribute {
    const char *name;
    const char *value;
};

struct element {
    const char *tag;
    struct place at;
    const struct attribute *attributes; /* the last one has no name */
    struct element *parent;
    struct element *first; /* child */
    struct element *last;
    struct element *next; /* sibling */
    bool stray;           /* text in it has been reported */
};

/**
 * Parses a description.
 *
 * @param path    how messages name the file; must outlive the tree
 * @param text    UTF-8, not changed
 * @param length  bytes
 * @return the root element; NULL: it is no XML, which has been reported. Text
 *         between elements, processing instructions and namespaces are
 *         reported too, but the tree is whole
 */
struct element *element_parse(struct obstack *memory, struct diagnostics *d,
                              const char *path, const char *text,
                              size_t length);

/**
 * @return the attribute's value, or NULL: it is not there
 */
const char *element_attribute(const struct element *e, const char *name);

/**
 * @return the text as a message shows it: one line, at most SHOWN_BYTES long
 */
const char *element_shown(struct obstack *memory, const char *text);

/** Reports an error on an element: the text, its tag and its place. */
void element_error(struct diagnostics *d, const struct element *e,
                   const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Reports a warning on an element: the text, its tag and its place. */
void element_warning(struct diagnostics *d, const struct element *e,
                     const char *format, ...)
    __attribute__((format(printf, 3, 4)));
