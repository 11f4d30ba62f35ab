/* SPDX-License-Identifier: MIT
 *
 * What applications ask for, and how it is done (sdk_protocol.h).
 */
#pragma once

#include "applications.h"

/* A request as it came. */
struct request {
    seL4_Word number; /* enum sdk_request, if it is one */
    seL4_Word size;   /* of the parameters in the application's page */
    seL4_Word serial;
};

enum outcome {
    OUTCOME_ANSWER, /* application.answer is to be sent */
    OUTCOME_WAIT,   /* not yet: when a timer ends */
    OUTCOME_EXIT,   /* never: it has ended */
};

/**
 * Does a request, whatever it holds. The lock `table` is held.
 *
 * @param code  receives the status with which it ended: OUTCOME_EXIT
 */
enum outcome request_do(struct application *a, const struct request *request,
                        int *code);

/** Answers the wait of an application one of whose timers has ended:
 * application.answer is to be sent. The lock `table` is held. */
void request_end_wait(struct application *a);
