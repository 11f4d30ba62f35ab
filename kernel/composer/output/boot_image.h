/* SPDX-License-Identifier: MIT
 *
 * The bootable image: the initialiser with a plan behind it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "diagnostics.h"
#include "initialiser/plan.h"

/** An initialiser's ELF file in memory. */
struct boot_image {
    char *bytes;
    uint64_t size;
    uint64_t start;    /* virtual, page aligned */
    uint64_t end;      /* where the plan will start */
    uint64_t location; /* offset in the file of `plan_location` */
};

/**
 * Reads the initialiser.
 *
 * @return false: it cannot be used, and an error says why; boot_image_free
 *         is allowed in either case
 */
bool boot_image_read(struct boot_image *image, struct diagnostics *d,
                     const char *path);

/** Frees what boot_image_read took. */
void boot_image_free(struct boot_image *image);

/** @return where the image with this plan ends, page aligned */
uint64_t boot_image_end(const struct boot_image *image,
                        const struct plan *plan);

/** Writes initialiser and plan as one ELF file; false: an error was
 * reported, and there is no file. */
bool boot_image_write(const struct boot_image *image, struct diagnostics *d,
                      const struct plan *plan, const char *path);

/** Reads the physical addresses of two symbols of a kernel's ELF file. */
bool boot_image_kernel_ends(struct diagnostics *d, const char *path,
                            uint64_t *boot_end, uint64_t *end);
