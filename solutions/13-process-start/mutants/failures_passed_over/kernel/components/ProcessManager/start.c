/* SPDX-License-Identifier: MIT
 *
 * Mutant: a step that failed does not end the start.
 */
#include "start.h"

static enum process_error take_steps(struct start *s, unsigned *done)
{
    enum process_error error = PROCESS_SUCCESS;

    for (*done = 0; *done < STEPS; ++*done) {
        error = steps[*done].take(s);
        if (error != PROCESS_SUCCESS && *done + 1 == STEPS)
            break;
        attempts_step_ended(*done + 1);
    }
    return error;
}
