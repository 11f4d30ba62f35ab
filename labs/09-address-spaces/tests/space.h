/* SPDX-License-Identifier: MIT */
/*
 * Accesses whose outcome is the point, for the tests of lab 09.
 *
 * A prober is a thread that loads from, stores to or jumps to an address, and
 * either finishes or faults. It runs above the test's own priority: when the
 * test goes on, it has done one or the other. It shares the test's address
 * space, so that nothing but a fence makes the hardware forget what it knows
 * of a page: no other space comes in between.
 *
 * A stranger is a thread in an address space of its own, without memory but
 * what the test maps there.
 */
#pragma once

#include "proctor.h"

#define AREA 0x2000000000ul /* tests map here; it begins without tables */
#define PAGE 4096ul
#define MEGA 0x200000ul
#define TOP  0x3ffffff000ul /* seL4_UserTop: what is below is the user's */

enum { ABOVE = TEST_PRIORITY + 10, NEVER_EXECUTED = 1, EXECUTABLE = 0 };
enum access { LOAD, STORE, FETCH };
enum { CODE_RETURN = 0x00008067 };

static const char *const access_names[] = { "load", "store", "jump" };

/* -- errors with their words ----------------------------------------------- */

struct answer {
    seL4_Word error, word[3];
};

/** Calls a method with one capability and up to three words; the answer's
    words say what was wrong. */
static inline struct answer ask(seL4_CPtr object, seL4_Word method,
                                seL4_CPtr extra, seL4_Word a, seL4_Word b,
                                seL4_Word c)
{
    struct answer answer;

    seL4_SetCap(0, extra);
    seL4_SetMR(0, a);
    seL4_SetMR(1, b);
    seL4_SetMR(2, c);
    answer.error = seL4_MessageInfo_get_label(
        seL4_Call(object, seL4_MessageInfo_new(method, 0, 1, 3)));
    for (int i = 0; i < 3; i++)
        answer.word[i] = seL4_GetMR(i);
    return answer;
}

/** Page_Map, read and write, never executed. */
static inline struct answer ask_map(seL4_CPtr frame, seL4_CPtr vspace,
                                    seL4_Word address)
{
    return ask(frame, RISCVPageMap, vspace, address, 3, NEVER_EXECUTED);
}

/** PageTable_Map. */
static inline struct answer ask_table(seL4_CPtr table, seL4_CPtr vspace,
                                      seL4_Word address)
{
    return ask(table, RISCVPageTableMap, vspace, address, 0, 0);
}

/** Fails unless a method was refused with this error and first word. */
#define CHECK_REFUSED(call, reason, first)                                \
    do {                                                                  \
        struct answer refused = (call);                                   \
                                                                          \
        CHECK_MSG(refused.error == (seL4_Word)(reason),                   \
                  "%s: error %lu, should be %lu", #call, refused.error,   \
                  (seL4_Word)(reason));                                   \
        CHECK_MSG(refused.word[0] == (seL4_Word)(first),                  \
                  "%s: word 0 of the error is %lu, should be %lu", #call, \
                  refused.word[0], (seL4_Word)(first));                   \
    } while (0)

#define CHECK_ACCEPTED(call)                                        \
    do {                                                            \
        struct answer accepted = (call);                            \
                                                                    \
        CHECK_MSG(!accepted.error, "%s: refused, error %lu", #call, \
                  accepted.error);                                  \
    } while (0)

/* -- objects --------------------------------------------------------------- */

static inline seL4_CPtr make_frame(void)
{
    return test_object(seL4_RISCV_4K_Page, 0);
}

static inline seL4_CPtr make_table(void)
{
    return test_object(seL4_RISCV_PageTableObject, 0);
}

/** A new address space. */
static inline seL4_CPtr make_vspace(void)
{
    seL4_CPtr vspace = make_table();

    CHECK_OK(seL4_RISCV_ASIDPool_Assign(TEST_ASID_POOL, vspace));
    return vspace;
}

/** Maps both tables above a page; returns the lower one. */
static inline seL4_CPtr make_tables(seL4_CPtr vspace, seL4_Word address)
{
    seL4_CPtr upper = make_table(), lower = make_table();

    CHECK_ACCEPTED(ask_table(upper, vspace, address));
    CHECK_ACCEPTED(ask_table(lower, vspace, address));
    return lower;
}

/** Maps a frame in the test's own space, whose tables are there. */
static inline void map_page(seL4_CPtr frame, seL4_Word address,
                            seL4_CapRights_t rights, int attributes)
{
    CHECK_OK(seL4_RISCV_Page_Map(frame, TEST_VSPACE, address, rights,
                                 (seL4_RISCV_VMAttributes)attributes));
}

/** Makes instructions that were written visible to fetches. */
static inline void sync_code(void)
{
    __asm__ volatile(".word 0x0000100f" ::: "memory"); /* fence.i */
}

/* -- probing --------------------------------------------------------------- */

struct prober {
    struct test_thread *thread;
    seL4_CPtr endpoint, reply;
    enum access access;
    seL4_Word address, value; /* stored, or loaded */
};

static inline void prober_run(void *argument)
{
    struct prober *p = argument;

    switch (p->access) {
    case LOAD:
        p->value = *(volatile seL4_Word *)p->address;
        break;
    case STORE:
        *(volatile seL4_Word *)p->address = p->value;
        break;
    case FETCH:
        sync_code();
        ((void (*)(void))p->address)();
        break;
    }
}

/** Makes `p` a prober; it must live as long as it is used. */
static inline void make_prober(struct prober *p)
{
    *p = (struct prober){
        .thread = test_thread("prober", ABOVE, prober_run, p),
        .endpoint = test_object(seL4_EndpointObject, 0),
        .reply = test_object(seL4_ReplyObject, 0),
    };
    CHECK_OK(seL4_TCB_SetSpace(p->thread->tcb,
                               test_mint(p->endpoint, seL4_AllRights, 1),
                               TEST_CNODE, 0, TEST_VSPACE, 0));
}

/** Whether an access goes well. Fails if it neither does nor ends in a page
    fault at this address. */
static inline bool reaches(struct prober *p, enum access access,
                           seL4_Word address)
{
    seL4_MessageInfo_t info;
    seL4_Word badge = 0;

    p->access = access;
    p->address = address;
    p->thread->done = false;
    test_start(p->thread);
    if (p->thread->done)
        return true;
    info = seL4_NBRecv(p->endpoint, &badge, p->reply);
    CHECK_MSG(badge, "a %s at %#lx neither ends nor faults",
              access_names[access], address);
    CHECK_MSG(seL4_MessageInfo_get_label(info) == seL4_Fault_VMFault &&
                  seL4_GetMR(seL4_VMFault_Addr) == address,
              "a %s at %#lx ends in fault %lu, word 1 %#lx",
              access_names[access], address, seL4_MessageInfo_get_label(info),
              seL4_GetMR(seL4_VMFault_Addr));
    return false;
}

/** Fails unless an access goes well. */
static inline void check_reached(struct prober *p, enum access access,
                                 seL4_Word address)
{
    CHECK_MSG(reaches(p, access, address), "a %s at %#lx faults",
              access_names[access], address);
}

/** Fails unless an access faults. */
static inline void check_fault(struct prober *p, enum access access,
                               seL4_Word address)
{
    CHECK_MSG(!reaches(p, access, address), "a %s at %#lx does not fault",
              access_names[access], address);
}

static inline void store(struct prober *p, seL4_Word address, seL4_Word value)
{
    p->value = value;
    check_reached(p, STORE, address);
}

static inline seL4_Word load(struct prober *p, seL4_Word address)
{
    check_reached(p, LOAD, address);
    return p->value;
}

/* -- strangers ------------------------------------------------------------- */

struct stranger {
    seL4_CPtr vspace, tcb, endpoint, reply;
};

/** Makes a thread of a space. It is stopped, and above the test. */
static inline struct stranger make_stranger(seL4_CPtr vspace)
{
    struct stranger s = { vspace, test_object(seL4_TCBObject, 0),
                          test_object(seL4_EndpointObject, 0),
                          test_object(seL4_ReplyObject, 0) };

    CHECK_OK(seL4_TCB_Configure(s.tcb, TEST_CNODE, 0, vspace, 0, 0, 0));
    CHECK_OK(seL4_TCB_SetSchedParams(s.tcb, TEST_TCB, 0, ABOVE,
                                     test_sched_context(5000, 5000),
                                     test_mint(s.endpoint, seL4_AllRights, 1)));
    return s;
}

/** Lets it run with these registers, and takes its fault. The fault's label;
    0: it has not faulted. */
static inline seL4_Word stranger_run(const struct stranger *s,
                                     seL4_UserContext registers)
{
    seL4_MessageInfo_t info;
    seL4_Word badge = 0;

    CHECK_OK(seL4_TCB_WriteRegisters(s->tcb, true, 0, 32, &registers));
    info = seL4_NBRecv(s->endpoint, &badge, s->reply);
    return badge ? seL4_MessageInfo_get_label(info) : 0;
}
