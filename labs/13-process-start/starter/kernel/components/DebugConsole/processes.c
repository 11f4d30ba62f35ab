/* SPDX-License-Identifier: MIT
 *
 * Commands for the process manager: what lab 13 removes.
 */
#include <camkes.h>

#include "shell.h"

enum result command_ps(const struct arguments *a)
{
    return shell_fail(a, "command_ps: lab 13");
}

static enum result change(const struct arguments *a, int (*how)(const char *id))
{
    (void)how;
    return shell_fail(a, "change: lab 13");
}

enum result command_start(const struct arguments *a)
{
    return shell_fail(a, "command_start: lab 13");
}

enum result command_stop(const struct arguments *a)
{
    return shell_fail(a, "command_stop: lab 13");
}

enum result command_wait(const struct arguments *a)
{
    return shell_fail(a, "command_wait: lab 13");
}
