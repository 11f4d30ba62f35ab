/* SPDX-License-Identifier: MIT
 *
 * Crashes when it is told to: writes to an address that is never mapped. The
 * monitor reports it; nobody else notices.
 */
#include <camkes.h>

static void write_nowhere(void *nothing)
{
    volatile int *nowhere = nothing;

    *nowhere = 0;
    __builtin_trap();
}

void post_init(void)
{
    crash_reg_callback(write_nowhere, NULL);
}
