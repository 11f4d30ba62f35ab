/* SPDX-License-Identifier: MIT
 *
 * Object types of RISC-V. One type serves every level of a page table, the
 * root of an address space included.
 */
#pragma once

enum {
    seL4_RISCV_Giga_Page = 7,
    seL4_ModeObjectTypeCount = 8,
    seL4_RISCV_4K_Page = 8,
    seL4_RISCV_Mega_Page = 9,
    seL4_RISCV_PageTableObject = 10,
    seL4_ObjectTypeCount = 11
};

/* Sv39 has no 512 GiB page: a number that no method accepts. */
#define seL4_RISCV_Tera_Page    0xFFFFFFFF
#define seL4_RISCV_VSpaceObject seL4_RISCV_PageTableObject
