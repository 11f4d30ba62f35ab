/* SPDX-License-Identifier: MIT
 *
 * Mutant: wait ends the script that it stands in.
 */
#include "shell.h"

enum result command_wait(const struct arguments *a)
{
    struct process_status status;
    int error;

    while ((error = processes_wait(a->word[0], &status)) ==
           PROCESS_BUNDLE_RUNNING) {
        if (terminal_interrupted())
            return INTERRUPTED;
        terminal_wait();
    }
    if (error != PROCESS_SUCCESS)
        return fail_process(a, a->word[0], error);
    print_state(a->word[0], &status);
    return INTERRUPTED;
}
