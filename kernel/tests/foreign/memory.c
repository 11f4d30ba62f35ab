/* SPDX-License-Identifier: MIT */
/*
 * Memory as an initialiser uses it: objects at predicted addresses, frames at
 * the place of an image page, large pages right behind the boot pages, pools.
 */
#include "bump.h"
#include "report.h"
#include "task.h"

#define MEGA        (1ul << seL4_LargePageBits)
#define ROOT_VSPACE seL4_CapInitThreadVSpace
#define ROOT_CNODE  seL4_CapInitThreadCNode

/* The image page whose frame is taken away: data of the far segment. */
__attribute__((section(".far"), aligned(4096))) static volatile seL4_Word
    window[PAGE / sizeof(seL4_Word)] = { 0x1badb002, 0x77 };

static seL4_Error map(seL4_CPtr frame, seL4_Word vaddr)
{
    return seL4_RISCV_Page_Map(frame, ROOT_VSPACE, vaddr, seL4_ReadWrite,
                               seL4_RISCV_Default_VMAttributes);
}

void map_frame(seL4_CPtr frame, seL4_Word vaddr)
{
    CHECK_OK(map(frame, vaddr));
}

void make_area(void)
{
    for (int level = 0; level < 2; level++) {
        seL4_CPtr table = bump(seL4_RISCV_PageTableObject, 0, 0);

        CHECK_OK(seL4_RISCV_PageTable_Map(table, ROOT_VSPACE, AREA, 0));
    }
}

static seL4_Word dirt(const volatile seL4_Word *at, seL4_Word bytes)
{
    seL4_Word bits = 0;

    for (seL4_Word i = 0; i < bytes / sizeof(*at); i++)
        bits |= at[i];
    return bits;
}

/* -- addresses -- */

void check_addresses(void)
{
    static const struct {
        seL4_Word type, size_bits;
    } objects[] = {
        { seL4_EndpointObject, 0 },     { seL4_TCBObject, 0 },
        { seL4_ReplyObject, 0 },        { seL4_CapTableObject, 1 },
        { seL4_NotificationObject, 0 }, { seL4_SchedContextObject, 7 },
        { seL4_UntypedObject, 4 },      { seL4_CapTableObject, 5 },
        { seL4_SchedContextObject, 9 }, { seL4_RISCV_PageTableObject, 0 },
        { seL4_UntypedObject, 15 },     { seL4_CapTableObject, 8 },
    };

    for (seL4_Word i = 0; i < sizeof(objects) / sizeof(*objects); i++) {
        seL4_Word paddr;
        seL4_CPtr frame;

        CHECK(bump(objects[i].type, objects[i].size_bits, 0));
        frame = bump(seL4_RISCV_4K_Page, 0, &paddr);
        check_address(frame, paddr);
    }
}

/* -- the place of an image page -- */

void check_image_window(const seL4_BootInfo *info)
{
    enum { FRAMES = 8 };
    seL4_Word vaddr = (seL4_Word)window;
    seL4_CPtr own =
        info->userImageFrames.start + (vaddr - (seL4_Word)image_start) / PAGE;
    seL4_CPtr frames[FRAMES];
    seL4_Word paddr;

    CHECK_EQUAL(window[0], 0x1badb002);
    CHECK_OK(seL4_RISCV_Page_Unmap(own));
    for (seL4_Word i = 0; i < FRAMES; i++) {
        frames[i] = bump(seL4_RISCV_4K_Page, 0, &paddr);
        check_address(frames[i], paddr);
        map_frame(frames[i], vaddr);
        CHECK_EQUAL(dirt(window, PAGE), 0);
        window[i] = 0x1000 + i;
        CHECK_OK(seL4_RISCV_Page_Unmap(frames[i]));
    }
    for (seL4_Word i = 0; i < FRAMES; i++) {
        map_frame(frames[i], vaddr);
        CHECK_EQUAL(window[i], 0x1000 + i);
        if (i > 0)
            CHECK_EQUAL(window[0], 0);
        CHECK_OK(seL4_RISCV_Page_Unmap(frames[i]));
    }
    map_frame(own, vaddr);
    CHECK_EQUAL(window[0], 0x1badb002);
    CHECK_EQUAL(window[1], 0x77);
}

/* -- large pages -- */

/* The level at which a small page at `vaddr` finds no table. */
static seL4_Word missing_level(seL4_CPtr frame, seL4_Word vaddr)
{
    CHECK_EQUAL(map(frame, vaddr), seL4_FailedLookup);
    return seL4_MappingFailedLookupLevel();
}

void check_mega_page(const seL4_BootInfo *info)
{
    seL4_Word end = (seL4_Word)info + PAGE;
    seL4_CPtr small = bump(seL4_RISCV_4K_Page, 0, 0);
    volatile seL4_Word *at;
    seL4_CPtr mega;
    seL4_Word paddr, vaddr;

    for (seL4_Word span = PAGE; info->extraLen; span *= 2) {
        if (span >= info->extraLen) {
            end += span;
            break;
        }
    }
    vaddr = (end + MEGA - 1) & -MEGA;
    mega = bump(seL4_RISCV_Mega_Page, 0, &paddr);
    check_address(mega, paddr);
    if (vaddr + MEGA >= seL4_UserTop) { /* no room for it */
        CHECK_EQUAL(map(mega, vaddr - MEGA), seL4_InvalidArgument);
        map_frame(small, seL4_UserTop - PAGE);
        return;
    }
    CHECK_EQUAL(missing_level(small, vaddr),
                (vaddr & ((1ul << 30) - 1)) ? SEL4_MAPPING_LOOKUP_NO_PT : 30);
    if (vaddr & ((1ul << 30) - 1)) {
        map_frame(mega, vaddr);
        at = (volatile seL4_Word *)vaddr;
        CHECK_EQUAL(dirt(at, MEGA), 0);
        at[MEGA / sizeof(*at) - 1] = 5;
        CHECK_EQUAL(at[MEGA / sizeof(*at) - 1], 5);
        CHECK_OK(seL4_RISCV_Page_Unmap(mega));
    }
    map_frame(small, vaddr - PAGE); /* in the last table that there is */
}

/* -- ASID pools -- */

seL4_CPtr make_asid_pool(void)
{
    seL4_CPtr original = bump(seL4_UntypedObject, seL4_ASIDPoolBits, 0);
    seL4_CPtr copy = bump_slot();

    CHECK_OK(seL4_CNode_Copy(ROOT_CNODE, copy, 64, ROOT_CNODE, original, 64,
                             seL4_AllRights));
    CHECK_OK(seL4_CNode_Delete(ROOT_CNODE, original, 64));
    CHECK_OK(seL4_RISCV_ASIDControl_MakePool(seL4_CapASIDControl, copy,
                                             ROOT_CNODE, original, 64));
    /* It is used up. */
    CHECK_EQUAL(seL4_Untyped_Retype(copy, seL4_EndpointObject, 0, ROOT_CNODE, 0,
                                    0, bump_slot(), 1),
                seL4_NotEnoughMemory);
    return original;
}
