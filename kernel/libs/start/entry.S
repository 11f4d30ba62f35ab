/* SPDX-License-Identifier: MIT
 *
 * The first instructions of a root task. The kernel enters with every
 * register zero but a0, the address of the boot information. The image is
 * loaded whole, its zeroes included, so nothing is cleared here.
 */
    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    la      sp, __stack_top
    la      tp, __tls_block
    call    start_main
    unimp
    .size _start, . - _start
