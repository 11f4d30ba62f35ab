/* SPDX-License-Identifier: MIT
 *
 * The heap: what the C library's malloc takes its memory from.
 *
 * The manifest says how long it is. The system maps a page of it when it is
 * first touched, so a large heap that is not used costs nothing.
 */
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "runtime.h"

static char *begin;
static size_t size, used;

void sdk_use_heap(char *heap, size_t length)
{
    begin = heap;
    size = length;
    used = 0;
}

/** Moves the end of what is used by some bytes and returns where it was; -1:
 * there are not so many. */
void *sbrk(ptrdiff_t bytes)
{
    char *before = begin + used;

    if (bytes > 0 ? (size_t)bytes > size - used : -(size_t)bytes > used) {
        errno = ENOMEM;
        return (void *)-1;
    }
    used += (size_t)bytes;
    return before;
}
