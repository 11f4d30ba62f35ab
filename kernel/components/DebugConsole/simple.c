/* SPDX-License-Identifier: MIT
 *
 * Commands that need next to nothing.
 */
#include <camkes.h>
#include <stdio.h>
#include <string.h>

#include "shell.h"
#include "terminal.h"

COMMAND(command_echo)
{
    for (unsigned i = 0; i < a->count; i++)
        printf("%s%s", i ? " " : "", a->word[i]);
    printf("\n");
    return DONE;
}

COMMAND(command_clear)
{
    (void)a;
    printf("\033[H\033[2J");
    return DONE;
}

COMMAND(command_source)
{
    bool quiet = a->count == 2;

    if (quiet && strcmp(a->word[0], "-q") != 0)
        return shell_fail(a, "use: source [-q] SCRIPT");
    return shell_script(a->command, a->word[a->count - 1], quiet);
}

/* -- sleep ----------------------------------------------------------------- */

/* Seconds, with up to six places behind the point, as microseconds; false:
   it is something else. */
static bool read_time(const char *text, unsigned long *time)
{
    unsigned long unit = 1000000;
    bool fraction = false;

    *time = 0;
    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text == '.' && !fraction) {
            fraction = true;
        } else if (*text >= '0' && *text <= '9' && unit && *time < 1ul << 40) {
            unsigned digit = (unsigned)(*text - '0');

            if (fraction)
                unit /= 10;
            *time = fraction ? *time + digit * unit : *time * 10 + digit * unit;
        } else {
            return false;
        }
    }
    return true;
}

COMMAND(command_sleep)
{
    enum { LONGEST = 86400 }; /* s */
    unsigned long time;

    if (!read_time(a->word[0], &time) || time > LONGEST * 1000000ul)
        return shell_fail(a, "%s: no time; use seconds up to %u, as 2 or 0.25",
                          a->word[0], LONGEST);
    return time == 0 || terminal_sleep(time) ? DONE : INTERRUPTED;
}

/* -- the end of things ----------------------------------------------------- */

COMMAND(command_test_panic)
{
    static bool crashed;

    if (crashed)
        return shell_fail(a, "crash_test has crashed already; start the "
                             "system anew");
    crashed = true;
    printf("crash_test is told to write to address 0.\n");
    terminal_flush();
    crash_emit();
#ifdef CONFIG_DEBUG_BUILD
    printf("The monitor has reported it above; the shell lives on.\n");
#else
    printf("A release kernel has no console for reports; the shell lives "
           "on.\n");
#endif
    return DONE;
}

/* What the test device of QEMU takes. */
#define POWER_OFF 0x5555u

COMMAND(command_shutdown)
{
    printf("Switching off.\n");
    terminal_flush();
    *(volatile uint32_t *)power = POWER_OFF;
    shell_fail(a, "the machine has no such switch; end QEMU with Ctrl-A X");
    return SHUT_DOWN;
}
