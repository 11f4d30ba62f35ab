/* SPDX-License-Identifier: MIT
 *
 * The applications that the runtime serves.
 *
 *          attach             WaitForTimers, none has ended
 *     free ------> attached -------------------------------> waiting
 *       ^             |  ^                                      |
 *       |   detach    |  '--------------------------------------'
 *       '-------------'       a timer ends; another request comes
 *
 * An application has one thread, so one request at a time. If another one
 * comes while it waits, the wait was given up: the thread has been suspended
 * and resumed.
 *
 * The thread of the requests and that of the procedure Runtime share the
 * table: who touches an application holds the lock `table`.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <sel4/sel4.h>

#include <bundle.h>

enum { APPLICATIONS_MAX = 16 };

/* What a request is answered with: results lie in the application's page. */
struct answer {
    seL4_Word error; /* enum sdk_error */
    seL4_Word size;  /* of the results in bytes */
};

struct application {
    uint32_t run;      /* by which others know it; 0: this place is free */
    uint32_t services; /* set of enum bundle_service */
    char id[BUNDLE_ID_MAX + 1];
    char *page; /* that it shares with the runtime */

    bool waits;           /* for timers, and has not been answered */
    uint32_t ended;       /* timers that have ended, not told yet */
    seL4_Word asked;      /* serial number of its last request */
    seL4_Word answered;   /* of the last that was answered */
    struct answer answer; /* to that one */

    seL4_CPtr frame;    /* of the page */
    seL4_CPtr endpoint; /* for its requests: what it holds a copy of */
    seL4_CPtr reply;    /* of its wait; else spare */
};

/** All places; those with a run of 0 are free. */
extern struct application applications[APPLICATIONS_MAX];

/**
 * Gives an application a place. Its page and capabilities are the caller's to
 * fill in; `reply` stays what it was.
 *
 * @param run       not 0, and no other's
 * @param id        of its bundle
 * @param services  set of enum bundle_service
 * @return NULL: one of these is wrong, or all places are taken
 */
struct application *application_add(uint32_t run, const char *id,
                                    uint32_t services);

/** @return the one with this number, or NULL */
struct application *application_find(uint32_t run);

/** Frees the place. */
void application_remove(struct application *a);
