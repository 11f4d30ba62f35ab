/* SPDX-License-Identifier: MIT */
#pragma once

#include <sel4/sel4.h>

/** Prints what the boot information says about the machine. */
void facts_print(const seL4_BootInfo *info);
