/* SPDX-License-Identifier: MIT
 *
 * The first instructions of each thread of a component. The registers are
 * those that component.h promises: sp, the thread's number in a0, the address
 * of its IPC buffer in a1. Thread-local storage is cut off the top of the
 * stack. A frame pointer of zero ends backtraces.
 */
    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    la      t0, __tls_size          # an absolute symbol: its value
    sub     sp, sp, t0
    andi    sp, sp, -64
    mv      tp, sp
    mv      a2, sp
    li      s0, 0
    li      ra, 0
    call    start_thread
    unimp
    .size _start, . - _start
