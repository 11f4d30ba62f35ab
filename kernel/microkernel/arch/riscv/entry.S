/* SPDX-License-Identifier: MIT */
/*
 * The first instructions of the kernel, and what else has no words in C: the
 * question which timer the hart has, and the floating-point registers. The way
 * in and out of the kernel while threads run is trap_entry.S.
 */

#define STACK_SIZE    4096

/* ---- the first bytes of the image: see boot/config.h ---- */

    .section .boot.start, "ax"
    .globl  _start
_start:
    .option push
    .option norvc
    j       boot_entry              /* 4 bytes, padded to 16 */
    .option pop
    .zero   12

    .section .boot.text, "ax"
boot_entry:
    csrw    sscratch, zero
    la      sp, kernel_stack_top
    call    boot_kernel             /* a0..a5 from the loader */
    tail    return_to_user

/* ---- does the hart have stimecmp? ---- */

    .section .boot.text, "ax"
    .globl  sstc_probe
    .balign 4
sstc_probe:
    la      t0, 1f
    csrrw   t0, stvec, t0
    li      a0, 0
    li      t1, -1
    csrw    0x14d, t1               /* traps to 1: if it does not exist */
    li      a0, 1
    .balign 4
1:  csrw    stvec, t0
    ret

/* ---- floating-point registers ---- */

    .text
    .option push
    .option arch, +f, +d
    .globl  fpu_save, fpu_load
fpu_save:
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    fsd     f\n, \n*8(a0)
    .endr
    .irp    n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fsd     f\n, \n*8(a0)
    .endr
    frcsr   t0
    sd      t0, 256(a0)
    ret

fpu_load:
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    fld     f\n, \n*8(a0)
    .endr
    .irp    n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fld     f\n, \n*8(a0)
    .endr
    ld      t0, 256(a0)
    fscsr   t0
    ret
    .option pop

/* ---- the stack ---- */

    .bss
    .balign 4096
    .globl  kernel_stack
kernel_stack:
    .skip   STACK_SIZE
    .globl  kernel_stack_top
kernel_stack_top:
