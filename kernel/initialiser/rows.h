/* SPDX-License-Identifier: MIT
 *
 * From an address in a component's program to function, file and line.
 *
 * A component's rows ascend by address; a row is valid up to the next one. A
 * row without function ends what is known.
 */
#pragma once

#include "plan.h"

/**
 * Finds the row that holds for an address.
 *
 * @param component  below the number of components
 * @return the row, or NULL: the address is outside of what is known
 */
const struct plan_row *rows_find(const struct plan *p, uint32_t component,
                                 uint64_t address);
