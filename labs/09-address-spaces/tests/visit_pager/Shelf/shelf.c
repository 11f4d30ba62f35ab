/* SPDX-License-Identifier: MIT */
/*
 * The same packages and keys as in the system `paging`.
 */
#include "systems/paging/Shelf/shelf.c"
