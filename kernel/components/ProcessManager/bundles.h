/* SPDX-License-Identifier: MIT
 *
 * The states of all bundles, for the threads of the process manager. Reading
 * and changing take the lock `table`, no longer than it takes.
 *
 * States are changed under the lock `work` alone. So between a check and the
 * change that follows, whoever holds `work` may rely on what was found.
 */
#pragma once

#include "table.h"

/** As table_check. */
enum table_verdict bundles_check(const char *id, enum table_event event,
                                 enum process_error *error);

/** As table_change; then tells those who wait for a change. */
void bundles_change(const char *id, const struct table_cause *cause);

/** As table_new_run. */
uint32_t bundles_new_run(void);

/** The run of a bundle; 0: it does not run. */
uint32_t bundles_run(const char *id);

/** The state of a bundle. @return false: it has none, and is Stopped */
bool bundles_status(const char *id, struct process_status *status);

/** As table_list. */
size_t bundles_list(struct process_entry entries[TABLE_ENTRIES]);
