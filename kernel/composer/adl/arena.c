/* SPDX-License-Identifier: MIT
 *
 * Memory that is given back all at once: see arena.h. It is an obstack of the
 * C library, which never frees a part of it here.
 */
#define _GNU_SOURCE
#include "adl/arena.h"

#include <obstack.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define obstack_chunk_alloc allocate
#define obstack_chunk_free  free

struct arena {
    struct obstack stack;
};

static void *allocate(size_t size)
{
    void *memory = malloc(size);

    if (!memory) {
        fputs("error: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

struct arena *arena_new(void)
{
    struct arena *a = allocate(sizeof *a);

    obstack_init(&a->stack);
    return a;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    obstack_free(&a->stack, NULL);
    free(a);
}

void *arena_take(struct arena *a, size_t size)
{
    return memset(obstack_alloc(&a->stack, size), 0, size);
}

char *arena_copy(struct arena *a, const char *text, size_t length)
{
    return obstack_copy0(&a->stack, text, length);
}

char *arena_format(struct arena *a, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    obstack_vprintf(&a->stack, format, arguments);
    va_end(arguments);
    obstack_1grow(&a->stack, '\0');
    return obstack_finish(&a->stack);
}
