/* SPDX-License-Identifier: MIT
 *
 * memset by words: see copy.c. What is cleared is mostly a table or a
 * structure, and lies on a word.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The compiler may take the bytes for anything. */
typedef uint64_t __attribute__((may_alias)) word_t;

enum { BLOCK = 8 }; /* words at a time */

/* Fills whole blocks; returns how many bytes that were. */
static size_t fill_blocks(word_t *to, word_t word, size_t bytes)
{
    size_t blocks = bytes / (BLOCK * sizeof *to);

    for (size_t i = 0; i < blocks; i++, to += BLOCK) {
        to[0] = word, to[1] = word, to[2] = word, to[3] = word;
        to[4] = word, to[5] = word, to[6] = word, to[7] = word;
    }
    return blocks * BLOCK * sizeof *to;
}

/** The C library's function. */
__attribute__((optimize("no-tree-loop-distribute-patterns"))) void *
memset(void *to, int byte, size_t bytes)
{
    const word_t word = (unsigned char)byte * 0x0101010101010101u;
    char *t = to;
    size_t done = 0;

    for (; done < bytes && (uintptr_t)(t + done) % sizeof word; done++)
        t[done] = (char)byte;
    if (bytes - done >= sizeof word)
        done += fill_blocks((word_t *)(t + done), word, bytes - done);
    for (; bytes - done >= sizeof word; done += sizeof word)
        *(word_t *)(t + done) = word;
    for (; done < bytes; done++)
        t[done] = (char)byte;
    return to;
}
