/* SPDX-License-Identifier: MIT
 *
 * Which page table was missing, after seL4_RISCV_Page_Map was refused with
 * seL4_FailedLookup: the number of address bits below the missing entry.
 */
#pragma once

#include <sel4/functions.h>

#define SEL4_MAPPING_LOOKUP_LEVEL 2

/* No third-level table, whose entries map 4 KiB. */
#define SEL4_MAPPING_LOOKUP_NO_PT 21

/** 30: no second-level table; 21: no third-level one; 12: the page is
 * larger than the tables at this address allow. */
LIBSEL4_INLINE_FUNC seL4_Word seL4_MappingFailedLookupLevel(void)
{
    return seL4_GetMR(SEL4_MAPPING_LOOKUP_LEVEL);
}
