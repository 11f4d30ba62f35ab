/* SPDX-License-Identifier: MIT */
/*
 * What the initial thread is told about its machine: the API's BootInfo.
 *
 * Source: seL4 Reference Manual, "System bootstrapping".
 */
#pragma once

#include "types.h"

/** The slots of the initial CNode that are filled at boot. */
enum boot_slot {
    SLOT_NULL,
    SLOT_TCB,
    SLOT_CNODE,
    SLOT_VSPACE,
    SLOT_IRQ_CONTROL,
    SLOT_ASID_CONTROL,
    SLOT_ASID_POOL,
    SLOT_IO_PORT_CONTROL,
    SLOT_IO_SPACE,
    SLOT_BOOT_INFO,
    SLOT_IPC_BUFFER,
    SLOT_DOMAIN,
    SLOT_SMMU_SID,
    SLOT_SMMU_CB,
    SLOT_SC,
    SLOT_SMC,
    SLOT_FIRST_DYNAMIC,
};

/** Slots [start, end). */
struct slot_region {
    word_t start;
    word_t end;
};

struct untyped_desc {
    paddr_t paddr;
    uint8_t size_bits;
    uint8_t is_device;
    uint8_t padding[6];
};

struct boot_info {
    word_t extra_length;
    word_t node_id;
    word_t num_nodes;
    word_t num_io_levels;
    word_t ipc_buffer;
    struct slot_region empty;
    struct slot_region shared_frames;
    struct slot_region image_frames;
    struct slot_region image_paging;
    struct slot_region io_space;
    struct slot_region extra_pages;
    word_t cnode_bits;
    word_t domain;
    struct slot_region sched_control;
    struct slot_region untyped;
    struct untyped_desc untyped_list[MAX_BOOT_UNTYPEDS];
};

_Static_assert(sizeof(struct boot_info) == 0xf18, "BootInfo is fixed");
_Static_assert(offsetof(struct boot_info, untyped_list) == 184, "likewise");

/** The header of a chunk in the extra area; `length` includes it. */
struct boot_info_header {
    word_t id;
    word_t length;
};

enum { BOOT_INFO_FDT = 6 };
