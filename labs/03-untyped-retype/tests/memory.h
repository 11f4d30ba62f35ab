/* SPDX-License-Identifier: MIT */
/*
 * What the tests of lab 03 share: Retype into the test's own CNode, and three
 * ways to see from user level what the kernel did with memory.
 *
 *   bytes_left   the refusal of an object that fits nowhere says how much of
 *                the untyped is free: the watermark
 *   address_of   a frame tells where it lies
 *   map          a frame's bytes can be read and written
 */
#pragma once

#include "proctor.h"

enum { PAGE = 4096, PAGE_BITS = 12, TOO_MANY = 257 };

/** A device untyped of at least 2^30 bytes, see device.c. */
enum { TEST_DEVICE_MEMORY = seL4_CapIOSpace };

/** Retype into `count` slots of the test's CNode, the first being `slot`. */
static inline seL4_Error retype(seL4_CPtr untyped, seL4_Word type,
                                seL4_Word size_bits, seL4_CPtr slot,
                                seL4_Word count)
{
    return seL4_Untyped_Retype(untyped, type, size_bits, TEST_CNODE, 0, 0, slot,
                               count);
}

/** An untyped of 2^bits bytes of which nothing was made. */
static inline seL4_CPtr make_untyped(seL4_Word bits)
{
    return test_object(seL4_UntypedObject, bits);
}

/** Bytes above the watermark of an untyped. */
static inline seL4_Word bytes_left(seL4_CPtr untyped)
{
    seL4_Error error = retype(untyped, seL4_UntypedObject, seL4_MaxUntypedBits,
                              test_slot(), 1);

    CHECK_MSG(error == seL4_NotEnoughMemory,
              "2^%d bytes of a small untyped: error %d", seL4_MaxUntypedBits,
              error);
    return seL4_GetMR(0);
}

/** Physical address of a frame. */
static inline seL4_Word address_of(seL4_CPtr frame)
{
    seL4_RISCV_Page_GetAddress_t result = seL4_RISCV_Page_GetAddress(frame);

    CHECK_OK(result.error);
    return result.paddr;
}

/** Whether anything is in a slot of the test's CNode. */
static inline bool is_filled(seL4_CPtr slot)
{
    return seL4_DebugCapIdentify(slot) != 0;
}

/** Maps a frame at the `page`-th page of a window of the test's own. */
static inline volatile seL4_Word *map(seL4_CPtr frame, seL4_Word page)
{
    seL4_Word at = 0x50000000 + page * PAGE;
    seL4_Error error;

    while ((error = seL4_RISCV_Page_Map(frame, TEST_VSPACE, at, seL4_ReadWrite,
                                        seL4_RISCV_ExecuteNever)) ==
           seL4_FailedLookup)
        CHECK_OK(seL4_RISCV_PageTable_Map(
            test_object(seL4_RISCV_PageTableObject, 0), TEST_VSPACE, at,
            seL4_RISCV_Default_VMAttributes));
    CHECK_OK(error);
    return (volatile seL4_Word *)at;
}

/** Words of a mapped page that are not 0. */
static inline seL4_Word dirty_words(const volatile seL4_Word *page)
{
    seL4_Word dirty = 0;

    for (seL4_Word i = 0; i < PAGE / sizeof *page; i++)
        dirty += page[i] != 0;
    return dirty;
}

/** Uses all of an untyped of at most 128 pages as frames, writes `pattern` to
    each word, and gives the memory back. */
static inline void make_dirty(seL4_CPtr untyped, seL4_Word pages,
                              seL4_Word pattern)
{
    seL4_CPtr frames = test_slots(pages);

    CHECK_OK(retype(untyped, seL4_RISCV_4K_Page, 0, frames, pages));
    for (seL4_Word i = 0; i < pages; i++) {
        volatile seL4_Word *page = map(frames + i, i);

        for (seL4_Word k = 0; k < PAGE / sizeof *page; k++)
            page[k] = pattern | 1;
    }
    test_revoke(untyped);
}
