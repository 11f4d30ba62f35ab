/* SPDX-License-Identifier: MIT
 *
 * Memory that is given back all at once: see arena.h.
 */
#include "adl/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024, ALIGNMENT = _Alignof(max_align_t) };

struct block {
    struct block *next;
    size_t used;
    size_t size;
    _Alignas(ALIGNMENT) char bytes[];
};

struct arena {
    struct block *blocks; /* the first one is being filled */
};

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);

    if (!memory) {
        fputs("error: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

struct arena *arena_new(void)
{
    return allocate(sizeof(struct arena));
}

void arena_free(struct arena *a)
{
    struct block *next;

    if (!a)
        return;
    for (struct block *b = a->blocks; b; b = next) {
        next = b->next;
        free(b);
    }
    free(a);
}

void *arena_take(struct arena *a, size_t size)
{
    struct block *b = a->blocks;
    void *taken;

    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!b || b->size - b->used < size) {
        size_t bytes = size > BLOCK_BYTES ? size : BLOCK_BYTES;

        b = allocate(sizeof *b + bytes);
        b->size = bytes;
        b->next = a->blocks;
        a->blocks = b;
    }
    taken = b->bytes + b->used;
    b->used += size;
    return taken;
}

char *arena_copy(struct arena *a, const char *text, size_t length)
{
    char *copy = arena_take(a, length + 1);

    memcpy(copy, text, length);
    return copy;
}

char *arena_format(struct arena *a, const char *format, ...)
{
    va_list arguments;
    char *text;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    text = arena_take(a, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}
