/* SPDX-License-Identifier: MIT */
/*
 * Lab 03, visible test: device memory.
 *
 * Every room of this lab has one capability more than others: a copy of the
 * untyped of a large piece of the physical address space with nothing in it.
 * Nobody may touch such memory: on a real machine a read can launch something.
 */
#include <sel4/bootinfo.h>

#include "memory.h"
#include "room.h"

/* Runs in proctor's first thread when a room is opened. */
seL4_Error room_furnish(seL4_CPtr cnode)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();

    for (seL4_CPtr cap = info->untyped.start; cap < info->untyped.end; cap++) {
        const seL4_UntypedDesc *u =
            &info->untypedList[cap - info->untyped.start];

        if (u->isDevice && u->sizeBits > 30)
            return seL4_CNode_Copy(cnode, TEST_DEVICE_MEMORY, TEST_CNODE_BITS,
                                   seL4_CapInitThreadCNode, cap, seL4_WordBits,
                                   seL4_AllRights);
    }
    return seL4_NotEnoughMemory;
}

/* Device memory yields frames of every size, and untypeds that are device
   memory again. */
TEST(device_untyped_frames_only)
{
    seL4_CPtr part = test_slot();
    seL4_CPtr frames = test_slots(4);
    seL4_Word base;
    static const char *const names[] = {
        [seL4_TCBObject] = "TCB",
        [seL4_EndpointObject] = "endpoint",
        [seL4_NotificationObject] = "notification",
        [seL4_CapTableObject] = "CNode",
        [seL4_SchedContextObject] = "context",
        [seL4_ReplyObject] = "reply",
    };

    test_step("frames of 4 KiB, 2 MiB and 1 GiB");
    CHECK_OK(retype(TEST_DEVICE_MEMORY, seL4_UntypedObject, 31, part, 1));
    CHECK_OK(retype(part, seL4_RISCV_4K_Page, 0, frames, 1));
    CHECK_OK(retype(part, seL4_RISCV_Mega_Page, 0, frames + 1, 1));
    CHECK_OK(retype(part, seL4_RISCV_Giga_Page, 0, frames + 2, 1));
    base = address_of(frames);
    record_value("megapage", address_of(frames + 1) - base);
    record_value("gigapage", address_of(frames + 2) - base);

    test_step("objects");
    test_revoke(part);
    for (seL4_Word type = seL4_TCBObject; type <= seL4_ReplyObject; type++) {
        seL4_Word bits = type == seL4_SchedContextObject ? 7 : 4;

        record_value(names[type], retype(part, type, bits, frames, 1));
        CHECK_MSG(!is_filled(frames), "the kernel made a %s in device memory",
                  names[type]);
    }
    record_value("page table",
                 retype(part, seL4_RISCV_PageTableObject, 0, frames, 1));
    record_value("argument", seL4_GetMR(0));
    record_value("left", bytes_left(part) >> 31);
}
