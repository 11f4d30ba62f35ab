/* SPDX-License-Identifier: MIT
 *
 * Reports of runs that have ended by themselves, on their way from the thread
 * that takes them to the one that puts the remains away.
 *
 *     reports_expect -- a run may report
 *         reports_put -- it has: once; whatever comes later is dropped
 *         reports_take -- in the order in which they came
 *     reports_forget -- it is no more; a report not taken yet goes with it
 *
 * A run reports once, and there are no more than REPORTS_MAX runs; so whoever
 * reports never waits for room.
 */
#pragma once

#include <process.h>
#include <stdbool.h>

enum { REPORTS_MAX = 16 };

struct report {
    uint32_t run;
    bool faulted;               /* else it has exited */
    int32_t code;               /* exited */
    struct process_fault fault; /* faulted */
};

/* All zeros: no runs. */
struct reports {
    struct reports_place {
        uint32_t run;   /* 0: empty */
        uint64_t order; /* 0: nothing has come; from 1 */
        bool taken;
        struct report report;
    } place[REPORTS_MAX];
    uint64_t came;
};

/** From now on `run`, not 0, may report. @return false: there is no room */
bool reports_expect(struct reports *q, uint32_t run);

/** Keeps a report. @return false: it is dropped */
bool reports_put(struct reports *q, const struct report *report);

/** Takes the report that came first. @return false: there is none */
bool reports_take(struct reports *q, struct report *report);

/** The run is no more. */
void reports_forget(struct reports *q, uint32_t run);
