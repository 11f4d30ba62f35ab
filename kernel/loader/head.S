/* SPDX-License-Identifier: MIT */
/*
 * Where the loader begins, moves to, traps and ends.
 *
 * The firmware enters loader_start, the lowest address of the loader (QEMU
 * jumps there, whatever the ELF file names as its entry), in S-mode with
 * translation off, a0 = hart and a1 = address of the device tree.
 *
 * Every address in here and in the C parts is formed relative to the program
 * counter, so that a copy of the loader runs at any place.
 */

#define STACK_SIZE 8192

    .section .text.head, "ax"
    .global loader_start
loader_start:
    csrw    sie, zero
    csrci   sstatus, 2              /* SIE */
    lla     sp, stack_top
    lla     t0, trap
    csrw    stvec, t0
    lla     t0, bss_start
    lla     t1, loader_kept
1:  bgeu    t0, t1, 2f
    sd      zero, 0(t0)
    addi    t0, t0, 8
    j       1b
2:  tail    loader_main

/* continue_at(to, next) */
    .global continue_at
continue_at:
    lla     t0, loader_start
    sub     t0, a0, t0              /* from here to the copy */
    lla     sp, stack_top
    add     sp, sp, t0
    lla     t1, trap
    add     t1, t1, t0
    csrw    stvec, t1
    add     a1, a1, t0
    fence.i                         /* the copy was written as data */
    jr      a1

/* enter_kernel(args, satp, entry) */
    .global enter_kernel
enter_kernel:
    fence.i
    sfence.vma
    csrw    satp, a1
    sfence.vma
    mv      t0, a0
    mv      t1, a2
    ld      a0, 0(t0)
    ld      a1, 8(t0)
    ld      a2, 16(t0)
    ld      a3, 24(t0)
    ld      a4, 32(t0)
    ld      a5, 40(t0)
    ld      a6, 48(t0)
    ld      a7, 56(t0)
    jr      t1

/* A trap in the loader is an error; there is nothing to return to. */
    .balign 4
trap:
    csrr    a0, scause
    csrr    a1, sepc
    csrr    a2, stval
    lla     sp, stack_top
    tail    stop_trapped

    .section .scratch, "aw", @nobits
    .balign 16
    .skip   STACK_SIZE
stack_top:
