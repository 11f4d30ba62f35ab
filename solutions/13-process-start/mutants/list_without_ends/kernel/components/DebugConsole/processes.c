/* SPDX-License-Identifier: MIT
 *
 * Mutant: ps does not tell how a bundle ended.
 */
#include "shell.h"

enum result command_ps(const struct arguments *a)
{
    struct process_entry *entries = NULL;
    size_t count = 0;
    int error = processes_get_running_bundles(&count, &entries);

    if (error != PROCESS_SUCCESS)
        fail_with(a, "bundles", process_error_text(error));
    else if (count == 0)
        printf("No bundle runs; 'bundles' lists what can be started.\n");
    else
        printf("%-24s %-10s %6s  %s\n", "BUNDLE", "STATE", "STARTS", "END");
    for (size_t i = 0; error == PROCESS_SUCCESS && i < count; i++) {
        const struct process_entry *e = &entries[i];

        printf("%-24.64s %-10s %6lu", e->id, state_name(e->status.state),
               e->status.starts);
        printf("\n");
    }
    free(entries);
    return error == PROCESS_SUCCESS ? DONE : FAILED;
}
