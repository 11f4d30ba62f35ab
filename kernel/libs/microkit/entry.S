/* SPDX-License-Identifier: MIT
 *
 * The first instructions of a protection domain, at its first start and
 * after each restart. Nothing is known of the registers but pc. Variables
 * may hold whatever the life before left in them, so they are put back
 * before any C code that uses one. A frame pointer of zero ends backtraces.
 *
 * The section comes first in the image: this is address 0x200000, which
 * parents name when they restart a child.
 */
    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    li      sp, 0x3fffffd000        # PD_STACK_TOP
    li      s0, 0
    li      ra, 0
    call    restore_variables
    la      tp, __tls_block
    li      s0, 0
    call    start_runtime
    unimp
    .size _start, . - _start
