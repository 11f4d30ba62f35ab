/* SPDX-License-Identifier: MIT
 *
 * What a client asks for: objects of several kinds, checked, measured and put
 * in the order in which they are carved out of memory.
 *
 * Sizes are powers of two. The largest objects come first, so every object
 * starts where the one before it ends, at a multiple of its own size: carved
 * out of blocks which are whole multiples of the next object, in descending
 * order, they leave no gaps.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <memory.h>

struct request {
    const struct memory_object *object;
    uint32_t kinds;
    uint32_t objects;                  /* of all kinds */
    uint64_t bytes;                    /* that they need */
    uint64_t least;                    /* whole pages for these bytes */
    uint64_t room;                     /* that is taken for them */
    uint8_t order[MEMORY_OBJECTS_MAX]; /* indices, the largest first */
    uint8_t bits[MEMORY_OBJECTS_MAX];  /* log2 of an object's size, by index */
};

/**
 * Reads a request.
 *
 * @param objects  kept: the request refers to them
 * @param request  receives what was understood
 * @return MEMORY_OK; MEMORY_BAD_OBJECT: none at all, or one of a type, size or
 *         count that there is not; MEMORY_TOO_MANY: more than
 *         MEMORY_OBJECTS_MAX kinds or MEMORY_COUNT_MAX objects
 */
enum memory_error request_read(struct request *request,
                               const struct memory_object *objects,
                               size_t count);
