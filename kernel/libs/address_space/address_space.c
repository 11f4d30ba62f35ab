/* SPDX-License-Identifier: MIT
 *
 * Mapping by asking: the kernel says at which level a page table is missing,
 * so the library keeps no picture of the tables. One more table is added
 * each time; Sv39 has two levels below the root, hence at most two.
 */
#include "address_space.h"

#include <start.h>

#define PAGE_SIZE LIBSEL4_BIT(seL4_PageBits)

struct address_space address_space_own(void)
{
    return (struct address_space){ .root = seL4_CapInitThreadVSpace,
                                   .next = ADDRESS_SPACE_FREE };
}

seL4_Error address_space_create(struct objects *pool,
                                struct address_space *space)
{
    seL4_CPtr root;
    seL4_Error error = objects_create(pool, seL4_RISCV_VSpaceObject, 0, &root);

    if (error == seL4_NoError)
        error = seL4_RISCV_ASIDPool_Assign(seL4_CapInitThreadASIDPool, root);
    if (error == seL4_NoError)
        *space = (struct address_space){ root, ADDRESS_SPACE_FREE };
    return error;
}

/* Links one new page table where the lookup of vaddr ends. */
static seL4_Error add_table(struct objects *pool, struct address_space *space,
                            seL4_Word vaddr)
{
    seL4_CPtr table;
    seL4_Error error =
        objects_create(pool, seL4_RISCV_PageTableObject, 0, &table);

    if (error != seL4_NoError)
        return error;
    return seL4_RISCV_PageTable_Map(table, space->root, vaddr,
                                    seL4_RISCV_Default_VMAttributes);
}

seL4_Error address_space_map(struct objects *pool, struct address_space *space,
                             seL4_CPtr frame, seL4_Word vaddr,
                             seL4_CapRights_t rights,
                             seL4_RISCV_VMAttributes attributes)
{
    for (;;) {
        seL4_Error error =
            seL4_RISCV_Page_Map(frame, space->root, vaddr, rights, attributes);

        if (error != seL4_FailedLookup ||
            seL4_MappingFailedLookupLevel() < SEL4_MAPPING_LOOKUP_NO_PT)
            return error;
        error = add_table(pool, space, vaddr);
        if (error != seL4_NoError)
            return error;
    }
}

/* Hands out 2^size_bits addresses, aligned to their number. */
static seL4_Error next_address(struct address_space *space, seL4_Word size_bits,
                               seL4_Word *vaddr)
{
    seL4_Word size = LIBSEL4_BIT(size_bits);
    seL4_Word at = (space->next + size - 1) & ~(size - 1);

    if (at > seL4_UserTop - size)
        return seL4_RangeError;
    space->next = at + size;
    *vaddr = at;
    return seL4_NoError;
}

seL4_Error address_space_place(struct objects *pool,
                               struct address_space *space, seL4_CPtr frame,
                               seL4_Word size_bits, seL4_CapRights_t rights,
                               seL4_RISCV_VMAttributes attributes,
                               seL4_Word *vaddr)
{
    seL4_Error error = next_address(space, size_bits, vaddr);

    if (error != seL4_NoError)
        return error;
    return address_space_map(pool, space, frame, *vaddr, rights, attributes);
}

seL4_Error address_space_map_device(struct objects *pool,
                                    struct address_space *space, seL4_Word type,
                                    seL4_Word paddr, seL4_CPtr *frame,
                                    volatile void **at)
{
    seL4_CPtr cap;
    seL4_Word vaddr;
    seL4_Error error = objects_create_device(pool, type, paddr, &cap);

    if (error == seL4_NoError)
        error = address_space_place(pool, space, cap,
                                    objects_size_bits(type, 0), seL4_ReadWrite,
                                    seL4_RISCV_ExecuteNever, &vaddr);
    if (error != seL4_NoError)
        return error;
    if (frame)
        *frame = cap;
    *at = (volatile void *)vaddr;
    return seL4_NoError;
}

seL4_Error address_space_allocate(struct objects *pool,
                                  struct address_space *space, seL4_Word pages,
                                  seL4_Word *vaddr, seL4_CPtr *last)
{
    seL4_Word guard;
    seL4_Error error = next_address(space, seL4_PageBits, &guard);

    *vaddr = space->next;
    for (seL4_Word i = 0; i < pages && error == seL4_NoError; i++) {
        seL4_CPtr frame;
        seL4_Word at;

        error = objects_create(pool, seL4_RISCV_4K_Page, 0, &frame);
        if (error != seL4_NoError)
            break;
        error =
            address_space_place(pool, space, frame, seL4_PageBits,
                                seL4_ReadWrite, seL4_RISCV_ExecuteNever, &at);
        if (last)
            *last = frame;
    }
    return error;
}

/* Maps one page of the image, by a copy of its frame capability. */
static seL4_Error share_page(struct objects *pool, struct address_space *space,
                             seL4_CPtr frame, seL4_Word vaddr)
{
    bool is_code = vaddr < (seL4_Word)__data_start;
    seL4_CapRights_t rights = is_code ? seL4_CanRead : seL4_ReadWrite;
    seL4_CPtr copy;
    seL4_Error error = objects_mint(pool, frame, rights, 0, &copy);

    if (error != seL4_NoError)
        return error;
    return address_space_map(pool, space, copy, vaddr, rights,
                             is_code ? seL4_RISCV_Default_VMAttributes
                                     : seL4_RISCV_ExecuteNever);
}

seL4_Error address_space_share_program(struct objects *pool,
                                       struct address_space *space,
                                       const seL4_BootInfo *info)
{
    seL4_Word vaddr = (seL4_Word)__image_base;

    for (seL4_CPtr frame = info->userImageFrames.start;
         frame < info->userImageFrames.end; frame++, vaddr += PAGE_SIZE) {
        seL4_Error error;

        if (vaddr < (seL4_Word)__code_start)
            continue;
        error = share_page(pool, space, frame, vaddr);
        if (error != seL4_NoError)
            return error;
    }
    return seL4_NoError;
}
