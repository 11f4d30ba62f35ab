/* SPDX-License-Identifier: MIT */
/*
 * Building the first page tables. See paging.h for what they map.
 *
 * Sv39: a root table of 512 entries for 1 GiB each and below it tables of 512
 * entries for 2 MiB each. An entry (RISC-V privileged specification):
 *
 *   bits    field
 *   0       V   valid
 *   1..3    R W X, all 0: the entry points to the next table
 *   6, 7    A D accessed, dirty: set, so that no trap is needed to set them
 *   10..53  physical page number
 *
 * Three GiB can be touched: the kernel's, and the one or two that hold the
 * loader.
 */
#include "paging.h"

enum { ENTRIES = 512, TABLES = 4 };

#define MEGAPAGE (2ul << 20)
#define GIGAPAGE (1ul << 30)

#define PTE_TABLE         0x01ul
#define PTE_LEAF          0xcful /* V R W X A D */
#define PTE_PAGE(address) ((address) >> 12 << 10)
#define PTE_ADDRESS(pte)  ((pte) >> 10 << 12)

#define SATP_SV39 (8ul << 60)

static uint64_t tables[TABLES][ENTRIES]
    __attribute__((aligned(4096), section(".scratch")));
static unsigned tables_used;

static uint64_t *new_table(void)
{
    uint64_t *table = tables[tables_used++];

    zero_bytes(table, sizeof tables[0]);
    return table;
}

static void map(uint64_t *root, uint64_t virtual, uint64_t physical)
{
    uint64_t *entry = &root[virtual / GIGAPAGE % ENTRIES];
    uint64_t *table;

    if (*entry == 0)
        *entry = PTE_PAGE((uint64_t)new_table()) | PTE_TABLE;
    table = (uint64_t *)PTE_ADDRESS(*entry);
    table[virtual / MEGAPAGE % ENTRIES] = PTE_PAGE(physical) | PTE_LEAF;
}

uint64_t paging_build(struct block kernel, uint64_t address,
                      struct block loader)
{
    uint64_t *root = new_table();
    uint64_t left = GIGAPAGE - kernel.start % GIGAPAGE;
    uint64_t first = loader.start / MEGAPAGE * MEGAPAGE;

    for (uint64_t at = 0; at < left; at += MEGAPAGE)
        map(root, address + at, kernel.start + at);
    for (uint64_t at = first; at < block_end(loader); at += MEGAPAGE)
        map(root, at, at);
    return SATP_SV39 | (uint64_t)root >> 12;
}
