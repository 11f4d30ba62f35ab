/* SPDX-License-Identifier: MIT */
/*
 * The parts of the foreign root task; main.c runs them in this order.
 */
#pragma once

#include <sel4/sel4.h>

extern char image_start[]; /* from the linker */
extern char image_end[];
extern char near_end[];
extern char far_start[];

/* A GiB of addresses that no image uses; its first 2 MiB have tables. */
#define AREA          0x2000000000ul
#define AREA_FINISHER AREA
#define AREA_UART     (AREA + 0x1000)
#define AREA_REPORT   (AREA + 0x10000) /* up to 2 MiB */

/** boot_facts.c: the boot information agrees with itself and the image. */
void check_boot_info(const seL4_BootInfo *info);

/** memory.c: maps a frame in the area or the image's surroundings. */
void map_frame(seL4_CPtr frame, seL4_Word vaddr);

/** memory.c: gives the area its page tables. */
void make_area(void);

/** memory.c: every object lies where the model says. */
void check_addresses(void);

/** memory.c: other frames at the place of an image page. */
void check_image_window(const seL4_BootInfo *info);

/** memory.c: a 2 MiB frame behind the last boot page; no table too many. */
void check_mega_page(const seL4_BootInfo *info);

/** memory.c: a pool made from the copy of an untyped; returns its slot. */
seL4_CPtr make_asid_pool(void);

/** threads.c: starts the thread that ends the run when all else stops. */
void start_undertaker(const seL4_BootInfo *info);

/** threads.c: a server in an address space of its own. */
void check_server(const seL4_BootInfo *info, seL4_CPtr asid_pool);

/** threads.c: handlers by both methods, and one interrupt. */
void check_interrupts(void);
