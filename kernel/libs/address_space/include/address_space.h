/* SPDX-License-Identifier: MIT
 *
 * Address spaces: mapping frames with the page tables they need, choosing
 * addresses, and making a second address space that shares the program.
 *
 * Model: below ADDRESS_SPACE_FREE lies what boot put there (the image, the
 * IPC buffer, the boot information); from there up addresses are handed out
 * in ascending order and never taken back. Page tables come from the pool
 * when a mapping needs one.
 */
#pragma once

#include <stddef.h>

#include <objects.h>

#define ADDRESS_SPACE_FREE 0x40000000ul

struct address_space {
    seL4_CPtr root; /* page table with an ASID */
    seL4_Word next; /* first address not handed out yet */
};

/** The address space that the root task runs in. */
struct address_space address_space_own(void);

/**
 * Makes an empty address space with an ASID of the boot pool.
 *
 * @return seL4_NoError; errors of objects_create; what ASIDPool_Assign
 *         refused with (seL4_DeleteFirst: the pool is full)
 */
seL4_Error address_space_create(struct objects *pool,
                                struct address_space *space);

/**
 * Maps a frame, adding page tables as long as the kernel misses one.
 *
 * @param frame  capability that is mapped nowhere yet
 * @param vaddr  multiple of the frame's size
 * @return seL4_NoError; errors of objects_create; what Page_Map or
 *         PageTable_Map refused with (seL4_FailedLookup: a page table is
 *         where the frame would need an entry of a higher level)
 */
seL4_Error address_space_map(struct objects *pool, struct address_space *space,
                             seL4_CPtr frame, seL4_Word vaddr,
                             seL4_CapRights_t rights,
                             seL4_RISCV_VMAttributes attributes);

/**
 * Maps a frame at an address of the library's choice.
 *
 * @param size_bits  12, 21 or 30: log2 of the frame's size
 * @param vaddr      receives the address
 * @return as address_space_map; seL4_RangeError: no addresses are left
 */
seL4_Error address_space_place(struct objects *pool,
                               struct address_space *space, seL4_CPtr frame,
                               seL4_Word size_bits, seL4_CapRights_t rights,
                               seL4_RISCV_VMAttributes attributes,
                               seL4_Word *vaddr);

/**
 * Makes a frame of device memory and maps it, read and write, at an address
 * of the library's choice.
 *
 * @param type   seL4_RISCV_4K_Page, _Mega_Page or _Giga_Page
 * @param paddr  physical address, a multiple of the frame's size
 * @param frame  receives the capability; may be null
 * @param at     receives the address
 * @return as objects_create_device and address_space_place
 */
seL4_Error address_space_map_device(struct objects *pool,
                                    struct address_space *space, seL4_Word type,
                                    seL4_Word paddr, seL4_CPtr *frame,
                                    volatile void **at);

/**
 * Makes memory: new 4 KiB frames at consecutive addresses, read and write,
 * not executable, after one page that stays unmapped as a guard.
 *
 * @param pages  at least 1
 * @param vaddr  receives the address of the first byte
 * @param last   receives the last frame's capability; may be null
 * @return as address_space_place and objects_create
 */
seL4_Error address_space_allocate(struct objects *pool,
                                  struct address_space *space, seL4_Word pages,
                                  seL4_Word *vaddr, seL4_CPtr *last);

/**
 * Maps the running program into another address space, at the same
 * addresses: code read-only and executable, data read-write. Variables are
 * then shared; the first thread's stack is not.
 *
 * @return seL4_NoError; errors of objects_mint and address_space_map
 */
seL4_Error address_space_share_program(struct objects *pool,
                                       struct address_space *space,
                                       const seL4_BootInfo *info);
