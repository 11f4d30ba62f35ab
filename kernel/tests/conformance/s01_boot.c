/* SPDX-License-Identifier: MIT */
/*
 * Sections 1.4 to 1.8: what the initial task finds when it starts, as far as a
 * task that has been running for a while can still see it. The initial task is
 * proctor; its slots are looked at through copies.
 */
#include <start.h>
#include <string.h>

#include "probe.h"
#include "root.h"

enum { DEPTH = 64, PAGE = 4096 };

/* What DebugCapIdentify says of a slot of the root task's CNode; a capability
   that cannot be copied counts as none. */
static enum cap_type root_type(seL4_CPtr cap)
{
    seL4_CPtr slot = test_slot();
    enum cap_type type;

    if (root_try_copy(cap, slot))
        return CAP_NULL;
    type = cap_type(slot);
    test_delete(slot);
    return type;
}

static seL4_Word size_of(seL4_SlotRegion region)
{
    return region.end - region.start;
}

/* -- 1.4 Virtual layout ---------------------------------------------------- */

TEST(s1_4_buffer_behind_image)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();

    CHECK_EQ((seL4_Word)info->ipcBuffer % PAGE, 0);
    CHECK_EQ(info->ipcBuffer,
             __image_base + size_of(info->userImageFrames) * PAGE);
    CHECK((seL4_Word)__image_end <= (seL4_Word)info->ipcBuffer);
}

TEST(s1_4_bootinfo_behind_buffer)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();

    CHECK_EQ(info, (char *)info->ipcBuffer + PAGE);
}

/* Code and data alike: the image is mapped for everything. */
TEST(s1_4_image_is_writable_and_executable)
{
    volatile uint32_t *code = (volatile uint32_t *)__code_start;
    static volatile uint32_t data[] = { CODE_RETURN };

    *code = *code;
    sync_code();
    ((void (*)(void))data)();
}

/* -- 1.5 Root CNode -------------------------------------------------------- */

TEST(s1_5_fixed_slots)
{
    static const struct {
        const char *name;
        seL4_CPtr slot;
        enum cap_type type;
    } rows[] = {
        { "null", seL4_CapNull, CAP_NULL },
        { "TCB", seL4_CapInitThreadTCB, CAP_TCB },
        { "CNode", seL4_CapInitThreadCNode, CAP_CNODE },
        { "VSpace", seL4_CapInitThreadVSpace, CAP_PAGE_TABLE },
        { "ASID control", seL4_CapASIDControl, CAP_ASID_CONTROL },
        { "ASID pool", seL4_CapInitThreadASIDPool, CAP_ASID_POOL },
        { "IO port control", seL4_CapIOPortControl, CAP_NULL },
        { "IO space", seL4_CapIOSpace, CAP_NULL },
        { "boot information", seL4_CapBootInfoFrame, CAP_FRAME },
        { "IPC buffer", seL4_CapInitThreadIPCBuffer, CAP_FRAME },
        { "domain", seL4_CapDomain, CAP_DOMAIN },
        { "SMMU SID control", seL4_CapSMMUSIDControl, CAP_NULL },
        { "SMMU CB control", seL4_CapSMMUCBControl, CAP_NULL },
        { "SC", seL4_CapInitThreadSC, CAP_SCHED_CONTEXT },
        { "SMC", seL4_CapSMC, CAP_NULL },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ROW_EQ(rows[i].name, root_type(rows[i].slot), rows[i].type);
}

/* Proctor lends the IRQ control capability to the room, at the same place. */
TEST(s1_5_irq_control)
{
    CHECK_EQ(cap_type(TEST_IRQ_CONTROL), CAP_IRQ_CONTROL);
}

TEST(s1_5_regions_in_order)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_Word after_tables = info->userImagePaging.end;

    CHECK_EQ(info->userImagePaging.start, seL4_NumInitialCaps);
    if (info->extraLen) {
        CHECK_EQ(info->extraBIPages.start, after_tables);
        after_tables = info->extraBIPages.end;
    }
    CHECK_EQ(info->schedcontrol.start, after_tables);
    CHECK_EQ(size_of(info->schedcontrol), 1);
    CHECK_EQ(info->userImageFrames.start, info->schedcontrol.end);
    CHECK_EQ(info->untyped.start, info->userImageFrames.end);
    CHECK_EQ(info->empty.start, info->untyped.end);
    CHECK_EQ(info->empty.end, 1ul << info->initThreadCNodeSizeBits);
}

/* One table for each 1 GiB and each 2 MiB that the layout touches; both ends
   of the image are below 2 MiB multiples that this computes by itself. */
TEST(s1_5_image_page_tables)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_Word first = (seL4_Word)__image_base;
    seL4_Word extra = PAGE, end;

    while (info->extraLen && extra < info->extraLen)
        extra *= 2;
    end = (seL4_Word)info + PAGE + (info->extraLen ? extra : 0);
    CHECK_EQ(size_of(info->userImagePaging), ((end - 1) >> 30) - (first >> 30) +
                                                 1 + ((end - 1) >> 21) -
                                                 (first >> 21) + 1);
    for (seL4_Word i = 0; i < size_of(info->userImagePaging); i++)
        CHECK_EQ(root_type(info->userImagePaging.start + i), CAP_PAGE_TABLE);
}

TEST(s1_5_region_types)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();

    CHECK_EQ(root_type(info->schedcontrol.start), CAP_SCHED_CONTROL);
    CHECK_EQ(root_type(info->userImageFrames.start), CAP_FRAME);
    CHECK_EQ(root_type(info->userImageFrames.end - 1), CAP_FRAME);
    if (info->extraLen)
        CHECK_EQ(root_type(info->extraBIPages.start), CAP_FRAME);
}

/* The image lies in memory as one block, and its frames are in order. */
TEST(s1_5_image_frames_ascending)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_CPtr slot = test_slot();
    seL4_Word first = 0;

    for (seL4_Word i = 0; i < size_of(info->userImageFrames); i += 7) {
        seL4_RISCV_Page_GetAddress_t at;

        CHECK_OK(root_try_copy(info->userImageFrames.start + i, slot));
        at = seL4_RISCV_Page_GetAddress(slot);
        CHECK_OK(at.error);
        if (i == 0)
            first = at.paddr;
        CHECK_EQ(at.paddr, first + i * PAGE);
        test_delete(slot);
    }
}

/* -- 1.6 BootInfo ---------------------------------------------------------- */

TEST(s1_6_fixed_fields)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();

    CHECK_EQ(info->nodeID, 0);
    CHECK_EQ(info->numNodes, 1);
    CHECK_EQ(info->numIOPTLevels, 0);
    CHECK_EQ(info->initThreadDomain, 0);
    CHECK_EQ(info->sharedFrames.start, 0);
    CHECK_EQ(info->sharedFrames.end, 0);
    CHECK_EQ(info->ioSpaceCaps.start, 0);
    CHECK_EQ(info->ioSpaceCaps.end, 0);
}

TEST(s1_6_rest_of_list_is_zero)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();

    for (seL4_Word i = size_of(info->untyped);
         i < CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS; i++) {
        static const seL4_UntypedDesc none;

        CHECK_MSG(!memcmp(&info->untypedList[i], &none, sizeof none),
                  "entry %lu behind the end is not zero", i);
    }
}

TEST(s1_6_padding_is_zero)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();

    for (seL4_Word i = 0; i < size_of(info->untyped); i++) {
        CHECK(info->untypedList[i].isDevice <= 1);
        for (size_t k = 0; k < sizeof info->untypedList[i].padding; k++)
            CHECK_EQ(info->untypedList[i].padding[k], 0);
    }
}

/* -- 1.7 Extra boot information -------------------------------------------- */

TEST(s1_7_one_chunk_with_the_tree)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    const seL4_BootInfoHeader *chunk =
        (const seL4_BootInfoHeader *)((const char *)info + PAGE);
    const unsigned char *tree = (const unsigned char *)(chunk + 1);

    CHECK(info->extraLen > sizeof *chunk);
    CHECK_EQ(chunk->id, SEL4_BOOTINFO_HEADER_FDT);
    CHECK_EQ(chunk->len, info->extraLen);
    /* A flattened device tree begins with d00dfeed, big endian. */
    CHECK_EQ(tree[0], 0xd0);
    CHECK_EQ(tree[1], 0x0d);
    CHECK_EQ(tree[2], 0xfe);
    CHECK_EQ(tree[3], 0xed);
}

TEST(s1_7_frames_only_for_what_is_used)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();

    CHECK_EQ(size_of(info->extraBIPages), (info->extraLen + PAGE - 1) / PAGE);
}

/* -- 1.8 Untyped memory ---------------------------------------------------- */

/* Alignment is judged on the address in the kernel's window. */
static seL4_Word shifted(seL4_Word paddr)
{
    return paddr + 0xffffffc000000000;
}

TEST(s1_8_pieces_are_aligned)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();

    for (seL4_Word i = 0; i < size_of(info->untyped); i++) {
        const seL4_UntypedDesc *u = &info->untypedList[i];

        CHECK(u->sizeBits >= seL4_MinUntypedBits);
        CHECK(u->sizeBits <= seL4_MaxUntypedBits);
        CHECK_MSG(!(shifted(u->paddr) & ((1ul << u->sizeBits) - 1)),
                  "untyped %lu at 0x%lx of 2^%u bytes is not aligned", i,
                  u->paddr, u->sizeBits);
    }
}

/* Each piece is as large as what is left of its range, and its address, allow:
   the next one of the same range may only be of equal size if the pair is not
   aligned to be one. */
TEST(s1_8_pieces_are_as_large_as_possible)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();

    for (seL4_Word i = 0; i + 1 < size_of(info->untyped); i++) {
        const seL4_UntypedDesc *a = &info->untypedList[i];
        const seL4_UntypedDesc *b = &info->untypedList[i + 1];
        seL4_Word size = 1ul << a->sizeBits;

        if (a->isDevice != b->isDevice || a->paddr + size != b->paddr ||
            a->sizeBits != b->sizeBits)
            continue;
        CHECK_MSG(shifted(a->paddr) & size || a->sizeBits == 38,
                  "untypeds %lu and %lu could be one", i, i + 1);
    }
}

/* The device memory below the kernel is the same for every size of RAM. */
TEST(s1_8_device_memory_below_ram)
{
    static const struct {
        seL4_Word paddr, bits;
    } rows[] = {
        { 0x0, 25 },        { 0x2200000, 21 },  { 0x2400000, 22 },
        { 0x2800000, 23 },  { 0x3000000, 24 },  { 0x4000000, 26 },
        { 0x8000000, 26 },  { 0xc600000, 21 },  { 0xc800000, 23 },
        { 0xd000000, 24 },  { 0xe000000, 25 },  { 0x10000000, 28 },
        { 0x20000000, 29 }, { 0x40000000, 30 }, { 0x80000000, 21 },
    };
    const seL4_BootInfo *info = seL4_GetBootInfo();

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const seL4_UntypedDesc *u = &info->untypedList[i];

        CHECK_EQ(u->paddr, rows[i].paddr);
        CHECK_EQ(u->sizeBits, rows[i].bits);
        CHECK_EQ(u->isDevice, 1);
    }
}

/* Above RAM everything up to 2^39 is device memory, without a hole. */
TEST(s1_8_device_memory_above_ram)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_Word next = 0;

    for (seL4_Word i = 15; i < size_of(info->untyped); i++) {
        const seL4_UntypedDesc *u = &info->untypedList[i];

        if (!u->isDevice)
            break;
        CHECK(!next || u->paddr == next);
        next = u->paddr + (1ul << u->sizeBits);
    }
    CHECK_EQ(next, 1ul << 39);
}

/* Device memory first; normal memory inside RAM, without overlaps. */
TEST(s1_8_normal_memory_last)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    bool normal = false;
    seL4_Word end = 0x80200000;

    for (seL4_Word i = 0; i < size_of(info->untyped); i++) {
        const seL4_UntypedDesc *u = &info->untypedList[i];

        if (u->isDevice) {
            CHECK(!normal);
            continue;
        }
        normal = true;
        CHECK_MSG(u->paddr >= end, "untyped %lu at 0x%lx overlaps", i,
                  u->paddr);
        end = u->paddr + (1ul << u->sizeBits);
    }
    CHECK(normal);
}

/* The capability is what the list says: a frame from it has its address. */
TEST(s1_8_list_names_the_address)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_CPtr frame = test_slots(2);
    seL4_Word index = 0;

    for (int device = 0; device < 2; device++) {
        seL4_CPtr untyped = root_untyped(device, 21, &index);
        seL4_RISCV_Page_GetAddress_t at;

        CHECK_OK(seL4_Untyped_Retype(untyped, seL4_RISCV_4K_Page, 0, TEST_CNODE,
                                     0, 0, frame + device, 1));
        at = seL4_RISCV_Page_GetAddress(frame + device);
        CHECK_OK(at.error);
        CHECK_EQ(at.paddr, info->untypedList[index].paddr);
        test_delete(untyped);
    }
}
