/* SPDX-License-Identifier: MIT
 *
 * What the process manager remembers of bundles: their states.
 *
 *                     +-------------- stop ---------------+
 *                     v                                   |
 *     Stopped -- start --> Running -- suspend --> Suspended
 *        ^                 |  |  ^                |  |
 *        +------ stop -----+  |  +---- resume ----+  |
 *                             |                      |
 *                             +--- exit --> Exited <-+
 *                             +-- fault --> Faulted <+
 *                                             |
 *     Running <------------- start -----------+ of Exited and of Faulted
 *
 * The whole truth is the table in table.c: what each event does in each
 * state, or how it is refused. A bundle that nobody has started has no entry
 * and is Stopped. An exit or a fault of one that does not run is late, and is
 * dropped.
 *
 * Two steps to each change: table_check says what would become of it, and
 * after it has been done table_change makes it so. A refusal changes nothing.
 *
 * There is room for TABLE_ENTRIES bundles. When it is full, the one that does
 * not run and has changed least recently is forgotten.
 *
 * Invariants: ids differ; a bundle has a run exactly if it is Running or
 * Suspended; runs differ, and are never used again; at most TABLE_RUNS of
 * them are there; `code` is 0 but in Exited, `fault` but in Faulted.
 */
#pragma once

#include <process.h>
#include <stdbool.h>
#include <stddef.h>

enum { TABLE_ENTRIES = 24, TABLE_RUNS = 16 };

enum table_event {
    TABLE_START,
    TABLE_STOP,
    TABLE_SUSPEND,
    TABLE_RESUME,
    TABLE_EXIT,
    TABLE_FAULT,
    TABLE_UNINSTALL,
    TABLE_EVENTS
};

/* What comes with an event: `run` with start, `code` with exit, `fault`. */
struct table_cause {
    enum table_event event;
    uint32_t run;
    int32_t code;
    struct process_fault fault;
};

struct table_process {
    struct process_entry entry; /* id "": there is none */
    uint32_t run;               /* or 0 */
    uint64_t changed;           /* when, counted in changes */
};

/* All zeros: nobody has started anything. */
struct table {
    struct table_process process[TABLE_ENTRIES];
    uint64_t changes;
    uint32_t runs; /* the last number given */
};

enum table_verdict {
    TABLE_DO,      /* it may be done */
    TABLE_NOTHING, /* it is so already */
    TABLE_REFUSE,
};

/**
 * What an event would do to a bundle.
 *
 * @param error  receives why it is refused; else PROCESS_SUCCESS
 */
enum table_verdict table_check(const struct table *t, const char *id,
                               enum table_event event,
                               enum process_error *error);

/** A number for a new run, never 0, that no run had before. */
uint32_t table_new_run(struct table *t);

/**
 * Makes a change that table_check allows. For a start, no more than TABLE_RUNS
 * run with it. After an uninstall the bundle has no entry.
 */
void table_change(struct table *t, const char *id,
                  const struct table_cause *cause);

/** What is known of a bundle, valid until the next change; NULL: nothing,
 * so it is Stopped. */
const struct table_process *table_find(const struct table *t, const char *id);

/** The same by its run. */
const struct table_process *table_find_run(const struct table *t, uint32_t run);

/**
 * Copies those that are not Stopped, in the order of their ids.
 *
 * @return how many
 */
size_t table_list(const struct table *t,
                  struct process_entry entries[TABLE_ENTRIES]);

/** The name of a state. */
const char *table_state_name(uint32_t state);
