/* SPDX-License-Identifier: MIT
 *
 * void trap_registers(struct registers *)
 *
 * Loads every register from the structure, executes ecall and stores every
 * register back. The stack pointer is the structure's address throughout: a
 * kernel that changes it makes the stores fault or go astray.
 */
#define X(n)   (8 * (n))
#define F(n)   (8 * (32 + (n)))
#define FCSR   (8 * 64)
#define OWN_SP (8 * 65)
#define FRAME  112

    .text
    .globl trap_registers
    .type trap_registers, @function
trap_registers:
    addi sp, sp, -FRAME - 16
    sd   ra, 0(sp)
    sd   gp, 8(sp)
    sd   tp, 16(sp)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    sd   s\n, 8 * (3 + \n)(sp)
    .endr
    sd   sp, OWN_SP(a0)
    mv   sp, a0

    ld   t0, FCSR(sp)
    fscsr t0
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, \
            19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fld  f\n, F(\n)(sp)
    .endr
    .irp n, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, \
            20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    ld   x\n, X(\n)(sp)
    .endr

    ecall

    .irp n, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, \
            20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    sd   x\n, X(\n)(sp)
    .endr
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, \
            19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fsd  f\n, F(\n)(sp)
    .endr
    frcsr t0
    sd   t0, FCSR(sp)

    ld   sp, OWN_SP(sp)
    ld   ra, 0(sp)
    ld   gp, 8(sp)
    ld   tp, 16(sp)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    ld   s\n, 8 * (3 + \n)(sp)
    .endr
    addi sp, sp, FRAME + 16
    ret
    .size trap_registers, . - trap_registers
