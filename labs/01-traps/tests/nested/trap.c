/* SPDX-License-Identifier: MIT */
/*
 * Takes the place of kernel_syscall() in the kernel of nested.mk: reads where
 * nothing is. No thread can make the kernel do that; so the test has to.
 */
#include "types.h"

void __wrap_kernel_syscall(long number);
void __wrap_kernel_syscall(long number)
{
    word_t nowhere = 0x123, seen;

    (void)number;
    __asm__ volatile("lb %0, 0(%1)" : "=r"(seen) : "r"(nowhere));
}
