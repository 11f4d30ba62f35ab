/* SPDX-License-Identifier: MIT
 *
 * The machine's memory: see ram.h.
 */
#include "ram.h"

#define MIB (1ull << 20)

uint64_t ram_end(const struct options *o)
{
    return RAM_BASE + o->ram_mib * MIB;
}

uint64_t ram_free_end(const struct options *o)
{
    uint64_t taken = (2ull << (o->cnode_bits % 32 + 5)) + MIB;

    return ram_end(o) > RAM_START + taken ? ram_end(o) - taken : RAM_START;
}
