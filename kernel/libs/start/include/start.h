/* SPDX-License-Identifier: MIT
 *
 * What start-up offers a root task beyond the C library.
 *
 * Before main runs: gp, sp and tp are set, the first thread's thread-local
 * storage is made, seL4_GetIPCBuffer and seL4_GetBootInfo answer, and
 * constructors have run. No kernel object is invoked for that.
 *
 * stdout and stderr go to the kernel's console in debug builds and nowhere in
 * release builds, until the program names another place. When main returns,
 * or exit or abort is called, a line says so and the first thread suspends
 * itself; other threads go on.
 */
#pragma once

#include <console.h>
#include <sel4/sel4.h>

/* Where the linker script put things; compare their addresses. */
extern char __image_base[], __image_end[];
extern char __stack_bottom[], __stack_top[];
extern char __code_start[], __data_start[];
extern char __tls_size[];

/**
 * Makes a block of thread-local storage, in the thread that will use it and
 * whose tp points to it already.
 *
 * @param block   start_tls_size() bytes, a multiple of 64
 * @param buffer  the thread's IPC buffer
 */
void start_thread_locals(void *block, seL4_IPCBuffer *buffer);

/** Bytes of one thread's thread-local storage, rounded up to 64. */
seL4_Word start_tls_size(void);
