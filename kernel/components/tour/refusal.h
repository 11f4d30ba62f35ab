/* SPDX-License-Identifier: MIT
 *
 * What the tour does when the kernel refuses something that it must have.
 */
#pragma once

#include <sel4/sel4.h>

/**
 * Returns if there is no error; else says what was refused and ends the
 * program with status 1.
 *
 * @param what  the step, as in "starting the UART"
 */
void refuse_to_continue_on(seL4_Error error, const char *what);
