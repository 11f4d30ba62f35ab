/* SPDX-License-Identifier: MIT */
/*
 * Words, errors and lookup failures: what every part of the kernel speaks.
 *
 * An operation that can be refused returns an `error_t`. A refusal is decided
 * before anything is changed; its numbers are left in `ks.error` by one of the
 * error_*() functions of state.h, which return the code so that a decoder can
 * say `return error_range(1, 64);`. PREEMPTED is not an error: the operation is
 * half done in a consistent state and its system call will run again.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"

typedef uint64_t word_t;
typedef uint64_t paddr_t;
typedef uint64_t ticks_t;

#define WORD_BITS 64
#define BIT(n)    (1ul << (n))
#define MASK(n)   (BIT(n) - 1)

/** Index of the highest set bit of a word that is not zero. */
static inline word_t highest_bit(word_t w)
{
    word_t n = 0;

#define HALVE(bits)    \
    if (w >> (bits)) { \
        w >>= (bits);  \
        n += (bits);   \
    }
    HALVE(32)
    HALVE(16)
    HALVE(8)
    HALVE(4)
    HALVE(2)
    HALVE(1)
#undef HALVE
    return n;
}

/** Index of the lowest set bit of a word that is not zero. */
static inline word_t lowest_bit(word_t w)
{
    return highest_bit(w & -w);
}

#define ALIGN_DOWN(x, bits) ((x) & ~MASK(bits))
#define ALIGN_UP(x, bits)   (((x) + MASK(bits)) & ~MASK(bits))

/** Outcomes of an invocation; 1 to 10 are the API's error numbers. */
typedef enum {
    OK,
    ERR_INVALID_ARGUMENT,
    ERR_INVALID_CAPABILITY,
    ERR_ILLEGAL_OPERATION,
    ERR_RANGE,
    ERR_ALIGNMENT,
    ERR_FAILED_LOOKUP,
    ERR_TRUNCATED_MESSAGE,
    ERR_DELETE_FIRST,
    ERR_REVOKE_FIRST,
    ERR_NOT_ENOUGH_MEMORY,
    PREEMPTED,
} error_t;

/** Why an address did not resolve; the API's numbers. */
enum lookup_failure_type {
    LOOKUP_OK,
    LOOKUP_INVALID_ROOT,
    LOOKUP_MISSING_CAPABILITY,
    LOOKUP_DEPTH_MISMATCH,
    LOOKUP_GUARD_MISMATCH,
};

enum { LOOKUP_WORDS_MAX = 4 }; /* words of a message that describe one */

/** A lookup failure; the number of words that count is its type's number. */
struct lookup_failure {
    word_t type;       /* enum lookup_failure_type                    */
    word_t bits_left;  /* all but InvalidRoot                         */
    word_t found;      /* DepthMismatch: bits; GuardMismatch: guard   */
    word_t guard_size; /* GuardMismatch only                          */
};

/** The numbers that go with an error code. */
struct error_info {
    word_t a; /* argument or capability number, minimum */
    word_t b; /* maximum                                */
    struct lookup_failure lookup;
};
