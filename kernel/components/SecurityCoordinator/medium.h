/* SPDX-License-Identifier: MIT
 *
 * What the store lies on: the block device, or memory.
 */
#pragma once

#include <stdbool.h>
#include <store.h>

/** @return whether there is a block device; it is then described */
bool medium_device(struct store_device *device);

/** @return whether there is memory for a store; it is zero, and described;
 * else it has no sectors */
bool medium_memory(struct store_device *device);
