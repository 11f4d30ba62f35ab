/* SPDX-License-Identifier: MIT */
/*
 * What a root task's build expects of the kernel, as data in the image.
 *
 * The structure stands at a fixed place, 16 bytes into the kernel image, so
 * that a loader can find and change it without knowing the kernel's symbols.
 * A loader that knows nothing of it leaves the defaults of the build.
 *
 *   offset  field       default            our loader takes it from
 *   16      magic       "TESSERA"
 *   24      cnode_bits  make CNODE_BITS=   bootargs cnode_bits=
 *   32      domains     make DOMAINS=      bootargs domains=
 *   40      ram_end     make RAM=          the device tree's memory node
 *   48      flags       0                  bootargs check, trace
 */
#pragma once

#include "types.h"

#define BOOT_CONFIG_MAGIC 0x0041524553534554ul /* "TESSERA" */

enum {
    BOOT_CHECK = 1, /* check the invariants at each kernel exit */
    BOOT_TRACE = 2, /* keep events: see debug/trace.c; debug    */
};

struct boot_config {
    word_t magic;
    word_t cnode_bits; /* radix of the initial thread's CNode  */
    word_t domains;    /* 1..MAX_DOMAINS                       */
    paddr_t ram_end;   /* first byte behind the normal memory  */
    word_t flags;
};
