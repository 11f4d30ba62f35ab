/* SPDX-License-Identifier: MIT
 *
 * Events and interrupts: both are notifications that a thread of the
 * component waits on, and which then go to a callback or to whoever waits.
 *
 * A callback is called once for each time it is registered. Events that come
 * faster than they are taken are one event, as with any notification.
 *
 * Registering and delivering race when the callback is registered on another
 * thread. Each does its own part first, the one stores the callback and the
 * other the event, and then looks whether there are both: the later of the two
 * sees it. Whoever takes the callback, which is one step, calls it. `argument`
 * goes with it: nobody registers before the last one's argument was read.
 */
#include "runtime.h"

#include <camkes.h>

typedef void (*callback_t)(void *);

/* Calls the registered callback; false: there is none. */
static bool call_back(struct component_event_state *to)
{
    callback_t callback =
        __atomic_exchange_n(&to->callback, NULL, __ATOMIC_SEQ_CST);
    void *argument;

    if (!callback)
        return false;
    argument = to->argument;
    __atomic_store_n(&to->registered, false, __ATOMIC_SEQ_CST);
    callback(argument);
    return true;
}

/* Brings an event that waits and a callback that waits together. An event
   whose callback another thread took meanwhile is put back, for the next. */
static void match(struct component_event_state *state)
{
    while (__atomic_load_n(&state->callback, __ATOMIC_SEQ_CST) &&
           component_try(&state->pending) && !call_back(state))
        component_post_binary(&state->pending);
}

static void deliver(struct component_event_state *to)
{
    if (call_back(to))
        return;
    component_post_binary(&to->pending);
    match(to);
}

int component_event_register(struct component_event_state *state,
                             callback_t callback, void *argument)
{
    if (__atomic_exchange_n(&state->registered, true, __ATOMIC_SEQ_CST))
        return -1;
    state->argument = argument;
    __atomic_store_n(&state->callback, callback, __ATOMIC_SEQ_CST);
    match(state);
    return 0;
}

void component_event_wait(struct component_event_state *state)
{
    component_wait(&state->pending);
}

bool component_event_poll(struct component_event_state *state)
{
    return component_try(&state->pending);
}

void component_emit(const struct component_emitter *emitter)
{
    for (unsigned i = 0; i < emitter->consumers; i++)
        seL4_Signal(emitter->notifications[i]);
}

void component_serve_event(const void *what)
{
    const struct component_event *e = what;

    for (;;) {
        seL4_Wait(e->notification, NULL);
        stop_if_halted();
        deliver(e->state);
    }
}

void component_serve_interrupts(const void *what)
{
    const struct component_interrupts *all = what;

    for (;;) {
        seL4_Word badge;

        seL4_Wait(all->notification, &badge);
        stop_if_halted();
        for (unsigned k = 0; k < all->count; k++) {
            const struct component_interrupt *i = &all->interrupts[k];

            if (!(badge & i->bit))
                continue;
            if (i->handle)
                i->handle();
            else
                deliver(i->state);
        }
    }
}

int component_acknowledge(const seL4_CPtr *handlers, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        seL4_Error error = seL4_IRQHandler_Ack(handlers[i]);

        if (error != seL4_NoError) {
            camkes_error(CE_SYSCALL_FAILED, "interrupt", "acknowledge",
                         "the kernel refused", error);
            return error;
        }
    }
    return 0;
}
