/* SPDX-License-Identifier: MIT
 *
 * What a component instance is made of: the agreement between the C that the
 * composer generates for it (glue.c) and the runtime (libs/camkes).
 *
 * The glue holds tables and marshalling, and no loop: every loop, wait and
 * start-up step is in the runtime, once for all components. A table names
 * slots of the instance's CNode, which the composer has chosen; a slot of 0
 * and a pointer of NULL say that there is none.
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
 * All are optional. A component of one thread has no semaphores for this.
 *
 * Calls. A client's endpoint capability has badge 1 + its number among the
 * callers; 0 means that it did not come from a client. The label is the
 * method's index on the way in, and on the way out enum component_status.
 * The parameters are a message (component_message.h): in the message
 * registers for seL4RPCCall and seL4RPCCallSignal, whole words, so that the
 * length in words tells the size; in the client's page for shared data, and
 * then message register 0 is the size in bytes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sel4/sel4.h>

#include "component_message.h"

/* A place at which threads of the component wait for one another: `count`
 * units can be taken, `waiters` threads are looking for one. A notification
 * holds one wake-up, however many are sent, so who takes a unit wakes the
 * next one if there are more. Glue gives the first two their values. */
struct component_semaphore {
    seL4_CPtr notification; /* read and write, badge 1 */
    int count;
    int waiters;
};

/* One thread. Functions that are NULL are left out. */
struct component_thread {
    const char *name; /* "control", "interrupts", or of the interface */
    void (*init)(void);
    void (*run)(void);
    void (*serve)(const void *what); /* one of the loops below */
    const void *what;
};

/* How a server does one method: reads the parameters, calls the
 * implementation, writes the answer. If either message ends up with an error,
 * that is what the client is told. */
typedef void component_method(struct component_message *request,
                              struct component_message *answer);

/* What the runtime remembers of a server. */
struct component_server_state {
    seL4_Word client; /* whose call is being handled: badge, from 1 */
};

/*
 * A side that provides a procedure. The runtime copies the request, out of
 * the message registers or the client's page, to `request`, where nobody else
 * can change it, and has the method write the answer: to the page, or to
 * `answer`, from where it copies it to the message registers.
 */
struct component_server {
    const char *interface;
    seL4_CPtr endpoint;
    seL4_CPtr reply;
    seL4_CPtr receive; /* empty slot for a capability; 0: none may come */
    unsigned clients;
    unsigned methods;
    component_method *const *method;
    char *const *pages;       /* shared data: by client number, or NULL */
    const seL4_CPtr *signals; /* call-signal: by client number, or NULL */
    char *request; /* COMPONENT_PAGE bytes with pages, else COMPONENT_WORDS */
    char *answer;  /* COMPONENT_WORDS bytes; NULL with pages */
    struct component_server_state *state;
};

/* A side that uses a procedure. */
struct component_client {
    const char *interface;
    seL4_CPtr endpoint;
    char *page;             /* shared data, or NULL */
    seL4_CPtr receive;      /* slot for a capability that an answer brings */
    seL4_CPtr notification; /* call-signal: the server's signals */
    struct component_semaphore *lock; /* of the page; NULL: one thread */
};

/* What waits for an event: a callback, once, or else whoever comes to
 * `pending`, a binary semaphore, by _wait and _poll. */
struct component_event_state {
    struct component_semaphore pending;
    void (*callback)(void *);
    void *argument;
    int registered; /* callback and argument are somebody's; glue: false */
};

/* A side that consumes an event. Its thread waits on the notification. */
struct component_event {
    const char *interface;
    seL4_CPtr notification;
    struct component_event_state *state;
};

/* A side that emits: the notification of each consumer. */
struct component_emitter {
    unsigned consumers;
    const seL4_CPtr *notifications;
};

/* One hardware interrupt of the component. Several may belong to the same
 * interface, and then share its state. */
struct component_interrupt {
    const char *interface;
    seL4_Word bit; /* of the badge: 1 << index */
    seL4_CPtr handler;
    void (*handle)(void); /* <if>_handle, or NULL: only the state */
    struct component_event_state *state;
};

/* All of them: one thread, a badge bit for each. */
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
    void (*pre_init)(void);
    void (*post_init)(void);
    /* All interface threads have ended a step; released by each. */
    struct component_semaphore *started;
    /* The control thread lets them go on: one for init, one for run. */
    struct component_semaphore *may_init;
    struct component_semaphore *may_run;
    struct component_semaphore *libc; /* one unit; NULL with one thread */
    seL4_CPtr cnode; /* its own, of depth seL4_WordBits; 0: it needs none */
    seL4_CPtr end;   /* notification that nobody signals: threads end there */
};

/** The instance itself; glue.c defines it. */
extern const struct component component;

/* -- loops: what component_thread.serve can be ------------------------------ */

/** Serves calls through message registers. what: struct component_server. */
void component_serve_calls(const void *what);

/** Serves calls through shared pages. what: struct component_server. */
void component_serve_pages(const void *what);

/** Takes events for ever. what: struct component_event. */
void component_serve_event(const void *what);

/** Takes interrupts for ever. what: struct component_interrupts. */
void component_serve_interrupts(const void *what);

/* -- what the glue's functions are made of ---------------------------------- */

/**
 * Begins a call: the message is empty and has the room that the connection
 * offers. A page of the client's is locked until component_end_call.
 *
 * @param method  index
 * @param copy    COMPONENT_WORDS bytes to which the answer is copied out of
 *                the message registers, for methods that allocate memory
 *                before they have read all of it; or NULL
 */
void component_begin_call(const struct component_client *client,
                          struct component_message *m, unsigned method,
                          char *copy);

/**
 * Sends the message and waits for the answer, which the message then is. A
 * message with an error is not sent. m->capability goes along, if it is not 0
 * and the connection passes capabilities; afterwards it is the slot of the
 * one that came, or 0.
 *
 * @return false: there is no answer to read; the error handler knows why
 */
bool component_call(const struct component_client *client,
                    struct component_message *m);

/**
 * Ends a call whose answer has been read, whatever component_call returned.
 *
 * @return whether all went well: the answer was there and read to its end;
 *         if not, the error handler knows
 */
bool component_end_call(const struct component_client *client,
                        struct component_message *m);

/** Signals the client whose badge this is; another number is an error. */
void component_signal_client(const struct component_server *server,
                             seL4_Word client);

/** Waits for the server's signal. */
void component_wait_server(const struct component_client *client);

/** @return whether the server has signalled since the last look */
bool component_poll_server(const struct component_client *client);

/** Signals every consumer. */
void component_emit(const struct component_emitter *emitter);

/** Waits until an event is there, and takes it. */
void component_event_wait(struct component_event_state *state);

/** @return whether an event was there to take */
bool component_event_poll(struct component_event_state *state);

/**
 * Has the next event call a function, once, on the interface's thread; at
 * once if an event is there that nobody took.
 *
 * @return 0, or -1: another callback is registered already
 */
int component_event_register(struct component_event_state *state,
                             void (*callback)(void *), void *argument);

/** Lets interrupts come again. @return 0, or a kernel error */
int component_acknowledge(const seL4_CPtr *handlers, unsigned count);

/** Takes a unit of a semaphore, waits for one if need be. A mutex is a
 * semaphore of one unit. */
void component_wait(struct component_semaphore *s);

/** @return whether a unit was there to take */
bool component_try(struct component_semaphore *s);

/** Adds a unit. */
void component_post(struct component_semaphore *s);

/** Adds a unit if there is none. */
void component_post_binary(struct component_semaphore *s);
