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
