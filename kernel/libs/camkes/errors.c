/* SPDX-License-Identifier: MIT
 *
 * Errors of connectors: the component's handler decides what to do.
 *
 * Without a handler an error is printed and the request dropped: a server
 * lives on, whatever it was sent.
 *
 * A thread has no right over the others. So halting the component is one
 * thread's fault, of which the monitor gets to know, and the word `halted`,
 * at which the others stop when they next come into the runtime.
 */
#include "runtime.h"

#include <camkes.h>

static camkes_error_handler_t handler;
static bool halted;

camkes_error_handler_t
camkes_register_error_handler(camkes_error_handler_t next)
{
    return __atomic_exchange_n(&handler, next, __ATOMIC_SEQ_CST);
}

void stop_if_halted(void)
{
    if (__atomic_load_n(&halted, __ATOMIC_SEQ_CST))
        stop_thread();
}

static void print(const camkes_error_t *e)
{
    console_text(e->instance);
    console_text(": ");
    console_text(e->interface);
    if (e->method[0]) {
        console_text(".");
        console_text(e->method);
    }
    console_text(": ");
    console_text(e->description);
    console_text(" (");
    console_number(e->value);
    console_text(")\n");
}

camkes_error_action_t camkes_error(camkes_error_type_t type,
                                   const char *interface, const char *method,
                                   const char *description, uint64_t value)
{
    camkes_error_handler_t decide = __atomic_load_n(&handler, __ATOMIC_SEQ_CST);
    camkes_error_t e = { type,   component.name, interface,
                         method, description,    value };
    camkes_error_action_t action = CEA_DISCARD;

    if (decide)
        action = decide(&e);
    else
        print(&e);
    if (action == CEA_HALT) {
        __atomic_store_n(&halted, true, __ATOMIC_SEQ_CST);
        __builtin_trap();
    }
    if (action == CEA_ABORT)
        stop_thread();
    return action;
}
