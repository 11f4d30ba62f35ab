/* SPDX-License-Identifier: MIT */
/*
 * The foreign root task's beginning, and two threads that need no stack.
 *
 * A thread starts with every register 0 but a0: all of them are collected in
 * ra before the first is used, floating point included.
 */
    .section .text.start, "ax"
    .global _start
_start:
    .irp    r, sp, gp, tp, t0, t1, t2, t3, t4, t5, t6, a1, a2, a3, a4, a5, a6
    or      ra, ra, \r
    .endr
    .irp    r, a7, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11
    or      ra, ra, \r
    .endr
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    fmv.x.d t0, f\n
    or      ra, ra, t0
    .endr
    .irp    n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fmv.x.d t0, f\n
    or      ra, ra, t0
    .endr
    frcsr   t0
    or      a1, ra, t0
    la      sp, stack_top
    j       foreign_main

/*
 * Runs when nobody of a higher priority does, that is, when the root task has
 * stopped: says so and powers the machine off.
 * a0: where to write 1, a1: the test device.
 */
    .text
    .global undertaker
undertaker:
    li      t0, 1
    sd      t0, 0(a0)
    li      t0, 0x5555
    sw      t0, 0(a1)
1:  j       1b

/*
 * A server in an address space that has nothing but this page, and a CNode
 * of three capabilities: 1 endpoint, 2 reply object, 3 notification. Answers
 * a message of two words with their sum; passes a signal of badge 0x77 on;
 * where the sum is 0 it reads address 8, which is not mapped.
 */
    .section .echo, "ax"
    .global echo, echo_fault
echo:
    li      a0, 1
    li      a6, 2
    li      a7, -7                  /* Recv */
    ecall
1:  li      t0, 0x77
    beq     a0, t0, 2f
    add     a2, a2, a3
    beqz    a2, echo_fault
    li      a0, 1
    li      a1, 1                   /* length 1 */
    li      a6, 2
    li      a7, -2                  /* ReplyRecv */
    ecall
    j       1b
2:  li      a0, 3
    li      a1, 0
    li      a7, -5                  /* Send */
    ecall
    j       echo
echo_fault:
    ld      t0, 8(zero)
    j       echo

    .section .bss
    .balign 4096
    .skip   16384
stack_top:
