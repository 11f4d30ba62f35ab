/* SPDX-License-Identifier: MIT
 *
 * The parameters of a call as bytes: how they are written and read.
 *
 * A message is a sequence of items, each of which begins on a word:
 *
 *     item                 bytes
 *     a value              the value, then zeroes up to a word
 *     an array             a word, the number of elements; the elements,
 *                          then zeroes up to a word
 *     a string             as an array of char, its NUL included; NULL has
 *                          no elements
 *     an array of strings  a word, their number; the strings
 *
 * What is written and read is agreed on by the two sides of a procedure, so
 * nothing says which item it is. The reader trusts nothing: it looks at every
 * number once, checks it against what is left, and so never leaves the
 * message, whatever it holds. After an error nothing more is read or written
 * and values are left as they were; so a caller asks once, at the end.
 *
 * "get" leaves the bytes where they are and gives a pointer into the message,
 * "take" copies them to memory that the caller frees.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sel4/sel4.h>

enum {
    COMPONENT_WORD = 8,
    COMPONENT_WORDS = 8 * seL4_MsgMaxLength, /* bytes in message registers */
    COMPONENT_PAGE = 4096,
};

/* What a server answers in the label. */
enum component_status {
    COMPONENT_OK,
    COMPONENT_BAD_METHOD,    /* no method has this index */
    COMPONENT_BAD_PAYLOAD,   /* lengths or counts do not fit the message */
    COMPONENT_TOO_LONG,      /* does not fit the message */
    COMPONENT_NO_MEMORY,     /* for a copy of a parameter */
    COMPONENT_NOT_PERMITTED, /* the caller has no badge of a client */
};

struct component_message {
    char *data;           /* aligned to a word */
    char *copy;           /* see component_begin_call */
    size_t size;          /* reading: what is there; writing: the room; whole
                             words, so that what fits does so padded, too */
    size_t at;            /* how much was read or written; whole words */
    seL4_Word method;     /* index */
    seL4_CPtr capability; /* that goes or came with it, or 0 */
    enum component_status error;
    bool sent;         /* the call has been made: errors are the answer's */
    seL4_Word refused; /* what the server or the kernel said instead of OK */
};

static inline size_t component_padded(size_t bytes)
{
    return (bytes + COMPONENT_WORD - 1) & -(size_t)COMPONENT_WORD;
}

/** Moves over the next `bytes` bytes; NULL: so many are not left. */
static inline char *component_next(struct component_message *m, size_t bytes,
                                   enum component_status otherwise)
{
    char *here = m->data + m->at;

    if (m->error || bytes > m->size - m->at) {
        m->error = m->error ? m->error : otherwise;
        return NULL;
    }
    m->at += component_padded(bytes);
    return here;
}

/* -- writing ---------------------------------------------------------------- */

/** Writes a value. */
static inline void component_put(struct component_message *m, const void *value,
                                 size_t bytes)
{
    char *to = component_next(m, bytes, COMPONENT_TOO_LONG);

    if (!to)
        return;
    if (bytes % COMPONENT_WORD)
        memset(to + component_padded(bytes) - COMPONENT_WORD, 0,
               COMPONENT_WORD);
    if (bytes)
        memcpy(to, value, bytes);
}

/** Writes `count` elements of `element` bytes each. */
static inline void component_put_array(struct component_message *m,
                                       const void *elements, size_t count,
                                       size_t element)
{
    size_t bytes;

    component_put(m, &count, sizeof count);
    if (__builtin_mul_overflow(count, element, &bytes))
        bytes = SIZE_MAX;
    component_put(m, elements, bytes);
}

/** Writes a string; NULL is one of no elements. */
static inline void component_put_string(struct component_message *m,
                                        const char *string)
{
    component_put_array(m, string, string ? strlen(string) + 1 : 0, 1);
}

/** Writes an array of strings. */
static inline void component_put_strings(struct component_message *m,
                                         const char *const *strings,
                                         size_t count)
{
    component_put(m, &count, sizeof count);
    for (size_t i = 0; i < count && !m->error; i++)
        component_put_string(m, strings[i]);
}

/* -- reading ---------------------------------------------------------------- */

/** Reads a value. */
static inline void component_get(struct component_message *m, void *value,
                                 size_t bytes)
{
    const char *from = component_next(m, bytes, COMPONENT_BAD_PAYLOAD);

    if (from)
        memcpy(value, from, bytes);
}

/** @return the elements; NULL: an error. count receives their number. */
static inline const void *component_get_array(struct component_message *m,
                                              size_t element, size_t *count)
{
    size_t number = 0, bytes;
    const void *elements;

    *count = 0;
    component_get(m, &number, sizeof number);
    if (__builtin_mul_overflow(number, element, &bytes))
        bytes = SIZE_MAX;
    elements = component_next(m, bytes, COMPONENT_BAD_PAYLOAD);
    if (elements)
        *count = number;
    return elements;
}

/** Reads a truth value; any other number than 0 and 1 is an error. */
static inline void component_get_bool(struct component_message *m, bool *value)
{
    unsigned char number = *value;

    component_get(m, &number, sizeof number);
    if (number <= 1)
        *value = number;
    else if (!m->error)
        m->error = COMPONENT_BAD_PAYLOAD;
}

/** Checks truth values in an array that was read. */
static inline void component_check_bools(struct component_message *m,
                                         const bool *values, size_t count)
{
    for (size_t i = 0; i < count && !m->error; i++)
        if (((const unsigned char *)values)[i] > 1)
            m->error = COMPONENT_BAD_PAYLOAD;
}

/** @return the string; NULL: there is none, which is an error */
static inline const char *component_get_string(struct component_message *m)
{
    size_t bytes;
    const char *string = component_get_array(m, 1, &bytes);

    if (string &&
        (bytes == 0 || memchr(string, 0, bytes) != string + bytes - 1)) {
        m->error = COMPONENT_BAD_PAYLOAD;
        string = NULL;
    }
    return string;
}

/** @return a copy of the elements, never NULL but after an error */
static inline void *component_take_array(struct component_message *m,
                                         size_t element, size_t *count)
{
    const void *elements = component_get_array(m, element, count);
    size_t bytes = *count * element;
    void *copy = NULL;

    if (elements) {
        copy = malloc(bytes ? bytes : 1);
        if (copy)
            memcpy(copy, elements, bytes);
        else
            m->error = COMPONENT_NO_MEMORY;
    }
    if (!copy)
        *count = 0;
    return copy;
}

/** @return a copy of the string, or NULL: it is NULL, or an error */
static inline char *component_take_string(struct component_message *m)
{
    size_t bytes;
    char *string = component_take_array(m, 1, &bytes);

    if (string &&
        (bytes == 0 || memchr(string, 0, bytes) != string + bytes - 1)) {
        if (bytes)
            m->error = COMPONENT_BAD_PAYLOAD;
        free(string);
        string = NULL;
    }
    return string;
}

/** Refuses a string that was read and is NULL: only one that comes out may. */
static inline void component_need(struct component_message *m,
                                  const char *string)
{
    if (!string && !m->error)
        m->error = COMPONENT_BAD_PAYLOAD;
}

/** Frees an array of strings, each of which was allocated. */
static inline void component_free_strings(char **strings, size_t count)
{
    for (size_t i = 0; strings && i < count; i++)
        free(strings[i]);
    free(strings);
}

/** @return a table of copies of the strings, never NULL but after an error;
 *          component_free_strings frees it */
static inline char **component_take_strings(struct component_message *m,
                                            size_t *count)
{
    size_t number = 0;
    char **strings;

    *count = 0;
    component_get(m, &number, sizeof number);
    /* Each string has at least the word of its own number. */
    if (!m->error && number > (m->size - m->at) / COMPONENT_WORD)
        m->error = COMPONENT_BAD_PAYLOAD;
    if (m->error)
        return NULL;
    strings = calloc(number ? number : 1, sizeof *strings);
    if (!strings)
        m->error = COMPONENT_NO_MEMORY;
    for (size_t i = 0; i < number && !m->error; i++) {
        strings[i] = component_take_string(m);
        component_need(m, strings[i]);
    }
    if (m->error) {
        component_free_strings(strings, strings ? number : 0);
        return NULL;
    }
    *count = number;
    return strings;
}

/** @return whether everything was read without an error, and nothing is left;
 *          what is left over is an error, too */
static inline bool component_read_all(struct component_message *m)
{
    if (!m->error && m->at != m->size)
        m->error = COMPONENT_BAD_PAYLOAD;
    return !m->error;
}
