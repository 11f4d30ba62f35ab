/* SPDX-License-Identifier: MIT
 *
 * The memory that no object of the plan needed.
 *
 * An untyped of which nothing was made is given away as it is. Of one that
 * was begun, the free part is cut into untypeds of its own: then whoever gets
 * them can revoke what it likes and never reaches an object of the plan.
 */
#pragma once

#include "allocate.h"

struct remaining_piece {
    uint64_t paddr;
    uint32_t untyped; /* index in the allocation: of which it is a part */
    uint32_t size_bits;
    bool whole; /* it is that untyped itself */
    bool device;
};

/**
 * Lists the free pieces: normal memory before device memory, then by size,
 * the largest first, then by address. What does not fit is left out, which
 * are the smallest.
 *
 * Made from the last to the first, the pieces of one untyped come in
 * ascending order of addresses, as the kernel hands them out.
 *
 * @param a     at the end of an allocation
 * @param list  receives up to `room` pieces
 * @return how many were listed
 */
uint32_t remaining_pieces(const struct allocation *a,
                          struct remaining_piece list[], uint32_t room);
