/* SPDX-License-Identifier: MIT */
/*
 * What a test may use: the interface of proctor, the root task in which tests
 * run.
 *
 * A test is a function. It reports what it observed; it does not say whether
 * that is right. The host, which chose the test's nonce, computes the expected
 * observations itself and compares (labs/NN/tests/expect.py). So a kernel that
 * prints "passed" has gained nothing. Example:
 *
 *     #include "proctor.h"
 *
 *     // A signal sent while nobody waits is kept for the next Wait.
 *     TEST(signal_before_wait)
 *     {
 *         seL4_Word badge = test_pick("badge", 1, 0xffff);
 *         seL4_CPtr ntfn = test_object(seL4_NotificationObject, 0);
 *         seL4_CPtr sender = test_mint(ntfn, seL4_CanWrite, badge);
 *         seL4_Word word = 0;
 *
 *         seL4_Signal(sender);
 *         CHECK(test_poll(ntfn, &word, 0));
 *         record_value("word", word);
 *     }
 *
 * and its expectation, in expect.py:
 *
 *     def signal_before_wait(nonce, params):
 *         return {"word": params.pick("badge", 1, 0xFFFF)}
 *
 * How a test runs. It has a thread of its own with priority TEST_PRIORITY, a
 * CNode of its own (TEST_CNODE_BITS) and an untyped of TEST_UNTYPED_BITS; it
 * shares proctor's address space. All that it allocates with the functions
 * below is reclaimed by one Revoke when it ends, however it ends: by
 * returning, by a failed CHECK, by a fault of any of its threads, or because
 * it used up its budget of guest instructions. Then the next test starts. If
 * the kernel dies instead, the host boots it anew and goes on behind the test
 * that killed it.
 *
 * Rules.
 *   - Static variables are not reset between tests: set what you read.
 *   - Any thread of a test may record and CHECK; the first failure ends it.
 *   - A test does not delete, move or revoke what stands in the slots of
 *     `enum test_slot`, and does not raise priorities above TEST_PRIORITY_MAX.
 *   - Nothing random but test_pick() and test_word(); no host time.
 *   - Proctor uses endpoints, faults and scheduling contexts, but neither
 *     notifications nor interrupts: a broken notification fails its tests only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sel4/sel4.h>

#include "observe.h"

enum {
    TEST_PRIORITY = 100,     /* of the test's own thread               */
    TEST_PRIORITY_MAX = 250, /* its maximum controlled priority        */
    TEST_CNODE_BITS = 10,    /* 1,024 slots; a CPtr is a slot number   */
    TEST_UNTYPED_BITS = 20,  /* 1 MiB for the objects of the test      */
    TEST_THREADS = 12,       /* helper threads at the same time        */
    TEST_UART_IRQ = 10,      /* ns16550a                               */
    TEST_RTC_IRQ = 11,       /* goldfish real-time clock               */
};

/**
 * Slots that are filled when a test starts. The first ones have the numbers of
 * the initial task's, so that the standard names (seL4_CapInitThreadTCB, ...)
 * mean the test's own thread, CNode and scheduling context.
 */
enum test_slot {
    TEST_TCB = seL4_CapInitThreadTCB,
    TEST_CNODE = seL4_CapInitThreadCNode,
    TEST_VSPACE = seL4_CapInitThreadVSpace,
    TEST_IRQ_CONTROL = seL4_CapIRQControl, /* the only one: do not move it */
    TEST_ASID_CONTROL = seL4_CapASIDControl,
    TEST_ASID_POOL = seL4_CapInitThreadASIDPool,
    TEST_DOMAIN = seL4_CapDomain,
    TEST_SC = seL4_CapInitThreadSC,
    TEST_SCHED_CONTROL = 16,
    TEST_UNTYPED,
    TEST_UART_FRAME, /* 4 KiB at 0x10000000, not mapped */
    TEST_RTC_FRAME,  /* 4 KiB at 0x101000, not mapped   */
    TEST_REPORT,     /* endpoint to proctor: hands off  */
    TEST_FAULTS,     /* first of the fault endpoints of the threads */
    TEST_BUFFERS = TEST_FAULTS + TEST_THREADS + 1, /* IPC buffer frames */
    TEST_FIRST_FREE = TEST_BUFFERS + TEST_THREADS + 1,
};

/* -- Capabilities and objects ---------------------------------------------- */

/** The next free slot of the test's CNode; fails the test when none is left. */
seL4_CPtr test_slot(void);

/** `count` free slots in a row; returns the first. */
seL4_CPtr test_slots(seL4_Word count);

/**
 * Makes one object from the test's untyped.
 * \param type       as for seL4_Untyped_Retype: seL4_NotificationObject, ...
 * \param size_bits  0 for types of fixed size; radix of a CNode; log2 of the
 *                   size of an untyped or scheduling context.
 * \return the slot of its original capability; fails the test on any error.
 */
seL4_CPtr test_object(seL4_Word type, seL4_Word size_bits);

/** A copy with a badge (endpoint, notification) or guard (CNode). */
seL4_CPtr test_mint(seL4_CPtr cap, seL4_CapRights_t rights, seL4_Word badge);

/** A copy with fewer or the same rights. */
seL4_CPtr test_copy(seL4_CPtr cap, seL4_CapRights_t rights);

/** Empties a slot of the test's CNode; an error fails the test. */
void test_delete(seL4_CPtr cap);

/** Deletes what was derived from a capability; an error fails the test. */
void test_revoke(seL4_CPtr cap);

/** A scheduling context: `budget` per `period` microseconds; equal values are
    round robin. */
seL4_CPtr test_sched_context(seL4_Time budget, seL4_Time period);

/* -- Threads --------------------------------------------------------------- */

struct test_thread {
    const char *name; /* shown in reports                          */
    seL4_CPtr tcb;
    seL4_CPtr sc;     /* 0: passive, has none                      */
    seL4_CPtr faults; /* endpoint cap: proctor, which ends the test */
    void (*run)(void *);
    void *argument;
    volatile bool done; /* run() has returned                        */
    seL4_IPCBuffer *buffer;
};

/**
 * Makes a thread that is not started yet: same address space and CNode, a
 * round-robin scheduling context of 5 ms, faults reported to proctor.
 * \param name      a string literal
 * \param priority  1..TEST_PRIORITY_MAX
 */
struct test_thread *test_thread(const char *name, seL4_Word priority,
                                void (*run)(void *), void *argument);

/** Starts it. A priority above the caller's runs at once. */
void test_start(struct test_thread *thread);

/** test_thread() and test_start(). */
struct test_thread *test_spawn(const char *name, seL4_Word priority,
                               void (*run)(void *), void *argument);

/**
 * Lets every other thread of the test run until it blocks or ends: the test's
 * own thread, which alone may call this, stands back to priority 0 for a
 * moment and then has TEST_PRIORITY. Needs neither signals nor timers.
 */
void test_let_run(void);

/** test_let_run(), then fails the test unless the thread has returned. */
#define test_join(thread) test_join_at(thread, __FILE__, __LINE__)
void test_join_at(struct test_thread *thread, const char *file, int line);

/** The calling helper thread; null in the test's own thread. */
struct test_thread *test_self(void);

/* -- Signals with a bound -------------------------------------------------- */

/**
 * Polls a notification until it is signalled, at most `microseconds`.
 * \return true with the word in *word; false: nothing came, *word untouched.
 * A signal with word 0 cannot be told from none.
 */
bool test_poll(seL4_CPtr ntfn, seL4_Word *word, uint64_t microseconds);

/* -- Time and devices ------------------------------------------------------ */

/** Burns time without a system call. */
void test_spin(uint64_t microseconds);

enum test_device { TEST_UART, TEST_RTC };

/** Maps a device's registers; each device once per test. */
volatile void *test_map_device(enum test_device device);

/** An IRQ handler capability from the IRQ control; errors fail the test. */
seL4_CPtr test_irq_handler(seL4_Word irq);
