/* SPDX-License-Identifier: MIT */
/*
 * The root task's own capabilities, for the tests that need more than a room
 * has: what the kernel made at boot, device memory, a block of 2 MiB.
 *
 * A room of this suite holds one capability more than others, to the CNode of
 * the root task (proctor). What a test copies from there is gone when its room
 * is closed; it does not move, delete or change what stands there.
 */
#pragma once

#include <sel4/bootinfo.h>

#include "conformance.h"

/** The root task's CNode, in a slot that initial tasks leave empty here. */
enum { ROOT_CNODE = seL4_CapIOSpace };

/** Copies the root task's capability into a slot of the test's. */
seL4_CPtr root_copy(seL4_CPtr cap);

/** The error of such a copy; the capability, if any, is in `slot`. */
seL4_Error root_try_copy(seL4_CPtr cap, seL4_CPtr slot);

/**
 * A copy of an untyped of at least 2^bits bytes that nothing was made of:
 * the smallest block of device memory, or the largest of normal memory. Fails
 * the test if there is none.
 * \param index  where its place in the boot information goes; null: nowhere
 */
seL4_CPtr root_untyped(bool device, seL4_Word bits, seL4_Word *index);
