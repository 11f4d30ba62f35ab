/* SPDX-License-Identifier: MIT */
/*
 * The kernel's entry points in C; see ipc/syscall.c. Each ends with
 * ks.current ready to go on.
 */
#pragma once

#include "state.h"

/** System call numbers; what is not among them is an UnknownSyscall fault. */
enum syscall {
    SYS_CALL = -1,
    SYS_REPLY_RECV = -2,
    SYS_NB_SEND_RECV = -3,
    SYS_NB_SEND_WAIT = -4,
    SYS_SEND = -5,
    SYS_NB_SEND = -6,
    SYS_RECV = -7,
    SYS_NB_RECV = -8,
    SYS_WAIT = -9,
    SYS_NB_WAIT = -10,
    SYS_YIELD = -11,
    SYS_DEBUG_PUT_CHAR = -12,
    SYS_DEBUG_DUMP_SCHEDULER = -13,
    SYS_DEBUG_HALT = -14,
    SYS_DEBUG_CAP_IDENTIFY = -15,
    SYS_DEBUG_SNAPSHOT = -16,
    SYS_DEBUG_NAME_THREAD = -17,
};

/**
 * The current thread executed an ecall. Never inlined: the short ways, which
 * end in a jump to this function, need no stack frame, and shall have none.
 * \param number  from a7: enum syscall, or an unknown one.
 */
__attribute__((noinline)) void kernel_syscall(long number);

/** The current thread faulted. */
void kernel_fault(struct fault fault);

/** An interrupt came in. */
void kernel_interrupt(void);

/** Schedules, and waits for interrupts while nobody can run. */
void kernel_leave(void);
