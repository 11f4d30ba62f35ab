/* SPDX-License-Identifier: MIT
 *
 * What a component instance is made of: the agreement between the C that the
 * composer generates for it (glue.c) and the runtime (libs/camkes).
 *
 * The glue holds tables and marshalling, and no loop: every loop, wait and
 * start-up step is in the runtime, once for all components. A table names
 * slots of the instance's CNode, which the composer has chosen.
 *
 * Threads. Thread 0 is the control thread. Each starts at _start with
 *     sp  top of its stack        a0  its number
 *     gp  not set                 a1  address of its IPC buffer
 * and takes its thread-local storage from the top of its stack.
 *
 * Start-up, in which every step of one line ends before the next begins:
 *     control: pre_init
 *     every interface thread: init
 *     control: post_init
 *     control: run; every interface thread: run, then serve for ever
 * All are optional.
 *
 * Calls. A client's endpoint capability has badge 1 + its number among the
 * callers; 0 means that it did not come from a client. The label is the
 * method's index on the way in, and on the way out enum component_status.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sel4/sel4.h>

/* What a server answers in the label. */
enum component_status {
    COMPONENT_OK,
    COMPONENT_BAD_METHOD,    /* no method has this index */
    COMPONENT_BAD_PAYLOAD,   /* lengths or counts do not fit the message */
    COMPONENT_TOO_LONG,      /* the answer does not fit */
    COMPONENT_NO_MEMORY,     /* nor did the request's copy */
    COMPONENT_NOT_PERMITTED, /* the caller has no badge of a client */
};

/* A place at which threads of the component wait for one another. count is
 * the number of units that are there, below zero: of threads that wait. The
 * notification is asked only by those who must wait. */
struct component_semaphore {
    seL4_CPtr notification;
    int count;
};

/* One thread. Functions that are NULL are left out. */
struct component_thread {
    const char *name; /* "control", or of the interface */
    void (*init)(void);
    void (*run)(void);
    void (*serve)(const void *what); /* one of the loops below */
    const void *what;
};

/* A side that provides a procedure. dispatch reads the request out of the
 * message registers, or out of `request`, where the runtime has copied the
 * client's page to; it calls the implementation, writes the answer and
 * returns its message info. */
struct component_server {
    const char *interface;
    seL4_CPtr endpoint;
    seL4_CPtr reply;
    seL4_CPtr receive; /* empty slot for a capability; 0: none may come */
    unsigned clients;
    char *const *pages;       /* shared data: by client number, or NULL */
    const seL4_CPtr *signals; /* call-signal: by client number, or NULL */
    void *copy; /* shared data: private page that a request is copied to */
    seL4_MessageInfo_t (*dispatch)(seL4_Word client, seL4_MessageInfo_t info,
                                   const void *request, size_t length,
                                   void *answer);
};

/* A side that uses a procedure. */
struct component_client {
    const char *interface;
    seL4_CPtr endpoint;
    char *page;        /* shared data, or NULL */
    seL4_CPtr receive; /* slot for a capability that an answer brings */
};

/* A side that consumes an event. Its thread waits on the notification; an
 * arriving event goes to the callback, once, or else to `pending`, on which
 * _wait and _poll look. */
struct component_event {
    const char *interface;
    seL4_CPtr notification;
    struct component_semaphore *pending;
    void (**callback)(void *);
    void **argument;
};

/* A side that emits: the notification of each consumer. */
struct component_emitter {
    unsigned consumers;
    const seL4_CPtr *notifications;
};

/* Hardware interrupts of a component: one thread, a badge bit for each. */
struct component_interrupt {
    const char *interface;
    seL4_Word bit; /* of the badge: 1 << index */
    seL4_CPtr handler;
    void (*handle)(void); /* <if>_handle, or NULL: only a callback */
    void (**callback)(void *);
    void **argument;
    struct component_semaphore *pending;
};

struct component_interrupts {
    seL4_CPtr notification;
    unsigned count;
    const struct component_interrupt *interrupts;
};

/* The whole instance. */
struct component {
    const char *name; /* of the instance */
    const char *type;
    unsigned threads;
    const struct component_thread *thread;
    /* All interface threads have ended a step; released by each. */
    struct component_semaphore *started;
    /* The control thread lets them go on: one for init, one for run. */
    struct component_semaphore *pre_init;
    struct component_semaphore *post_init;
};

/** The instance itself; glue.c defines it. */
extern const struct component component;

/** Loops of the runtime, for component_thread.serve. */

/** Serves calls through message registers. what: struct component_server. */
void component_serve_calls(const void *what);

/** Serves calls through shared pages. what: struct component_server. */
void component_serve_pages(const void *what);

/** Takes events for ever. what: struct component_event. */
void component_serve_event(const void *what);

/** Takes interrupts for ever. what: struct component_interrupts. */
void component_serve_interrupts(const void *what);
