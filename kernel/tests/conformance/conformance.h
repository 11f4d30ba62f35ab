/* SPDX-License-Identifier: MIT */
/*
 * What the conformance tests share, beyond proctor.h.
 *
 * A conformance test states one rule of the kernel's programming interface and
 * fails when the kernel does otherwise. Its name begins with the section that
 * holds the rule: s3_3_depth_mismatch. Every expected value comes from the
 * text of the rule, never from a run.
 *
 * Most rules of the interface are lists of checks: which argument is refused
 * with which error, and which refusal comes first. Such a list is a table of
 * rows here, one call each, and a failure names the row:
 *
 *     WALK({ "depth 0", TEST_CNODE, CNodeDelete,
 *            WORDS(slot, 0), NO_CAPS, FAILS(seL4_RangeError, 1, 64) },
 *          { "depth 64", TEST_CNODE, CNodeDelete,
 *            WORDS(slot, 64), NO_CAPS, SUCCEEDS });
 */
#pragma once

#include "proctor.h"

/** A test on a kernel that boots with these words: "domains=4". */
#define TEST_WITH(words, test_name) TEST(test_name)

/* -- What a slot holds ----------------------------------------------------- */

/** Types of capabilities, by the numbers of DebugCapIdentify. */
enum cap_type {
    CAP_NULL = 0,
    CAP_FRAME = 1,
    CAP_UNTYPED = 2,
    CAP_PAGE_TABLE = 3,
    CAP_ENDPOINT = 4,
    CAP_NOTIFICATION = 6,
    CAP_REPLY = 8,
    CAP_CNODE = 10,
    CAP_ASID_CONTROL = 11,
    CAP_TCB = 12,
    CAP_ASID_POOL = 13,
    CAP_IRQ_CONTROL = 14,
    CAP_IRQ_HANDLER = 16,
    CAP_ZOMBIE = 18,
    CAP_DOMAIN = 20,
    CAP_SCHED_CONTEXT = 22,
    CAP_SCHED_CONTROL = 24,
};

/** What kind of capability `cptr` names; CAP_NULL if it names none. Asks the
    kernel's debug call, so it exists in debug builds only. */
enum cap_type cap_type(seL4_CPtr cptr);

/* -- Objects --------------------------------------------------------------- */

/* Each makes one object from the test's untyped (test_object) and returns the
   slot of its original capability. */
seL4_CPtr make_endpoint(void);
seL4_CPtr make_notification(void);
seL4_CPtr make_reply(void);
seL4_CPtr make_tcb(void);
seL4_CPtr make_cnode(seL4_Word radix);
seL4_CPtr make_untyped(seL4_Word bits);
seL4_CPtr make_frame(void);         /* 4 KiB, not mapped */
seL4_CPtr make_page_table(void);    /* not mapped        */
seL4_CPtr make_sched_context(void); /* smallest, not configured */

/** The data word that gives a CNode capability a guard. */
seL4_Word guard_word(seL4_Word guard, seL4_Word guard_size);

/** Copies the capability in the test's slot `from` into slot `index` of the
    CNode `cnode` of radix `radix` (guard size 0); an error fails the test. */
void put_into(seL4_CPtr cnode, seL4_Word radix, seL4_Word index,
              seL4_CPtr from);

/** Moves it there instead. */
void move_into(seL4_CPtr cnode, seL4_Word radix, seL4_Word index,
               seL4_CPtr from);

/* -- Calls whose answer is known ------------------------------------------- */

enum { ROW_WORDS = 40, ROW_ANSWERS = 8 };

/** One Call and the answer that it must get. */
struct row {
    const char *what;
    seL4_CPtr cap;
    seL4_Word label;
    seL4_Word length; /* of the message, with its words */
    seL4_Word word[ROW_WORDS];
    seL4_Word caps; /* extra capabilities, 0..3 */
    seL4_CPtr extra[seL4_MsgMaxExtraCaps];
    seL4_Word error; /* label of the answer */
    seL4_Word answers;
    seL4_Word answer[ROW_ANSWERS]; /* its words, all of them */
};

#define ROW_COUNT(...) (sizeof((seL4_Word[]){ 0, __VA_ARGS__ }) / 8 - 1)

/* The parts of a row behind cap and label. NO_WORDS, NO_CAPS: none. */
#define WORDS(...) .length = ROW_COUNT(__VA_ARGS__), .word = { __VA_ARGS__ }
#define NO_WORDS   .length = 0
#define CAPS(...)  .caps = ROW_COUNT(__VA_ARGS__), .extra = { __VA_ARGS__ }
#define NO_CAPS    .caps = 0

/* FAILS(seL4_RangeError, 1, 64): the error and its words. */
#define FAILS(code, ...)                                \
    .error = (code), .answers = ROW_COUNT(__VA_ARGS__), \
    .answer = { __VA_ARGS__ }
#define SUCCEEDS           .error = seL4_NoError
#define RETURNS(...)       FAILS(seL4_NoError, __VA_ARGS__)
#define ILLEGAL            FAILS(seL4_IllegalOperation)
#define TRUNCATED          FAILS(seL4_TruncatedMessage)
#define DELETE_FIRST       FAILS(seL4_DeleteFirst)
#define REVOKE_FIRST       FAILS(seL4_RevokeFirst)
/* FAILED_LOOKUP(1, seL4_DepthMismatch, 63, 64): source, failure, its words. */
#define FAILED_LOOKUP(...) FAILS(seL4_FailedLookup, __VA_ARGS__)
#define INVALID_CAP(n)     FAILS(seL4_InvalidCapability, n)
#define INVALID_ARG(n)     FAILS(seL4_InvalidArgument, n)
#define RANGE(low, high)   FAILS(seL4_RangeError, low, high)

/**
 * Makes the calls of a table in order and compares every answer: label, length
 * and words; badge 0; no capabilities; and registers of message words beyond
 * the answer's length, which must keep what the caller had in them. Words that
 * a row does not give hold recognizable numbers, not zero.
 */
#define WALK(...)                                                          \
    walk((const struct row[]){ __VA_ARGS__ },                              \
         sizeof((const struct row[]){ __VA_ARGS__ }) / sizeof(struct row), \
         __FILE__, __LINE__)
void walk(const struct row *rows, size_t count, const char *file, int line);

/** Makes the call of one row without looking at the answer; words 4.. of the
    answer are in the IPC buffer. */
struct sel4_message row_call(const struct row *row);

/** CHECK_EQ inside a table of one's own: the failure also says which row. */
#define ROW_EQ(row, got, want) \
    row_equal(__FILE__, __LINE__, row, #got, (uint64_t)(got), (uint64_t)(want))
void row_equal(const char *file, int line, const char *row, const char *what,
               uint64_t got, uint64_t want);

/* -- Faults ---------------------------------------------------------------- */

/** Badge of the messages that fault_handler() brings. */
enum { FAULT_BADGE = 0xfa17 };

/** An endpoint for fault messages and a reply object to answer them. */
struct fault_handler {
    seL4_CPtr endpoint; /* unbadged original */
    seL4_CPtr sender;   /* badge FAULT_BADGE, all rights: the handler cap */
    seL4_CPtr reply;
};

struct fault {
    seL4_Word label; /* seL4_Fault_CapFault, ...; seL4_Fault_NullFault: none */
    seL4_Word length;
    seL4_Word word[seL4_MsgMaxLength];
};

struct fault_handler make_fault_handler(void);

/** test_thread(), but its faults go to `handler`. */
struct test_thread *test_faulting_thread(const char *name, seL4_Word priority,
                                         void (*run)(void *), void *argument,
                                         const struct fault_handler *handler);

/** Lets the other threads run, then takes the fault message that waits. */
struct fault take_fault(const struct fault_handler *handler);

/* -- All registers around a system call ------------------------------------ */

enum {
    X_RA = 1,
    X_SP,
    X_GP,
    X_TP,
    X_T0,
    X_T1,
    X_T2,
    X_S0,
    X_S1,
    X_A0,
    X_A1,
    X_A2,
    X_A3,
    X_A4,
    X_A5,
    X_A6,
    X_A7,
    X_S2,
    X_T3 = 28,
    X_T6 = 31
};

/** Registers by number; x[0] and x[X_SP] are not set and not reported. */
struct registers {
    uint64_t x[32];
    uint64_t f[32];
    uint64_t fcsr;
    uint64_t own_sp; /* of trap_registers() */
};

/** Loads all registers, executes ecall, stores all registers. */
void trap_registers(struct registers *registers);

/* -- Threads that make one system call ------------------------------------- */

/** One system call of a thread, with all registers before and after. */
struct trap {
    struct registers registers;
    volatile bool returned;
};

/** Debug calls by number: release builds have no stubs for them. */
enum {
    DEBUG_PUT_CHAR = -12,
    DEBUG_DUMP_SCHEDULER = -13,
    DEBUG_CAP_IDENTIFY = -15,
    DEBUG_SNAPSHOT = -16,
    DEBUG_NAME_THREAD = -17,
};

/** What register x[n] holds before a trap unless the call needs it. */
#define REGISTER_CANARY(n) (0x4ea1a00000ul + (n))

/** A message info word: label, extra capabilities, length. */
#define INFO(label, caps, length) \
    (seL4_MessageInfo_new(label, 0, caps, length).words[0])

/**
 * A system call that is still to be made. All registers that it does not use
 * hold REGISTER_CANARY; message words 0..3 are those of a2..a5.
 * \param number  seL4_SysSend, ...
 * \param a0      capability that is invoked or received from
 * \param info    message info, see INFO
 * \param a6      reply object; for NBSendWait where to send
 */
struct trap trap_of(long number, seL4_CPtr a0, seL4_Word info, seL4_CPtr a6);

/** Makes the call in the calling thread. */
void trap_now(struct trap *trap);

/** Starts a thread that makes the call. Its priority decides when: above
    TEST_PRIORITY at once. */
struct test_thread *spawn_trap(const char *name, seL4_Word priority,
                               struct trap *trap);

/** The same with faults to `handler`. */
struct test_thread *spawn_faulting_trap(const char *name, seL4_Word priority,
                                        struct trap *trap,
                                        const struct fault_handler *handler);

/* -- A deeper CSpace ------------------------------------------------------- */

/**
 * Gives the calling thread, which is the test's own, a CSpace of two halves: in
 * the lower one every CPtr means what it meant before, and bit 63 set means
 * the slot behind the returned CNode of radix 1, index 1: what lies there is
 * reached by CPtrs from UPPER_HALF on, with 63 bits left to resolve.
 */
seL4_CPtr enter_deep_space(void);
#define UPPER_HALF (1ul << 63)

/* -- Mapping --------------------------------------------------------------- */

/** Maps a 4 KiB frame at a place in the test's address space; with tables. */
volatile uint64_t *map_at(seL4_CPtr frame, seL4_Word at,
                          seL4_CapRights_t rights);
enum { MAP_WINDOW = 0x31000000 }; /* free for tests, 16 MiB */
