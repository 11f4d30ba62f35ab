/* SPDX-License-Identifier: MIT
 *
 * The first instructions of an application. The registers are those that
 * application.h promises: sp, the address of the IPC buffer in a0, of the
 * page shared with the SDK runtime in a1, the heap in a2 and a3. Thread-local
 * storage is cut off the top of the stack. A frame pointer of zero ends
 * backtraces.
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
    mv      a4, sp
    li      s0, 0
    li      ra, 0
    call    sdk_start
    unimp
    .size _start, . - _start
