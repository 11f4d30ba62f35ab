/* SPDX-License-Identifier: MIT
 *
 * A program's ELF image, and how it comes into the plan.
 *
 * Model: an image is read and checked whole (64-bit little-endian RISC-V,
 * executable, segments inside the file and below 4 GiB, in ascending order,
 * no two on the same page, at most 64 MiB in memory), then symbols of it are
 * overwritten, then it is placed: a frame for each page, mapped with the
 * segment's rights and filled with its bytes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diagnostics.h"
#include "plan/builder.h"

struct image;

/** One segment, in whole pages. */
struct image_segment {
    uint64_t start;  /* first address, page aligned */
    uint64_t end;    /* exclusive, page aligned */
    uint32_t rights; /* PLAN_READ, PLAN_WRITE */
    uint32_t flags;  /* PLAN_MAP_EXECUTE */
};

/**
 * Reads and checks an image.
 *
 * @param at  the place that errors name
 * @return the image, which image_close ends; NULL: an error was reported
 */
struct image *image_open(struct diagnostics *d, const struct place *at,
                         const char *path);

/** Frees an image; NULL is allowed. */
void image_close(struct image *image);

/** @return the address of the first instruction */
uint64_t image_entry(const struct image *image);

/** @return the number of segments; `segments` receives where they are */
size_t image_segments(const struct image *image,
                      const struct image_segment **segments);

/**
 * Looks for a defined symbol.
 *
 * @param address  receives its value
 * @param size     receives its size in bytes
 * @return whether there is one
 */
bool image_symbol(const struct image *image, const char *name,
                  uint64_t *address, uint64_t *size);

/**
 * Overwrites bytes of the image in memory.
 *
 * @return false: the range is not within one segment
 */
bool image_write(struct image *image, uint64_t address, const void *bytes,
                 size_t length);

/**
 * Makes the restore records (interfaces/protection_domain.h) of the writable
 * sections as they are now, symbols overwritten included.
 *
 * @param length  receives the number of bytes
 * @return the records, which the caller frees
 */
void *image_restore(const struct image *image, size_t *length);

/** Adds the image to the component's address space, and its rows. */
void image_place(struct builder *b, const struct image *image,
                 uint32_t component);
