/* SPDX-License-Identifier: MIT
 *
 * A dataport can have a type of C: this is what its memory holds.
 */
#pragma once

#include <stdint.h>

typedef struct {
    uint32_t readers;
    uint32_t words[64];
} Page;
