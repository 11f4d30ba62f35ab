/* SPDX-License-Identifier: MIT
 *
 * What the kernel tells the root task: which capabilities lie where, and
 * which memory there is.
 *
 * The root CNode's capability has guard 0 of 64 - R bits (R its radix), so a
 * capability pointer is the number of a slot, and slots are named with depth
 * 64. Slots 0..15 are fixed (seL4_RootCapSlot); then come the regions of
 * seL4_BootInfo, whose ends are exclusive.
 */
#pragma once

#include <sel4/config.h>
#include <sel4/types.h>
#include <sel4/shared_types.h>

/* The initial task's fixed capabilities. */
enum seL4_RootCapSlot {
    seL4_CapNull = 0,
    seL4_CapInitThreadTCB = 1,
    seL4_CapInitThreadCNode = 2,
    seL4_CapInitThreadVSpace = 3,
    seL4_CapIRQControl = 4,
    seL4_CapASIDControl = 5,
    seL4_CapInitThreadASIDPool = 6,
    seL4_CapIOPortControl = 7, /* empty on this machine */
    seL4_CapIOSpace = 8,       /* empty */
    seL4_CapBootInfoFrame = 9,
    seL4_CapInitThreadIPCBuffer = 10,
    seL4_CapDomain = 11,
    seL4_CapSMMUSIDControl = 12, /* empty */
    seL4_CapSMMUCBControl = 13,  /* empty */
    seL4_CapInitThreadSC = 14,
    seL4_CapSMC = 15, /* empty */
    seL4_NumInitialCaps = 16
};

/** Slots start..end-1; empty when both are equal. */
typedef struct seL4_SlotRegion {
    seL4_SlotPos start;
    seL4_SlotPos end;
} seL4_SlotRegion;

/** One untyped: `paddr` bytes, 2^sizeBits of them, device memory or not. */
typedef struct seL4_UntypedDesc {
    seL4_Word paddr;
    seL4_Uint8 sizeBits;
    seL4_Uint8 isDevice;
    seL4_Uint8 padding[sizeof(seL4_Word) - 2 * sizeof(seL4_Uint8)];
} seL4_UntypedDesc;

typedef struct seL4_BootInfo {
    seL4_Word extraLen; /* bytes of the chunks behind this page */
    seL4_NodeId nodeID;
    seL4_Word numNodes;
    seL4_Word numIOPTLevels;
    seL4_IPCBuffer *ipcBuffer;
    seL4_SlotRegion empty;
    seL4_SlotRegion sharedFrames;
    seL4_SlotRegion userImageFrames; /* 4 KiB each, ascending address */
    seL4_SlotRegion userImagePaging; /* page tables below the root */
    seL4_SlotRegion ioSpaceCaps;
    seL4_SlotRegion extraBIPages;
    seL4_Word initThreadCNodeSizeBits;
    seL4_Domain initThreadDomain;
    seL4_SlotRegion schedcontrol; /* one for each hart */
    seL4_SlotRegion untyped;
    seL4_UntypedDesc untypedList[CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS];
} seL4_BootInfo;

SEL4_COMPILE_ASSERT(untyped_desc_is_16_bytes, sizeof(seL4_UntypedDesc) == 16)
SEL4_COMPILE_ASSERT(boot_info_is_0xf18_bytes, sizeof(seL4_BootInfo) == 0xF18)
SEL4_COMPILE_ASSERT(boot_info_ipc_buffer_at_32,
                    SEL4_OFFSETOF(seL4_BootInfo, ipcBuffer) == 32)
SEL4_COMPILE_ASSERT(boot_info_sched_control_at_152,
                    SEL4_OFFSETOF(seL4_BootInfo, schedcontrol) == 152)
SEL4_COMPILE_ASSERT(boot_info_untyped_list_at_184,
                    SEL4_OFFSETOF(seL4_BootInfo, untypedList) == 184)

/* Extra boot info begins on the page behind seL4_BootInfo: chunks, each with
 * this header, whose `len` includes the header. Here at most one, the FDT. */
typedef struct seL4_BootInfoHeader {
    seL4_Word id;
    seL4_Word len;
} seL4_BootInfoHeader;

typedef enum {
    SEL4_BOOTINFO_HEADER_PADDING = 0,
    SEL4_BOOTINFO_HEADER_X86_VBE = 1,
    SEL4_BOOTINFO_HEADER_X86_MBMMAP = 2,
    SEL4_BOOTINFO_HEADER_X86_ACPI_RSDP = 3,
    SEL4_BOOTINFO_HEADER_X86_FRAMEBUFFER = 4,
    SEL4_BOOTINFO_HEADER_X86_TSC_FREQ = 5,
    SEL4_BOOTINFO_HEADER_FDT = 6,
    SEL4_BOOTINFO_HEADER_NUM = 7
} seL4_BootInfoID;

#define seL4_BootInfoFrameBits seL4_PageBits
#define seL4_BootInfoFrameSize LIBSEL4_BIT(seL4_BootInfoFrameBits)
