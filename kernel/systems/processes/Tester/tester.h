/* SPDX-License-Identifier: MIT
 *
 * What the parts of the tester share: expectations, which are counted, and
 * snapshots of all that a bundle could leave behind.
 */
#pragma once

#include <camkes.h>

/** Begins a group of expectations. */
void group_begin(const char *name);

/** Ends it: prints how many there were, and how many were met. */
void group_end(void);

/** Expects a number; says so if it is another. */
void expect(const char *what, uint64_t got, uint64_t wanted);

/** Expects that the last refusal's sentence has these words in it. */
void expect_words(const char *words);

/** Remembers how much memory is in use, by how many objects in how many
 * batches, what the process manager's slots hold, and what is installed. */
void snapshot(void);

/** Expects that all of it is as it was. */
void expect_as_before(const char *what);

/** Starts a bundle and waits until it has ended. @return of the start */
int start_and_wait(const char *id, struct process_status *status);

/** Waits for the end of a bundle that has been started. */
void wait_end(const char *id, struct process_status *status);

/** Has the application `prober` do something from its next start on. */
void prober_shall(const char *word);

/** The groups. */
void states_tested(void);
void packages_tested(void);
void many_tested(void);
void faults_tested(void);
void quotas_tested(void);
void hoards_tested(void);
void undoing_tested(void);
void failures_tested(void);
void bad_bundles_tested(void);
void cycles_tested(unsigned cycles);

/** Prints how many instructions a start takes, by step. */
void start_measured(void);
