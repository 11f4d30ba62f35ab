/* SPDX-License-Identifier: MIT
 *
 * Address spaces of RISC-V: page tables, pages and address space numbers.
 *
 * A page table becomes the root of an address space when it is assigned an
 * ASID. Each frame capability records one mapping; a copy starts unmapped.
 */
#pragma once

#include <interfaces/invoke.h>

/**
 * Links a page table at the first missing level for an address.
 *
 * @param vspace  root of the address space
 * @param vaddr   any address in the range, below seL4_UserTop
 * @param attr    ignored
 *
 * seL4_InvalidCapability (0) the table is mapped, (1) vspace is no root;
 * seL4_InvalidArgument (0) vaddr; seL4_FailedLookup its ASID is gone;
 * seL4_DeleteFirst nothing is missing, or a large page is there.
 */
LIBSEL4_INLINE seL4_Error seL4_RISCV_PageTable_Map(seL4_RISCV_PageTable service,
                                                   seL4_CPtr vspace,
                                                   seL4_Word vaddr,
                                                   seL4_RISCV_VMAttributes attr)
{
    return sel4_invoke(service, RISCVPageTableMap, SEL4_LIST(vaddr, attr),
                       SEL4_LIST(vspace));
}

/**
 * Unlinks and clears a page table. seL4_RevokeFirst: there are copies of the
 * capability, or it is the root of a live address space.
 */
LIBSEL4_INLINE seL4_Error
seL4_RISCV_PageTable_Unmap(seL4_RISCV_PageTable service)
{
    return sel4_invoke(service, RISCVPageTableUnmap, SEL4_NO_LIST,
                       SEL4_NO_LIST);
}

/**
 * Maps a frame, or changes the rights of its mapping.
 *
 * @param vspace  root of the address space
 * @param vaddr   multiple of the frame's size
 * @param rights  Read and Write count, together with the capability's own
 * @param attr    seL4_RISCV_VMAttributes
 *
 * seL4_InvalidCapability (1) vspace is no root, or the frame is mapped in
 * another; seL4_InvalidArgument (0) vaddr too high, or the frame is mapped
 * elsewhere; seL4_AlignmentError; seL4_FailedLookup a page table is missing
 * (seL4_MappingFailedLookupLevel); seL4_DeleteFirst something is mapped.
 */
LIBSEL4_INLINE seL4_Error seL4_RISCV_Page_Map(seL4_RISCV_Page service,
                                              seL4_CPtr vspace, seL4_Word vaddr,
                                              seL4_CapRights_t rights,
                                              seL4_RISCV_VMAttributes attr)
{
    return sel4_invoke(service, RISCVPageMap,
                       SEL4_LIST(vaddr, rights.words[0], attr),
                       SEL4_LIST(vspace));
}

/** Removes this capability's mapping, if it has one. No error. */
LIBSEL4_INLINE seL4_Error seL4_RISCV_Page_Unmap(seL4_RISCV_Page service)
{
    return sel4_invoke(service, RISCVPageUnmap, SEL4_NO_LIST, SEL4_NO_LIST);
}

/** Result of seL4_RISCV_Page_GetAddress: physical address. */
typedef struct seL4_RISCV_Page_GetAddress {
    int error;
    seL4_Word paddr;
} seL4_RISCV_Page_GetAddress_t;

/** Says where the frame is in physical memory. No error. */
LIBSEL4_INLINE seL4_RISCV_Page_GetAddress_t
seL4_RISCV_Page_GetAddress(seL4_RISCV_Page service)
{
    struct sel4_message answer;
    int error = sel4_invoke_answer(service, RISCVPageGetAddress, SEL4_NO_LIST,
                                   SEL4_NO_LIST, &answer);

    return (seL4_RISCV_Page_GetAddress_t){ error, answer.mr[0] };
}

/**
 * Makes a pool of 512 ASIDs from an untyped of 4 KiB.
 *
 * @param untyped             without children, not of a device
 * @param root, index, depth  slot that receives the pool
 *
 * seL4_DeleteFirst all 128 pools exist, or the slot is occupied;
 * seL4_InvalidCapability (1), seL4_RevokeFirst untyped; seL4_FailedLookup
 * the slot.
 */
LIBSEL4_INLINE seL4_Error seL4_RISCV_ASIDControl_MakePool(
    seL4_RISCV_ASIDControl service, seL4_Untyped untyped, seL4_CNode root,
    seL4_Word index, seL4_Uint8 depth)
{
    return sel4_invoke(service, RISCVASIDControlMakePool,
                       SEL4_LIST(index, depth), SEL4_LIST(untyped, root));
}

/**
 * Makes a page table the root of an address space. seL4_InvalidCapability
 * (1) not a page table or mapped, (0) the pool was replaced;
 * seL4_FailedLookup the pool is gone; seL4_DeleteFirst the pool is full.
 */
LIBSEL4_INLINE seL4_Error
seL4_RISCV_ASIDPool_Assign(seL4_RISCV_ASIDPool service, seL4_CPtr vspace)
{
    return sel4_invoke(service, RISCVASIDPoolAssign, SEL4_NO_LIST,
                       SEL4_LIST(vspace));
}
