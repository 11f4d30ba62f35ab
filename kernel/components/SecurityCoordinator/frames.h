/* SPDX-License-Identifier: MIT
 *
 * Packages in frames: a CNode of 2^bits slots and no guard, frames of 4 KiB of
 * memory in slots 0, 1, ...
 *
 * Nothing of this is believed. What comes as a CNode may be anything, and so
 * may what lies in it; all of it may change, or be revoked, at any time. Each
 * capability is copied to a slot of our own, where it stays what it is or
 * disappears, and is not invoked before it is known to be a frame of memory: to
 * invoke an endpoint would be a call to somebody.
 */
#pragma once

#include <security.h>
#include <stdint.h>

#include <sel4/sel4.h>

struct frames {
    seL4_CPtr cnode; /* 0: none came along */
    uint32_t bits;
};

/**
 * Copies a package out of frames, or into them.
 *
 * @param length  bytes; of the last frame only a part
 * @return SECURITY_OK; SECURITY_BAD_FRAMES; a part may have been copied
 */
enum security_error frames_read(struct frames frames, void *to,
                                uint32_t length);
enum security_error frames_write(struct frames frames, const void *from,
                                 uint32_t length);
