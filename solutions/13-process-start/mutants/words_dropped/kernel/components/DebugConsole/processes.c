/* SPDX-License-Identifier: MIT
 *
 * Mutant: the shell does not say why something failed.
 */
#include "shell.h"

/* Does something with a bundle, and shows its state then. */
static enum result change(const struct arguments *a, int (*how)(const char *id))
{
    struct process_status status;
    int error;

    terminal_flush();
    error = how(a->word[0]);
    if (error != PROCESS_SUCCESS)
        return FAILED;
    error = processes_get_bundle_state(a->word[0], &status);
    if (error != PROCESS_SUCCESS)
        return fail_process(a, a->word[0], error);
    print_state(a->word[0], &status);
    return DONE;
}
