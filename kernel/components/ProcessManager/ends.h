/* SPDX-License-Identifier: MIT
 *
 * How bundles that end by themselves are put away.
 *
 *     SDK runtime, pager --report--> thread `reports` --queue--> janitor
 *
 * Who reports must not wait: the process manager may be in the middle of a
 * call to that very component. So the thread that takes reports keeps them in
 * a queue and holds no lock but for that. The janitor, the control thread,
 * takes them from there under the lock `work`, tears down what is left,
 * records how it ended, and tells those who wait.
 *
 * Whoever holds `work` for something else puts away first what has been
 * reported so far, so no answer is about a bundle that is dead already.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** The run may report from now on. @return false: there is no room */
bool ends_expect(uint32_t run);

/** The run is no more; reports of it are dropped. */
void ends_forget(uint32_t run);

/** Puts away all runs of which there is a report. Under the lock `work`. */
void ends_put_away(void);
