/* SPDX-License-Identifier: MIT */
/*
 * The user registers of a thread, in the order in which the trap entry saves
 * them: x1 to x31 at their own number, and in place of x0, which holds nothing,
 * the address at which the thread goes on.
 *
 * The roles that the API gives to registers in a system call are names here:
 * a0 carries the capability and the badge, a1 the message info, a2 to a5 the
 * first four message words, a6 the reply object, a7 the call's number.
 */
#pragma once

#include "types.h"

enum reg {
    REG_PC = 0,
    REG_RA = 1,
    REG_SP = 2,
    REG_GP = 3,
    REG_TP = 4,
    REG_T0 = 5,
    REG_A0 = 10,
    REG_A1,
    REG_A2,
    REG_A3,
    REG_A4,
    REG_A5,
    REG_A6,
    REG_A7,

    REG_CAP = REG_A0,
    REG_BADGE = REG_A0,
    REG_INFO = REG_A1,
    REG_MSG = REG_A2,
    REG_REPLY = REG_A6,
    REG_SYSCALL = REG_A7,
};

struct context {
    word_t r[32];
    word_t restart_pc; /* address of the last trap; a restart goes there */
};

/** The floating-point registers, saved only when another thread needs them. */
struct fpu_context {
    word_t f[32];
    word_t fcsr;
};
