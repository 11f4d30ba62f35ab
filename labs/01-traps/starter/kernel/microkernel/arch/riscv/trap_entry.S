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
 * them as they are.
 *
 * Offsets are checked against the C structures in arch/riscv/trap.c.
 */

#define TCB_CONTEXT   160
#define RESTART_PC    416
#define ECALL_USER    8

/* Where register n of the TCB at t0 is kept. */
#define SAVED(n) (TCB_CONTEXT + (n) * 8)(t0)

    .text
    .globl  trap_entry, return_to_user

/* Lab 01: the hart jumps here at every trap. */
    .balign 4
trap_entry:
    la      sp, kernel_stack_top
    la      a0, entry_missing
    j       give_up

/* Lab 01: the kernel comes here when it is done. ks.current runs next. */
return_to_user:
    la      a0, return_missing

give_up:
    call    kprintf
    call    machine_halt

    .section .rodata
entry_missing:
    .asciz  "trap_entry: lab 01\n"
return_missing:
    .asciz  "return_to_user: lab 01\n"
