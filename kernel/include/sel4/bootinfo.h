/* SPDX-License-Identifier: MIT
 *
 * Access to the boot information of the root task.
 */
#pragma once

#include <sel4/bootinfo_types.h>

/** The boot information that start-up received; null in other tasks. */
seL4_BootInfo *seL4_GetBootInfo(void);
