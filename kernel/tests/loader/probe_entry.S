/* SPDX-License-Identifier: MIT */
/*
 * Entry of the probe kernel (probe.c): keeps what the loader handed over.
 *
 * The image begins as the kernel's does: a jump, then struct boot_config.
 */
    .section .text.head, "ax"
    .global probe_start
probe_start:
    j       enter

    .balign 16
    .global boot_config
boot_config:
    .ascii  "TESSERA\0"
    .dword  13                      /* cnode_bits */
    .dword  1                       /* domains    */
    .dword  0x1234000               /* ram_end    */
    .dword  0                       /* flags      */

enter:
    la      t0, handed_over
    sd      a0, 0(t0)
    sd      a1, 8(t0)
    sd      a2, 16(t0)
    sd      a3, 24(t0)
    sd      a4, 32(t0)
    sd      a5, 40(t0)
    sd      a6, 48(t0)
    sd      a7, 56(t0)
    rdinstret t1
    sd      t1, 64(t0)
    la      sp, stack_top
    tail    probe_main

    .bss
    .balign 16
    .skip   4096
stack_top:
