/* SPDX-License-Identifier: MIT */
/*
 * The methods of CNodes. See cap/cnode.c.
 */
#pragma once

#include "ipc/invocation.h"

/** Decodes and performs a method of a CNode. */
error_t cnode_invoke(struct invocation *inv);
