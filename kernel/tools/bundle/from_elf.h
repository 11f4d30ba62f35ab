/* SPDX-License-Identifier: MIT
 *
 * From an ELF file and a manifest to a bundle.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* A file's bytes in memory; `bytes` is the caller's to free. */
struct bytes {
    uint8_t *bytes;
    size_t length;
};

/**
 * Makes a bundle. The same input gives the same bytes: nothing of the host,
 * the time or the file names goes into it.
 *
 * Each PT_LOAD segment that takes memory becomes a segment. Where one begins
 * within a page, zeros fill that page from its start.
 *
 * @param elf       an executable for 64-bit RISC-V, little-endian
 * @param manifest  its text
 * @param out       receives the bundle, not yet verified
 * @return NULL, or why it cannot be made, for people
 */
const char *bundle_from_elf(struct bytes elf, struct bytes manifest,
                            struct bytes *out);
