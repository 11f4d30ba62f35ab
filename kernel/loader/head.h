/* SPDX-License-Identifier: MIT */
/*
 * What head.S and the linker script provide to the C parts.
 */
#pragma once

#include <stdint.h>

/*
 * The loader's own bytes, from low to high:
 *
 *   loader_start   code, read-only data, the kernel's file, data, bss
 *   loader_kept    from here on nothing needs to be kept when it moves:
 *                  stack and page tables
 *   loader_end
 */
extern char loader_start[], loader_kept[], loader_end[];

/* The kernel's ELF file inside the loader. */
extern const char payload_start[], payload_end[];

/**
 * Goes on in the copy of the loader at `to`: points the trap vector and a
 * fresh stack into the copy and calls there the function that `next` is here.
 */
_Noreturn void continue_at(uint64_t to, void (*next)(void));

/**
 * Leaves the loader: loads satp, then a0 to a7 from `args`, and jumps to
 * `entry`.
 */
_Noreturn void enter_kernel(const uint64_t args[8], uint64_t satp,
                            uint64_t entry);

/** Called by head.S. @param hart  where we run. @param tree  its address. */
_Noreturn void loader_main(uint64_t hart, uint64_t tree);
