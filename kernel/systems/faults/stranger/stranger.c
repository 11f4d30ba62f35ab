/* SPDX-License-Identifier: MIT
 *
 * Makes a system call of another system: number 64, as a write would have on
 * Linux.
 */
#include <microkit.h>

void init(void)
{
    register long number __asm__("a7") = 64;

    __asm__ volatile("ecall" : : "r"(number) : "memory");
}

void notified(microkit_channel ch)
{
    (void)ch;
}
