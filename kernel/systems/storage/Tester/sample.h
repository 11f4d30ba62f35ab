/* SPDX-License-Identifier: MIT
 *
 * Bundles made to measure.
 */
#pragma once

#include <stdint.h>

/**
 * Makes a bundle: a manifest with this id, one segment of code.
 *
 * @param to    receives it
 * @param code  bytes of the segment, at least 1; they depend on the id
 * @return its length
 */
uint32_t sample_make(uint8_t *to, const char *id, uint32_t code);

/** The same with a comment of so many bytes in the manifest; 0: none. */
uint32_t sample_make_with(uint8_t *to, const char *id, uint32_t code,
                          uint32_t comment);

/**
 * Makes header and digests of a changed bundle agree, as far as its fields
 * say where what is: so that checks behind those of the digests are reached.
 *
 * @param length  of the bundle, and of the memory
 */
void sample_sign(uint8_t *bundle, uint32_t length);
