/* SPDX-License-Identifier: MIT */
/*
 * See root.h. room_furnish() runs in proctor's first thread, when a room is
 * opened; the rest in the threads of tests.
 */
#include "root.h"
#include "domains.h"
#include "room.h"

enum { DEPTH = 64 };

seL4_Error room_furnish(seL4_CPtr cnode)
{
    seL4_Word radix = seL4_GetBootInfo()->initThreadCNodeSizeBits;

    domains_reset();
    return seL4_CNode_Mint(cnode, ROOT_CNODE, TEST_CNODE_BITS,
                           seL4_CapInitThreadCNode, seL4_CapInitThreadCNode,
                           DEPTH, seL4_AllRights,
                           guard_word(0, seL4_WordBits - radix));
}

seL4_Error root_try_copy(seL4_CPtr cap, seL4_CPtr slot)
{
    return seL4_CNode_Copy(TEST_CNODE, slot, DEPTH, ROOT_CNODE, cap, DEPTH,
                           seL4_AllRights);
}

seL4_CPtr root_copy(seL4_CPtr cap)
{
    seL4_CPtr slot = test_slot();
    seL4_Error error = root_try_copy(cap, slot);

    CHECK_MSG(!error, "CNode_Copy of the root's slot %lu: error %d", cap,
              error);
    return slot;
}

seL4_CPtr root_untyped(bool device, seL4_Word bits, seL4_Word *index)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_Word count = info->untyped.end - info->untyped.start;
    seL4_CPtr slot = test_slot();

    for (seL4_Word step = bits; step <= seL4_MaxUntypedBits; step++) {
        /* Normal memory from large to small: what proctor uses is small. */
        seL4_Word size = device ? step : bits + seL4_MaxUntypedBits - step;

        for (seL4_Word i = 0; i < count; i++) {
            if (info->untypedList[i].sizeBits != size ||
                info->untypedList[i].isDevice != device)
                continue;
            if (root_try_copy(info->untyped.start + i, slot))
                continue;
            if (index)
                *index = i;
            return slot;
        }
    }
    test_fail(__FILE__, __LINE__, "no unused untyped of 2^%lu bytes", bits);
}
