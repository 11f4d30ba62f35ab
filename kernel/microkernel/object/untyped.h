/* SPDX-License-Identifier: MIT */
/*
 * Untyped memory and the making of objects. See object/untyped.c.
 */
#pragma once

#include "ipc/invocation.h"
#include "object/object.h"

/** Bytes of an untyped that are in use, as its capability records them. */
static inline word_t untyped_used(struct cap cap)
{
    return (word_t)cap.watermark << MIN_UNTYPED_BITS;
}

/** No byte may be given out through this capability until it is reset. */
void untyped_mark_full(struct cap *cap);

/** Decodes and performs a method of an untyped: Retype. */
error_t untyped_invoke(struct invocation *inv);
