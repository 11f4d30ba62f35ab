/* SPDX-License-Identifier: MIT
 *
 * The window: pages of a component's own address space, through which it
 * looks into frames that it has capabilities of, its own and others'.
 *
 *     page     0                    1, 2, ...
 *     address  WINDOW_ADDRESS       each WINDOW_PAGE further on
 *     for      one frame at a time  frames that stay
 *
 * The composer places nothing in the gigabyte of the window, so all its page
 * tables are missing, and window_open makes them: one for the gigabyte, one
 * for each 2 MiB of pages. They stay. So a frame is mapped and unmapped with
 * one kernel call each, which asks nobody for memory. A frame that is larger
 * than a page does not fit anywhere: its place is taken by a table.
 *
 * Behind the last 2 MiB that a page of the window is in, the gigabyte is the
 * component's: it may map large pages there.
 *
 * A frame that is not the component's own may be taken away at any time by
 * who can revoke it. A kernel call then fails, and that is all; but touching
 * the page is a fault. Who maps such frames has to know why nobody revokes
 * them meanwhile, or copy in a thread whose faults are looked after.
 *
 * A component has one window. Page 0 is used by one thread at a time; who
 * fills no frames may leave one there, too. The component needs
 * `uses Memory memory;` (interfaces/memory.idl4) and its own CNode.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <memory.h>
#include <sel4/sel4.h>
#include <slots.h>

#define WINDOW_ADDRESS 0x2000000000ul /* a multiple of 1 GiB */

enum {
    WINDOW_PAGE = 4096,           /* bytes */
    WINDOW_PAGES_MAX = 512 * 512, /* 1 GiB */
};

/**
 * Makes the window, for good; once, before anything else here.
 *
 * @param slots   the free slots of the component's CNode, where the page
 *                tables stay
 * @param vspace  the component's own: CAMKES_OWN_VSPACE
 * @param pages   it shall have, 1 to WINDOW_PAGES_MAX
 * @return MEMORY_OK; else there is no window and nothing was taken:
 *         MEMORY_BAD_OBJECT: so many pages cannot be; MEMORY_TOO_MANY: no
 *         slots are left; MEMORY_BAD_CNODE: the kernel does not take the page
 *         tables; errors of memory_alloc
 */
enum memory_error window_open(struct slots *slots, seL4_CPtr vspace,
                              uint32_t pages);

/** @return where a page is, whatever is mapped there; below the number of
 *          pages that window_open was told */
void *window_page(uint32_t page);

/**
 * Maps a frame for the component to look at, not to execute. To unmap it,
 * seL4_RISCV_Page_Unmap, or delete the capability.
 *
 * @param frame   of 4 KiB, mapped nowhere by this capability
 * @param page    of the window; nothing is mapped there
 * @param rights  seL4_CanRead or seL4_ReadWrite, as far as the frame's
 *                capability has them
 * @return seL4_NoError; seL4_RangeError: the window has no such page, or there
 *         is no window; what the kernel refused with: seL4_InvalidCapability:
 *         it is no frame, or gone; seL4_DeleteFirst: something is mapped
 *         there, or the frame is larger; seL4_InvalidArgument: it is mapped
 *         elsewhere
 */
seL4_Error window_map(seL4_CPtr frame, uint32_t page, seL4_CapRights_t rights);

/**
 * Copies bytes to the beginning of a frame that is mapped nowhere, through
 * page 0; afterwards it is mapped nowhere again. What follows the bytes stays
 * as it was: zeros, in a new frame.
 *
 * @param length  1 to WINDOW_PAGE
 * @return seL4_NoError; what window_map or the unmapping was refused with: the
 *         frame is gone
 */
seL4_Error window_fill(seL4_CPtr frame, const void *bytes, size_t length);

/**
 * Whether a capability that somebody sent is a frame of memory. To map what is
 * none is to invoke it: an endpoint would be called, and its owner need never
 * answer; a notification would be signalled, and that would look like success.
 *
 * @param probe  a thread that never runs: it gets the capability as its IPC
 *               buffer for a moment, and the kernel takes only such frames for
 *               that, of any size
 */
bool window_is_memory(seL4_CPtr probe, seL4_CPtr capability);
