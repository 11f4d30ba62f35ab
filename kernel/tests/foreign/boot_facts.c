/* SPDX-License-Identifier: MIT */
/*
 * What the boot information must say about any machine and any image: each
 * region of slots begins where the one before ends, the pages lie one behind
 * the other, there is one frame for each page of the image.
 */
#include "report.h"
#include "task.h"

static seL4_Word length(seL4_SlotRegion r)
{
    return r.end - r.start;
}

static seL4_Word touched(seL4_Word start, seL4_Word end, seL4_Word bits)
{
    return ((end - 1) >> bits) - (start >> bits) + 1;
}

/* Bytes of address space that the extra area counts with. */
static seL4_Word extra_span(const seL4_BootInfo *info)
{
    seL4_Word span = PAGE;

    if (!info->extraLen)
        return 0;
    while (span < info->extraLen)
        span *= 2;
    return span;
}

static void check_regions(const seL4_BootInfo *info)
{
    seL4_Word start = (seL4_Word)image_start;
    seL4_Word end = (seL4_Word)info + PAGE + extra_span(info);
    seL4_SlotPos next = info->userImagePaging.end;

    CHECK_EQUAL(info->userImagePaging.start, seL4_NumInitialCaps);
    CHECK_EQUAL(length(info->userImagePaging),
                touched(start, end, 30) + touched(start, end, 21));
    CHECK_EQUAL(length(info->extraBIPages), (info->extraLen + PAGE - 1) / PAGE);
    if (info->extraLen) {
        CHECK_EQUAL(info->extraBIPages.start, next);
        next = info->extraBIPages.end;
    } else {
        CHECK_EQUAL(info->extraBIPages.start, 0);
    }
    CHECK_EQUAL(info->schedcontrol.start, next);
    CHECK_EQUAL(length(info->schedcontrol), 1);
    CHECK_EQUAL(info->userImageFrames.start, info->schedcontrol.end);
    CHECK_EQUAL(length(info->userImageFrames),
                (image_end - image_start) / PAGE);
    CHECK_EQUAL(info->untyped.start, info->userImageFrames.end);
    CHECK_EQUAL(info->empty.start, info->untyped.end);
    CHECK_EQUAL(info->empty.end, LIBSEL4_BIT(info->initThreadCNodeSizeBits));
}

/* One flat block: page i of the image lies i pages behind the first. */
static void check_image(const seL4_BootInfo *info)
{
    seL4_CPtr first = info->userImageFrames.start;
    seL4_RISCV_Page_GetAddress_t base = seL4_RISCV_Page_GetAddress(first);
    seL4_Word strays = 0;

    CHECK_OK(base.error);
    for (seL4_Word i = 0; i < length(info->userImageFrames); i++) {
        seL4_RISCV_Page_GetAddress_t at = seL4_RISCV_Page_GetAddress(first + i);

        strays += at.error || at.paddr != base.paddr + i * PAGE;
    }
    CHECK_EQUAL(strays, 0);
}

/* What lies between the two segments was filled with zeros. */
static void check_hole(void)
{
    const seL4_Word *hole =
        (const seL4_Word *)(((seL4_Word)near_end + PAGE) & -(seL4_Word)PAGE);
    const seL4_Word *end = (const seL4_Word *)far_start;
    seL4_Word dirt = 0;

    for (; hole < end; hole++)
        dirt |= *hole;
    CHECK_EQUAL(dirt, 0);
}

static seL4_Word address_of(seL4_CPtr frame)
{
    seL4_RISCV_Page_GetAddress_t answer = seL4_RISCV_Page_GetAddress(frame);

    CHECK_OK(answer.error);
    return answer.paddr;
}

/* Where the host must have expected them. */
static void report_places(const seL4_BootInfo *info)
{
    report->image = address_of(info->userImageFrames.start);
    report->ipc_buffer = address_of(seL4_CapInitThreadIPCBuffer);
    report->boot_info = address_of(seL4_CapBootInfoFrame);
    if (info->extraLen)
        report->extra = address_of(info->extraBIPages.start);
}

static void check_extra(const seL4_BootInfo *info)
{
    const seL4_BootInfoHeader *header =
        (const seL4_BootInfoHeader *)((seL4_Word)info + PAGE);

    if (!info->extraLen)
        return;
    CHECK_EQUAL(header->id, SEL4_BOOTINFO_HEADER_FDT);
    CHECK_EQUAL(header->len, info->extraLen);
}

void check_boot_info(const seL4_BootInfo *info)
{
    CHECK_EQUAL(info->ipcBuffer, image_end);
    CHECK_EQUAL(info, image_end + PAGE);
    CHECK_EQUAL(info->nodeID, 0);
    CHECK_EQUAL(info->numNodes, 1);
    CHECK_EQUAL(info->numIOPTLevels, 0);
    CHECK_EQUAL(info->initThreadDomain, 0);
    CHECK_EQUAL(length(info->sharedFrames), 0);
    CHECK_EQUAL(length(info->ioSpaceCaps), 0);
    check_regions(info);
    check_image(info);
    check_hole();
    check_extra(info);
    report_places(info);
}
