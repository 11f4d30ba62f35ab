/* SPDX-License-Identifier: MIT */
/*
 * The two functions that a C compiler may call on its own account when it
 * copies or clears a structure. Nobody else calls them.
 */
#include "types.h"

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memset(void *to, int value, size_t bytes);

__attribute__((optimize("no-tree-loop-distribute-patterns"))) void *
memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    char *d = to;
    const char *s = from;

    while (bytes--)
        *d++ = *s++;
    return to;
}

__attribute__((optimize("no-tree-loop-distribute-patterns"))) void *
memset(void *to, int value, size_t bytes)
{
    char *d = to;

    while (bytes--)
        *d++ = (char)value;
    return to;
}
