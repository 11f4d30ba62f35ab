/* SPDX-License-Identifier: MIT
 *
 * Physical addresses of dataports that devices see.
 */
#pragma once

#include "connectors/layout.h"
#include "options.h"

/**
 * Chooses the physical address of each dataport for which an end has `_dma`.
 *
 * @param d  gets an error when there is not so much memory in one piece
 */
void dma_place(struct layout *l, struct diagnostics *d,
               const struct options *o);
