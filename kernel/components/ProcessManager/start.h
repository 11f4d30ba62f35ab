/* SPDX-License-Identifier: MIT
 *
 * Starting a bundle, step by step.
 *
 *      1  package       comes from the security coordinator
 *      2  manifest      is checked, and what the bundle needs is computed
 *      3  memory        for all of it, in one batch: all or nothing
 *      4  CNode         gets its guard, so that a slot is a capability pointer
 *      5  address space gets page tables and segments, with their own rights
 *      6  stack         between two guards, IPC buffer, the runtime's page
 *      7  thread        and its time, as the manifest says
 *      8  endpoints     one for requests, apart from it the one for faults
 *      9  capabilities  are moved in
 *     10  resume        it is installed, if it was only built in, and runs
 *
 * A step that fails undoes nothing by itself. Whatever the run has at that
 * moment run_end gives back, so after a failed start everything is as it was,
 * to the byte; up to step 3 nothing of the bundle exists at all. Only that it
 * was installed is taken back by itself: that is not the run's, and stays
 * when the run ends.
 */
#pragma once

#include <process.h>

/**
 * Makes a run of a bundle that is installed or built in, up to its first
 * instruction. Under the lock `work`.
 *
 * @param run  its number, which no run had before
 * @return PROCESS_SUCCESS, or why not; then nothing of it is left, and the
 *         last refusal tells the step
 */
enum process_error start_bundle(const char *id, uint32_t run);
