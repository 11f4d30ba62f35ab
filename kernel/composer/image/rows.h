/* SPDX-License-Identifier: MIT
 *
 * Where in the source a program's addresses are.
 */
#pragma once

#include <libelf.h>

#include "plan/builder.h"

/**
 * Adds a row for each address at which function, file or line changes, in
 * ascending order. Without debug information the rows name functions only.
 */
void rows_place(struct builder *b, Elf *elf, uint32_t component);
