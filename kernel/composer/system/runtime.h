/* SPDX-License-Identifier: MIT
 *
 * The symbols of the runtime that the composer writes into an image: see
 * interfaces/protection_domain.h.
 */
#pragma once

#include <stdbool.h>

/** @return whether a symbol of that name is the composer's to write */
bool runtime_is_symbol(const char *name);
