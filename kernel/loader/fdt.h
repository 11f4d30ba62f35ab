/* SPDX-License-Identifier: MIT */
/*
 * What the loader needs to know of the machine, from the device tree.
 *
 *   node      property                                 what for
 *   /memory*  device_type = "memory", reg              where RAM is
 *   /chosen   linux,initrd-start, linux,initrd-end     the root task's file
 *   /chosen   bootargs                                 words for the kernel
 *
 * The tree is a flattened one ("FDT", Devicetree Specification, chapter 5).
 * Nothing in it is believed: every offset, length, string and nesting is
 * checked against the size of what holds it.
 */
#pragma once

#include "refusal.h"

enum {
    FDT_ALIGN = 8,
    FDT_MAX_SIZE = 0x200000, /* 2 MiB: what a boot loader may hand over */
};

struct machine {
    uint64_t tree_size;    /* bytes of the tree                        */
    uint64_t ram_start;    /* the region of RAM that was asked for     */
    uint64_t ram_end;      /* exclusive                                */
    uint64_t initrd_start; /* both 0 if there is no initrd             */
    uint64_t initrd_end;   /* exclusive, at least initrd_start         */
    const char *bootargs;  /* terminated string in the tree, or NULL   */
};

/**
 * Reads and checks the tree at `tree`.
 *
 * @param tree     its first byte; at least the first 40 can be read.
 * @param room     bytes that the tree may have at most, 40 or more.
 * @param address  a physical address: RAM is the region that holds it.
 * @param machine  filled in on success, else undefined; bootargs points into
 *                 the tree.
 * @return true, or false and `why`: not a tree, truncated, broken structure,
 *         no memory node that holds `address`, half an initrd.
 */
bool fdt_read(const void *tree, uint64_t room, uint64_t address,
              struct machine *machine, struct refusal *why);
