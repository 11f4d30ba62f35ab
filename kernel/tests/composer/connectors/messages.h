/* SPDX-License-Identifier: MIT
 *
 * Arbitrary messages for generated code: what serve.c and call.c share.
 *
 * A message lies in memory of exactly its size, so that the address sanitizer
 * sees every access beyond it. Half of them are random words, most of them
 * small, as lengths are; the others start as a message that the code under
 * test would take, and are then changed in a place or two.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "component.h"

static uint64_t random_state;

/* A generator with a period of 2^64 - 1. */
static inline uint64_t random_word(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static inline uint64_t random_below(uint64_t limit)
{
    return random_word() % limit;
}

static inline uint64_t likely_word(void)
{
    switch (random_below(6)) {
    case 0:
        return random_word();
    case 1:
        return random_below(3);
    case 2:
        return random_below(200);
    case 3:
        return -random_below(64);
    case 4: /* a little more than what an element's size makes zero */
        return (1ull << (60 + random_below(4))) + random_below(5);
    default:
        return random_word() & 0x00ff00ff00ff00ff;
    }
}

/* Changes a message in memory of its own; the size may become another. */
static inline char *random_message(const char *valid, size_t valid_size,
                                   size_t limit, size_t *size)
{
    bool fresh = !valid || random_below(2);
    char *message;

    *size = fresh ? 8 * random_below(limit / 8 + 1) : valid_size;
    if (random_below(8) == 0)
        *size = 8 * random_below(*size / 8 + 1);
    message = malloc(*size ? *size : 1);
    for (size_t i = 0; fresh && i < *size; i += 8)
        memcpy(message + i, &(uint64_t){ likely_word() }, 8);
    if (!fresh)
        memcpy(message, valid, *size);
    for (uint64_t n = fresh ? 0 : random_below(3); *size && n > 0; n--) {
        if (random_below(2))
            message[random_below(*size)] = (char)random_word();
        else
            memcpy(message + 8 * random_below(*size / 8),
                   &(uint64_t){ likely_word() }, 8);
    }
    return message;
}

/* Reads every byte, in a way that cannot be left out. */
static inline void touch(const void *bytes, size_t count)
{
    static volatile unsigned char sum;

    for (size_t i = 0; i < count; i++)
        sum += ((const unsigned char *)bytes)[i];
}

static inline void touch_string(const char *string)
{
    touch(string, strlen(string) + 1);
}

/* The same for an array, of no more elements than a message has bytes. */
static inline void touch_elements(const void *elements, size_t count,
                                  size_t size)
{
    if (count > COMPONENT_WORDS)
        abort();
    touch(elements, count * size);
}
