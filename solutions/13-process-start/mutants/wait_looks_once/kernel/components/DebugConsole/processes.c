/* SPDX-License-Identifier: MIT
 *
 * Mutant: wait does not come again.
 */
#include "shell.h"

enum result command_wait(const struct arguments *a)
{
    struct process_status status;
    int error;

    error = processes_wait(a->word[0], &status);
    if (error != PROCESS_SUCCESS)
        return fail_process(a, a->word[0], error);
    print_state(a->word[0], &status);
    return DONE;
}
