/* SPDX-License-Identifier: MIT */
/*
 * The way into the kernel and back: boot entry, trap entry, return to user.
 *
 * While a thread runs, sscratch holds the address of its TCB; while the kernel
 * runs it holds 0, so that a trap from the kernel itself, which is always a
 * bug, is told apart. There is one kernel stack, empty at each entry: the
 * kernel never blocks.
 *
 * The registers of a system call are where C expects the arguments of a
 * function, a0 to a7. So the entry touches none of them: system_call() gets
 * them as they are, and does not load what was stored a moment ago.
 *
 * Offsets are checked against the C structures in arch/riscv/trap.c.
 */

#define TCB_CONTEXT   160
#define RESTART_PC    416
#define ECALL_USER    8
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
    j       return_to_user

/* Where register n of the TCB at t0 is kept. */
#define SAVED(n) (TCB_CONTEXT + (n) * 8)(t0)

/* ---- trap entry ---- */

    .text
    .globl  trap_entry
    .balign 4
trap_entry:
    csrrw   t0, sscratch, t0
    beqz    t0, trap_in_kernel
    .irp    n, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    sd      x\n, SAVED(\n)
    .endr
    .irp    n, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    sd      x\n, SAVED(\n)
    .endr
    csrr    t1, sscratch            /* the thread's t0 */
    csrr    t2, sepc
    csrr    t3, scause
    sd      t1, SAVED(5)
    sd      t2, RESTART_PC(t0)
    csrw    sscratch, zero
    la      sp, kernel_stack_top
    li      t4, ECALL_USER
    bne     t3, t4, other_trap
    addi    t2, t2, 4               /* goes on behind the ecall */
    sd      t2, SAVED(0)
    call    system_call

/* ---- back to user level ---- */

return_to_user:
    ld      t0, ks                  /* first member: the current thread */
    csrw    sscratch, t0
    ld      t1, SAVED(0)
    csrw    sepc, t1
    .irp    n, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    ld      x\n, SAVED(\n)
    .endr
    .irp    n, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    ld      x\n, SAVED(\n)
    .endr
    ld      t0, SAVED(5)
    sret

/* ---- faults and interrupts ---- */

other_trap:
    sd      t2, SAVED(0)            /* goes on, or starts over, there */
    mv      a0, t3
    call    trap_handle
    j       return_to_user

/* ---- a bug: the kernel itself trapped ---- */

trap_in_kernel:
    mv      a0, sp
    mv      a1, ra
    la      sp, kernel_stack_top
    call    trap_in_kernel_panic

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
