/* SPDX-License-Identifier: MIT */
/*
 * The way into the kernel and back: trap entry, return to user.
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

/* Where register n of the TCB at t0 is kept. */
#define SAVED(n) (TCB_CONTEXT + (n) * 8)(t0)

/* ---- trap entry ---- */

    .text
    .globl  trap_entry, return_to_user
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
