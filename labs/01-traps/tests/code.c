/* SPDX-License-Identifier: MIT */
/*
 * Instructions for the threads of lab 01 (thread.h). They are not in C,
 * because a compiler would use registers of its own.
 */
__asm__(".text\n"
        ".option push\n"
        ".option norvc\n"
        ".macro lab01 name\n"
        ".globl \\name\n"
        ".balign 4\n"
        "\\name:\n"
        ".endm\n"

        "lab01 code_count\n"
        ".irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16\n"
        "addi x\\n, x\\n, 1\n"
        ".endr\n"
        ".irp n, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31\n"
        "addi x\\n, x\\n, 1\n"
        ".endr\n"
        "1: ecall\n"
        "j 1b\n"

        "lab01 code_dump\n"
        ".irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
        "sd x\\n, 8*\\n(x31)\n"
        ".endr\n"
        ".irp n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30\n"
        "sd x\\n, 8*\\n(x31)\n"
        ".endr\n"
        "li a7, -11\n"
        "1: ecall\n"
        "j 1b\n"

        "lab01 code_spin\n"
        "1: j 1b\n"

        "lab01 code_yield_and_spin\n"
        "li a7, -11\n"
        "ecall\n"
        "ecall\n"
        "ecall\n"
        "1: j 1b\n"

        "lab01 code_load\n"
        "nop\n"
        "ld a1, 0(a0)\n"

        "lab01 code_store\n"
        "nop\n"
        "sd a1, 0(a0)\n"

        "lab01 code_illegal\n"
        "nop\n"
        ".word 0\n"

        "lab01 code_break\n"
        "nop\n"
        "ebreak\n"

        "lab01 code_privileged\n"
        "li a7, -11\n"
        "ecall\n"
        "ecall\n"
        "ecall\n"
        "csrr a1, sstatus\n"

        "lab01 code_call\n"
        "nop\n"
        "ecall\n"
        "1: j 1b\n"
        ".option pop\n");
