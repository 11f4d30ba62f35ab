/* SPDX-License-Identifier: MIT
 *
 * What there is of a bundle while it runs, and how it comes to an end.
 *
 * A run holds things, each of which it may not have yet, or no more:
 *
 *     account    at the memory manager: all objects of the bundle, whoever
 *                made them on its behalf. Closing it destroys them, and with
 *                them every capability to them, wherever copies went.
 *     slots      of the process manager, for these objects
 *     requests   what the SDK runtime knows of it
 *     space      what the pager knows of it
 *     report     the right to say that it has ended
 *
 * run_end gives back whatever is there, in the reverse order. It is how a
 * start is undone, and how a bundle is stopped: there is one way out.
 *
 * Suspended. The bundle loses its scheduling context, and nothing else: a
 * thread without one does not run, whatever it waits for. A request under way
 * is answered, the answer stays with the thread, and no request is made
 * twice, as it would be if the thread were stopped in the middle of a call.
 */
#pragma once

#include <bundle.h>
#include <process.h>
#include <sel4/sel4.h>
#include <slots.h>

/* The free slots of the process manager. */
extern struct slots slots;

struct run {
    uint32_t number; /* 0: there is no run */
    char id[PROCESS_ID_MAX + 1];
    uint32_t account; /* 0: none; a new one is never the opener's own */
    uint32_t batch;
    bool has_objects;
    seL4_CPtr first;   /* of its row of slots */
    uint32_t slots;    /* in the row; 0: none */
    seL4_CPtr cspace;  /* its CNode, with a guard */
    seL4_CPtr request; /* capabilities before they are moved in */
    seL4_CPtr fault;
    bool has_requests, has_space;
    uint64_t budget, period; /* microseconds */
};

/** An empty run of this number; NULL: there is no room. */
struct run *run_begin(uint32_t number, const char *id);

/** The run of this number; NULL: there is none. */
struct run *run_find(uint32_t number);

/**
 * Ends a run and gives back all that it has.
 *
 * @return false: the memory manager did not close its account (accounts.h);
 *         then its capabilities have been deleted one by one
 */
bool run_end(struct run *run);

/** Takes the bundle's time away. @return an error of the kernel; then it runs
 * on */
seL4_Error run_suspend(const struct run *run);

/** Gives it back, with a full budget. @return an error of the kernel; then it
 * is suspended still */
seL4_Error run_resume(const struct run *run);
