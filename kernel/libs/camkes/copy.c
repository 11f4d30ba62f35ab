/* SPDX-License-Identifier: MIT
 *
 * memcpy by words. The C library's is made for size and goes byte by byte,
 * which is most of what a call with an array costs: its parameters lie on
 * words in the message and mostly do so in the program, too.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The compiler may take the bytes for anything. */
typedef uint64_t __attribute__((may_alias)) word_t;

enum { BLOCK = 8 }; /* words at a time */

/* Copies whole blocks; returns how many bytes that were. */
static size_t copy_blocks(word_t *to, const word_t *from, size_t bytes)
{
    size_t blocks = bytes / (BLOCK * sizeof *to);

    for (size_t i = 0; i < blocks; i++, to += BLOCK, from += BLOCK) {
        word_t a = from[0], b = from[1], c = from[2], d = from[3];
        word_t e = from[4], f = from[5], g = from[6], h = from[7];

        to[0] = a, to[1] = b, to[2] = c, to[3] = d;
        to[4] = e, to[5] = f, to[6] = g, to[7] = h;
    }
    return blocks * BLOCK * sizeof *to;
}

/** The C library's function. */
__attribute__((optimize("no-tree-loop-distribute-patterns"))) void *
memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    char *t = to;
    const char *f = from;
    size_t done = 0;

    if (((uintptr_t)to | (uintptr_t)from) % sizeof(word_t) == 0) {
        done = copy_blocks(to, from, bytes);
        for (; bytes - done >= sizeof(word_t); done += sizeof(word_t))
            *(word_t *)(t + done) = *(const word_t *)(f + done);
    }
    for (; done < bytes; done++)
        t[done] = f[done];
    return to;
}
