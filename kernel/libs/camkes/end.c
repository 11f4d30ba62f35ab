/* SPDX-License-Identifier: MIT
 *
 * The end of a program: exit and abort say so and then fault, so that the
 * monitor gets to know of it.
 */
#include "runtime.h"

#include <stdlib.h>
#include <unistd.h>

/** The end: says with which status, and faults. */
_Noreturn void _exit(int status)
{
    console_text(component.name);
    console_text(status < 0 ? ": exit, status -" : ": exit, status ");
    console_number(status < 0 ? -(uint64_t)status : (uint64_t)status);
    console_text("\n");
    __builtin_trap();
}

/** The end after a failed assertion. */
_Noreturn void abort(void)
{
    console_text(component.name);
    console_text(": abort\n");
    __builtin_trap();
}
