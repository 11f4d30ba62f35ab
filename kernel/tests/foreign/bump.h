/* SPDX-License-Identifier: MIT */
/*
 * Objects out of untyped memory, their addresses known in advance. See bump.c.
 */
#pragma once

#include <sel4/sel4.h>

/** Sorts the untypeds of the boot information; to be called once. */
void bump_init(const seL4_BootInfo *info);

/** The next empty slot of the root CNode. */
seL4_CPtr bump_slot(void);

/**
 * Makes an object in normal memory.
 * \param type       seL4_ObjectType or one of the frame types
 * \param size_bits  as seL4_Untyped_Retype takes it; 0 where it is ignored
 * \param paddr      receives the predicted physical address; may be null
 * \return its slot, or 0: then a check has failed
 */
seL4_CPtr bump(seL4_Word type, seL4_Word size_bits, seL4_Word *paddr);

/** A 4 KiB frame of the device memory at `paddr`; 0 if there is none. */
seL4_CPtr bump_device(seL4_Word paddr);

/** Physical start of the first device memory behind all normal memory. */
seL4_Word bump_ram_end(void);

/** log2 of the bytes of an object. */
seL4_Word object_bits(seL4_Word type, seL4_Word size_bits);

/** Refuses unless the frame lies at `paddr`. */
void check_address(seL4_CPtr frame, seL4_Word paddr);
