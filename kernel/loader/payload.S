/* SPDX-License-Identifier: MIT */
/*
 * The kernel's ELF file, carried inside the loader. The build names it.
 */
    .section .payload, "a"
    .global payload_start, payload_end
    .balign 4096
payload_start:
    .incbin KERNEL_ELF
payload_end:
