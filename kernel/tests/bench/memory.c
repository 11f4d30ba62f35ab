/* SPDX-License-Identifier: MIT
 *
 * Pages and page tables.
 *
 * The page tables above a page are there already, and the page table that is
 * linked is the last missing one.
 */
#include "bench.h"

static void measure_page(const char *map_name, const char *unmap_name,
                         seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr frame = make(type, 0);
    struct series map = series_begin(map_name, SAMPLES);
    struct series unmap = series_begin(unmap_name, SAMPLES);
    seL4_Word vaddr;

    MUST(address_space_place(&pool, &space, frame, size_bits, seL4_ReadWrite,
                             seL4_RISCV_ExecuteNever, &vaddr));
    MUST(seL4_RISCV_Page_Unmap(frame));
    while (series_wants(&map)) {
        seL4_Word start = instret();
        seL4_Error error = seL4_RISCV_Page_Map(
            frame, space.root, vaddr, seL4_ReadWrite, seL4_RISCV_ExecuteNever);

        series_add(&map, instret() - start);
        MUST(error);

        start = instret();
        error = seL4_RISCV_Page_Unmap(frame);
        series_add(&unmap, instret() - start);
        MUST(error);
    }
}

static void measure_page_table(void)
{
    seL4_CPtr table = make(seL4_RISCV_PageTableObject, 0);
    struct series map = series_begin("page_table_map", SAMPLES);
    struct series unmap = series_begin("page_table_unmap", SAMPLES);
    seL4_Word vaddr = space.next + LIBSEL4_BIT(seL4_LargePageBits);

    while (series_wants(&map)) {
        seL4_Word start = instret();
        seL4_Error error = seL4_RISCV_PageTable_Map(
            table, space.root, vaddr, seL4_RISCV_Default_VMAttributes);

        series_add(&map, instret() - start);
        MUST(error);

        start = instret();
        error = seL4_RISCV_PageTable_Unmap(table);
        series_add(&unmap, instret() - start);
        MUST(error);
    }
}

void measure_memory(void)
{
    measure_page("page_map", "page_unmap", seL4_RISCV_4K_Page, seL4_PageBits);
    measure_page("large_page_map", "large_page_unmap", seL4_RISCV_Mega_Page,
                 seL4_LargePageBits);
    measure_page_table();
}
