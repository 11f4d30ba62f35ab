/* SPDX-License-Identifier: MIT
 *
 * Applications as the tester makes them: an address space, and threads in it
 * that do what they are told.
 *
 *     space   an address space with the program at PROGRAM, an account that
 *             pays for what the pager does, and the fault endpoint that the
 *             pager gave for it
 *     worker  a thread of a space. It calls the tester with the result of the
 *             last order and gets the next one as the answer.
 *
 * An order ends in an answer or in a report of the pager's. After a report the
 * worker is stopped; the next order starts it anew.
 */
#pragma once

#include <process.h>
#include <stdbool.h>
#include <stdint.h>

#include <sel4/sel4.h>

#define PROGRAM 0x10000ul

enum order {
    ORDER_LOAD,    /* value: what lies at the address, 8 bytes */
    ORDER_STORE,   /* writes the value to the address */
    ORDER_CALL,    /* value: what the function at the address returns */
    ORDER_SYSCALL, /* a system call with this number (value) */
    ORDER_BREAKPOINT,
    ORDER_TOUCH, /* loads from `value` pages, beginning at the address;
                         value: the sum */
};

struct space {
    uint32_t account, run;
    uint32_t batch;  /* what the tester has made for it */
    seL4_CPtr first; /* slots: see workers.h */
    seL4_CPtr fault; /* endpoint */
};

struct worker {
    const struct space *space;
    seL4_CPtr first;
    uint32_t batch;
    bool waits; /* for an order */
};

struct result {
    bool reported;
    seL4_Word value, instructions;
    struct process_fault fault;
};

/** Prepares what all of them need. */
void workers_prepare(void);

/** Makes a space with a quota in bytes for its pages, and attaches it.
 *
 * @return what attach said */
int space_make(struct space *space, uint32_t run, const char *id,
               uint64_t quota);

/** Attaches it again, after it was detached. Its workers keep the endpoint
 * that they had. */
int space_attach(struct space *space, const char *id);

/** Detaches it and closes its account; what is done already is no harm. */
void space_end(struct space *space);

/** The capability of its address space. */
seL4_CPtr space_root(const struct space *space);

/** Makes a worker, which is paid for by the tester. */
void worker_make(struct worker *worker, const struct space *space);

/** Gives it a priority below that of the others. */
void worker_lower(struct worker *worker);

/** Ends a worker, whatever it does. */
void worker_end(struct worker *worker);

/** Makes a space, which is needed, and a worker of it. */
void pair_make(struct space *space, struct worker *worker, uint32_t run,
               const char *id, uint64_t quota);

/** Ends both. */
void pair_end(struct space *space, struct worker *worker);

/** Gives an order; the result is to be asked for. */
void worker_order(struct worker *worker, enum order order, uint64_t address,
                  seL4_Word value);

/** Waits for the end of an order. */
struct result worker_result(struct worker *worker);

/** Both. */
struct result worker_do(struct worker *worker, enum order order,
                        uint64_t address, seL4_Word value);
