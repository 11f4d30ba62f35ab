/* SPDX-License-Identifier: MIT */
/*
 * The boot defaults of this build. See boot/config.h.
 */
#include "boot/config.h"

extern const struct boot_config boot_defaults;

__attribute__((section(".boot.config"), aligned(16), used))
const struct boot_config boot_defaults = {
    .magic = BOOT_CONFIG_MAGIC,
    .cnode_bits = ROOT_CNODE_BITS,
    .domains = NUM_DOMAINS,
    .ram_end = 0x80000000ul + ((word_t)RAM_MIB << 20),
};
