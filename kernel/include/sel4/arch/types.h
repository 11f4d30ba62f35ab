/* SPDX-License-Identifier: MIT
 *
 * Types of RISC-V 64: capability pointers of the address space objects, the
 * attributes of a mapping and the registers of a thread.
 */
#pragma once

#include <sel4/simple_types.h>

typedef seL4_CPtr seL4_RISCV_Page;
typedef seL4_CPtr seL4_RISCV_PageTable;
typedef seL4_CPtr seL4_RISCV_ASIDControl;
typedef seL4_CPtr seL4_RISCV_ASIDPool;

/* Attributes of seL4_RISCV_Page_Map; further bits are ignored. */
typedef enum {
    seL4_RISCV_Default_VMAttributes = 0,
    seL4_RISCV_ExecuteNever = 1,
    SEL4_FORCE_LONG_ENUM(seL4_RISCV_VMAttributes)
} seL4_RISCV_VMAttributes;

/**
 * Registers in the order in which seL4_TCB_ReadRegisters and
 * seL4_TCB_WriteRegisters transfer them. Words 0..15 are what CopyRegisters
 * calls frame registers, 16..31 the integer registers.
 */
typedef struct seL4_UserContext_ {
    seL4_Word pc;
    seL4_Word ra;
    seL4_Word sp;
    seL4_Word gp;

    seL4_Word s0;
    seL4_Word s1;
    seL4_Word s2;
    seL4_Word s3;
    seL4_Word s4;
    seL4_Word s5;
    seL4_Word s6;
    seL4_Word s7;
    seL4_Word s8;
    seL4_Word s9;
    seL4_Word s10;
    seL4_Word s11;

    seL4_Word a0;
    seL4_Word a1;
    seL4_Word a2;
    seL4_Word a3;
    seL4_Word a4;
    seL4_Word a5;
    seL4_Word a6;
    seL4_Word a7;

    seL4_Word t0;
    seL4_Word t1;
    seL4_Word t2;
    seL4_Word t3;
    seL4_Word t4;
    seL4_Word t5;
    seL4_Word t6;

    seL4_Word tp;
} seL4_UserContext;

SEL4_COMPILE_ASSERT(user_context_is_32_words,
                    sizeof(seL4_UserContext) == 32 * sizeof(seL4_Word))
SEL4_COMPILE_ASSERT(user_context_a0_is_word_16,
                    SEL4_OFFSETOF(seL4_UserContext, a0) == 16 * 8)
SEL4_COMPILE_ASSERT(user_context_tp_is_word_31,
                    SEL4_OFFSETOF(seL4_UserContext, tp) == 31 * 8)
