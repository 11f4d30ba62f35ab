/* SPDX-License-Identifier: MIT
 *
 * What the composer needs of a kernel to know where memory is free.
 */
    .text
    .globl _start, ki_boot_end, ki_end
_start:
    j _start
    .set ki_boot_end, 0xffffffff80210000
    .set ki_end, 0xffffffff80240000
