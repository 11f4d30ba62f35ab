/* SPDX-License-Identifier: MIT
 *
 * What the tests of the process manager share: bundles that do as they are
 * told, the states as the lab's page has them, and what is there of memory,
 * objects and slots.
 *
 * The bundles are one program, tenant/tenant.c, under four names.
 * The examiner has a higher priority than any bundle: a bundle that was
 * started runs when the examiner waits for it.
 */
#pragma once

#include <examiner.h>
#include <process.h>
#include <stdbool.h>
#include <stdint.h>

/* -- bundles --------------------------------------------------------------- */

/** Tells a bundle what to do in its next runs: see tenant.c. */
void probe_shall(const char *id, const char *deed);

/** Waits until a bundle has ended, and gives how. */
void wait_end(const char *id, struct process_status *status);

/** Stops all that runs: another test may have ended in its middle. */
void stop_all(void);

/** @return the name of an enum process_error */
const char *answer_name(int answer);

/** @return the name of an enum process_state */
const char *state_name(uint32_t state);

/* -- numbers that follow from the nonce ------------------------------------ */

/** Begins the test's row of numbers. */
void draw_begin(void);

/** @return 0 .. limit - 1 */
uint32_t draw(uint32_t limit);

/* -- states, as the page says ---------------------------------------------- */

enum event { START, STOP, SUSPEND, RESUME, EXIT, FAULT, UNINSTALL, EVENTS };

/* What becomes of an event: Success and the next state, or a refusal. */
struct outcome_of_event {
    enum process_error answer;
    enum process_state next;
};

/** @return the name of an event, as a request */
const char *event_name(enum event event);

/** What an event does to a bundle in a state. */
struct outcome_of_event event_outcome(enum process_state state,
                                      enum event event);

/** Whether a bundle in this state has a run. */
static inline bool has_run(uint32_t state)
{
    return state == PROCESS_RUNNING || state == PROCESS_SUSPENDED;
}

/* -- what is there --------------------------------------------------------- */

struct figures {
    uint64_t allocated, free, objects, batches, slots;
};

/** Counts memory and objects, and the process manager's free slots. */
struct figures figures_now(void);

/** Fails the test unless the figures are what they were.
 *
 * @param when  for the message, printf style
 */
__attribute__((format(printf, 2, 3))) void
figures_check(const struct figures *before, const char *when, ...);
