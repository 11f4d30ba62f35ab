/* SPDX-License-Identifier: MIT
 *
 * What a component's program includes: the names of CAmkES.
 *
 * The second half, camkes_instance.h, is generated for each instance: the
 * functions of its interfaces, its dataports, events, locks and attributes.
 *
 * A component provides what its description promises: `int run(void)` if it
 * has control, `<if>_<method>` for each interface that it provides,
 * `<irq>_handle` for a hardware interrupt. It may provide pre_init,
 * post_init, and `<if>__init` and `<if>__run` for each interface.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sel4/sel4.h>

/** What can go wrong in a connector. */
typedef enum camkes_error_type {
    CE_BUFFER_LENGTH_EXCEEDED, /* arguments or results do not fit */
    CE_INVALID_METHOD_INDEX,   /* a request names no method */
    CE_MALFORMED_RPC_PAYLOAD,  /* lengths in a message contradict it */
    CE_SYSCALL_FAILED,         /* the kernel refused */
    CE_ALLOCATION_FAILURE,     /* no memory for a result */
    CE_OVERFLOW,               /* a number is out of range */
} camkes_error_type_t;

/** What shall be done about it. */
typedef enum camkes_error_action {
    CEA_DISCARD, /* drop the request; a call returns */
    CEA_IGNORE,  /* the same: there is nothing to go on with */
    CEA_ABORT,   /* stop the thread */
    CEA_HALT,    /* stop the component: the thread faults, the others stop
                    when they next call or receive */
} camkes_error_action_t;

/** What a handler is told; texts live for ever. */
typedef struct camkes_error {
    camkes_error_type_t type;
    const char *instance;
    const char *interface;
    const char *method;      /* or "" if the message names none */
    const char *description; /* of what is wrong */
    uint64_t value;          /* the number that is wrong, if there is one */
} camkes_error_t;

typedef camkes_error_action_t (*camkes_error_handler_t)(camkes_error_t *);

/**
 * Says who decides about errors; NULL: the runtime, which prints them (debug
 * builds) and answers CEA_DISCARD.
 *
 * @return the handler that was there before, or NULL
 */
camkes_error_handler_t
camkes_register_error_handler(camkes_error_handler_t handler);

/**
 * Reports an error to the handler and does what it says. Connectors call it.
 *
 * @return CEA_DISCARD or CEA_IGNORE; with the others it does not return
 */
camkes_error_action_t camkes_error(camkes_error_type_t type,
                                   const char *interface, const char *method,
                                   const char *description, uint64_t value);

/** @return the name of this instance in the assembly */
const char *get_instance_name(void);

/** The component's own; each is optional, run only with `control`. */
int run(void);
void pre_init(void);
void post_init(void);

#include <camkes_instance.h>
