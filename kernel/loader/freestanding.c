/* SPDX-License-Identifier: MIT */
/*
 * The functions that GCC calls by itself, even in a freestanding program, to
 * copy and clear structures (GCC manual, "Language Standards Supported by
 * GCC"). The loader's own code calls copy_bytes() and zero_bytes().
 */
#include "memory.h"

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int byte, size_t size);

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    copy_bytes(to, from, size);
    return to;
}

void *memset(void *to, int byte, size_t size)
{
    uint8_t *out = to;

    if (byte == 0)
        zero_bytes(to, size);
    else
        while (size-- > 0)
            *out++ = (uint8_t)byte;
    return to;
}
