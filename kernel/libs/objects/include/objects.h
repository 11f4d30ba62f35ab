/* SPDX-License-Identifier: MIT
 *
 * Kernel objects out of the untyped memory that the root task was given.
 *
 * A pool knows every untyped of the boot information and the root CNode's
 * empty slots. Each object comes from the smallest untyped with room for it,
 * so that big ones stay whole as long as possible (and the kernel clears
 * little memory at the first use of one). Slots are given out in ascending
 * order.
 *
 * Model: of every untyped the pool keeps the kernel's watermark, the offset
 * of the first unused byte. Objects are only added; objects_reset gives
 * everything back at once. The pool belongs to one thread at a time.
 */
#pragma once

#include <stdbool.h>
#include <sel4/sel4.h>

/* Untypeds a pool can know: those of the boot information, and the pieces of
 * device memory that it had to cut off to reach an address. */
#define OBJECTS_MAX_UNTYPED (CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS + 90)

struct objects_untyped {
    seL4_CPtr cap;
    seL4_Word paddr;
    seL4_Word used; /* bytes, from paddr on */
    seL4_Uint8 size_bits;
    bool is_device;
};

struct objects {
    seL4_SlotPos first_slot;
    seL4_SlotPos next_slot;
    seL4_SlotPos end_slot;
    seL4_Word boot_untypeds;
    seL4_Word untypeds;
    struct objects_untyped untyped[OBJECTS_MAX_UNTYPED];
};

/** Makes a pool of all that the boot information names. Use one pool. */
void objects_init(struct objects *pool, const seL4_BootInfo *info);

/**
 * Takes an empty slot of the root CNode.
 *
 * @param slot  receives its number, which is the capability pointer too
 * @return seL4_NoError; seL4_RangeError: no slot is left
 */
seL4_Error objects_slot(struct objects *pool, seL4_SlotPos *slot);

/**
 * Makes one object.
 *
 * @param type       seL4_ObjectType
 * @param size_bits  as seL4_Untyped_Retype takes it; 0 where it is ignored
 * @param cap        receives the capability
 * @return seL4_NoError; seL4_NotEnoughMemory: no untyped has room;
 *         seL4_RangeError: no slot is left; else what Retype refused with
 */
seL4_Error objects_create(struct objects *pool, seL4_Word type,
                          seL4_Word size_bits, seL4_CPtr *cap);

/**
 * Makes a frame of device memory (or of memory that the kernel treats as
 * such). Lower memory of the same untyped stays available to later calls.
 *
 * @param type   seL4_RISCV_4K_Page, _Mega_Page or _Giga_Page
 * @param paddr  physical address, a multiple of the frame's size
 * @param cap    receives the capability
 * @return seL4_NoError; seL4_InvalidArgument: no device untyped covers the
 *         frame; seL4_AlignmentError: paddr; seL4_DeleteFirst: the memory was
 *         given out before; seL4_RangeError: no slot, or no place to remember
 *         one more untyped; else what Retype refused with
 */
seL4_Error objects_create_device(struct objects *pool, seL4_Word type,
                                 seL4_Word paddr, seL4_CPtr *cap);

/**
 * Where memory ends by the boot information: the loader hands out what lies
 * behind, if there is anything, as device memory.
 *
 * @return the lowest physical address above the kernel that an untyped of
 *         device memory has; 0: there is none
 */
seL4_Word objects_end_of_memory(const seL4_BootInfo *info);

/**
 * Copies a capability of the root CNode into an empty slot of it.
 *
 * @return seL4_NoError; seL4_RangeError: no slot is left; else what
 *         seL4_CNode_Mint refused with
 */
seL4_Error objects_mint(struct objects *pool, seL4_CPtr source,
                        seL4_CapRights_t rights, seL4_Word badge,
                        seL4_CPtr *cap);

/**
 * Destroys every object that came from the pool, by revoking the untypeds,
 * and starts anew. Copies of boot capabilities stay where they are: their
 * slots must have been emptied before.
 *
 * @return seL4_NoError, or what the first failing Revoke refused with; then
 *         the pool is unchanged
 */
seL4_Error objects_reset(struct objects *pool);

/** log2 of the bytes that an object takes; 0 if there is no such type. */
seL4_Word objects_size_bits(seL4_Word type, seL4_Word size_bits);
