/* SPDX-License-Identifier: MIT */
/*
 * Booting: from the loader's hand-over to the initial thread. See boot/boot.c.
 */
#pragma once

#include "boot/bootinfo.h"
#include "boot/memory.h"
#include "cap/cap.h"

#define BOOT_CODE __attribute__((section(".boot.text"), cold))

/** What the loader hands over, in the order of its registers. */
struct handover {
    struct region image; /* physical, page aligned             */
    word_t pv_offset;    /* physical - virtual of the image    */
    word_t entry;        /* virtual entry point                */
    struct region dtb;   /* physical; empty without one        */
};

/** Prints why the system cannot boot, and stops the machine. */
__attribute__((noreturn)) BOOT_CODE void boot_fail(const char *why);

/** The kernel's entry in C; returns to the assembly with ks.current set. */
void boot_kernel(paddr_t image_start, paddr_t image_end, word_t pv_offset,
                 word_t entry, paddr_t dtb, word_t dtb_size);
