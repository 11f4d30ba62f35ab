/* SPDX-License-Identifier: MIT */
/*
 * The functions of conformance.h: tables of calls, objects, faults.
 *
 * They run in the threads of a test and fail the test on anything unexpected.
 */
#include <stdio.h>
#include <string.h>

#include "conformance.h"

enum { DEPTH = 64, CANARY = 0x5ca1ab1e00 };

/* -- What a slot holds ----------------------------------------------------- */

enum cap_type cap_type(seL4_CPtr cptr)
{
    const seL4_Word debug_cap_identify = -15ul;

    return (enum cap_type)sel4_trap(debug_cap_identify, cptr, 0);
}

/* -- Objects --------------------------------------------------------------- */

seL4_CPtr make_endpoint(void)
{
    return test_object(seL4_EndpointObject, 0);
}

seL4_CPtr make_notification(void)
{
    return test_object(seL4_NotificationObject, 0);
}

seL4_CPtr make_reply(void)
{
    return test_object(seL4_ReplyObject, 0);
}

seL4_CPtr make_tcb(void)
{
    return test_object(seL4_TCBObject, 0);
}

seL4_CPtr make_cnode(seL4_Word radix)
{
    return test_object(seL4_CapTableObject, radix);
}

seL4_CPtr make_untyped(seL4_Word bits)
{
    return test_object(seL4_UntypedObject, bits);
}

seL4_CPtr make_frame(void)
{
    return test_object(seL4_RISCV_4K_Page, 0);
}

seL4_CPtr make_page_table(void)
{
    return test_object(seL4_RISCV_PageTableObject, 0);
}

seL4_CPtr make_sched_context(void)
{
    return test_object(seL4_SchedContextObject, seL4_MinSchedContextBits);
}

seL4_Word guard_word(seL4_Word guard, seL4_Word guard_size)
{
    return guard << 6 | guard_size;
}

void put_into(seL4_CPtr cnode, seL4_Word radix, seL4_Word index, seL4_CPtr from)
{
    CHECK_OK(seL4_CNode_Copy(cnode, index, (seL4_Uint8)radix, TEST_CNODE, from,
                             DEPTH, seL4_AllRights));
}

void move_into(seL4_CPtr cnode, seL4_Word radix, seL4_Word index,
               seL4_CPtr from)
{
    CHECK_OK(seL4_CNode_Move(cnode, index, (seL4_Uint8)radix, TEST_CNODE, from,
                             DEPTH));
}

/* -- Calls whose answer is known ------------------------------------------- */

void row_equal(const char *file, int line, const char *row, const char *what,
               uint64_t got, uint64_t want)
{
    char text[160];

    if (got == want)
        return;
    snprintf(text, sizeof text, "row '%s': %s", row, what);
    test_fail_equal(file, line, text, got, want);
}

/* What stands in message word `i` of a row's call. */
static seL4_Word word_of(const struct row *row, seL4_Word i)
{
    return i < row->length && i < ROW_WORDS ? row->word[i] : CANARY + i;
}

struct sel4_message row_call(const struct row *row)
{
    struct sel4_message m = { .info = seL4_MessageInfo_new(
                                  row->label, 0, row->caps, row->length) };

    for (seL4_Word i = 0; i < seL4_FastMessageRegisters; i++)
        m.mr[i] = word_of(row, i);
    for (seL4_Word i = seL4_FastMessageRegisters; i < seL4_MsgMaxLength; i++)
        seL4_SetMR((int)i, word_of(row, i));
    for (seL4_Word i = 0; i < row->caps; i++)
        seL4_SetCap((int)i, row->extra[i]);
    sel4_trap_send(seL4_SysCall, row->cap, &m);
    return m;
}

static void check_answer(const struct row *row, const struct sel4_message *m,
                         const char *file, int line)
{
    seL4_Word length = seL4_MessageInfo_get_length(m->info);
    char what[32];

    row_equal(file, line, row->what, "label of the answer",
              seL4_MessageInfo_get_label(m->info), row->error);
    row_equal(file, line, row->what, "length of the answer", length,
              row->answers);
    row_equal(file, line, row->what, "badge of the answer", m->badge, 0);
    row_equal(file, line, row->what, "capabilities in the answer",
              seL4_MessageInfo_get_extraCaps(m->info) |
                  seL4_MessageInfo_get_capsUnwrapped(m->info),
              0);
    for (seL4_Word i = 0; i < seL4_FastMessageRegisters || i < length; i++) {
        snprintf(what, sizeof what, "message word %lu", i);
        row_equal(file, line, row->what, what,
                  i < seL4_FastMessageRegisters ? m->mr[i] : seL4_GetMR((int)i),
                  i < row->answers ? row->answer[i] : word_of(row, i));
    }
}

void walk(const struct row *rows, size_t count, const char *file, int line)
{
    for (size_t i = 0; i < count; i++) {
        struct sel4_message m;

        test_step(rows[i].what);
        m = row_call(&rows[i]);
        check_answer(&rows[i], &m, file, line);
    }
}

/* -- Faults ---------------------------------------------------------------- */

struct fault_handler make_fault_handler(void)
{
    struct fault_handler handler = { .endpoint = make_endpoint(),
                                     .reply = make_reply() };

    handler.sender = test_mint(handler.endpoint, seL4_AllRights, FAULT_BADGE);
    return handler;
}

struct test_thread *test_faulting_thread(const char *name, seL4_Word priority,
                                         void (*run)(void *), void *argument,
                                         const struct fault_handler *handler)
{
    struct test_thread *thread = test_thread(name, priority, run, argument);

    CHECK_OK(seL4_TCB_SetSchedParams(thread->tcb, TEST_TCB, TEST_PRIORITY_MAX,
                                     priority, thread->sc, handler->sender));
    return thread;
}

struct fault take_fault(const struct fault_handler *handler)
{
    struct fault fault = { seL4_Fault_NullFault };
    seL4_MessageInfo_t info;
    seL4_Word badge = 0;

    test_let_run();
    info = seL4_NBRecv(handler->endpoint, &badge, handler->reply);
    if (badge != FAULT_BADGE)
        return fault;
    fault.label = seL4_MessageInfo_get_label(info);
    fault.length = seL4_MessageInfo_get_length(info);
    for (seL4_Word i = 0; i < fault.length && i < seL4_MsgMaxLength; i++)
        fault.word[i] = seL4_GetMR((int)i);
    return fault;
}

/* -- Threads that make one system call ------------------------------------- */

struct trap trap_of(long number, seL4_CPtr a0, seL4_Word info, seL4_CPtr a6)
{
    struct trap trap = { .returned = false };

    for (unsigned i = 1; i < 32; i++)
        trap.registers.x[i] = REGISTER_CANARY(i);
    for (unsigned i = 0; i < 32; i++)
        trap.registers.f[i] = REGISTER_CANARY(64 + i);
    trap.registers.fcsr = 0x21; /* rounding mode 1, inexact */
    trap.registers.x[X_A7] = (uint64_t)number;
    trap.registers.x[X_A0] = a0;
    trap.registers.x[X_A1] = info;
    trap.registers.x[X_A6] = a6;
    return trap;
}

void trap_now(struct trap *trap)
{
    trap_registers(&trap->registers);
    trap->returned = true;
}

static void run_trap(void *trap)
{
    trap_now(trap);
}

struct test_thread *spawn_trap(const char *name, seL4_Word priority,
                               struct trap *trap)
{
    return test_spawn(name, priority, run_trap, trap);
}

struct test_thread *spawn_faulting_trap(const char *name, seL4_Word priority,
                                        struct trap *trap,
                                        const struct fault_handler *handler)
{
    struct test_thread *thread =
        test_faulting_thread(name, priority, run_trap, trap, handler);

    test_start(thread);
    return thread;
}

/* -- A deeper CSpace ------------------------------------------------------- */

seL4_CPtr enter_deep_space(void)
{
    seL4_CPtr root = make_cnode(1);

    CHECK_OK(seL4_CNode_Mint(root, 0, 1, TEST_CNODE, TEST_CNODE, DEPTH,
                             seL4_AllRights,
                             guard_word(0, 63 - TEST_CNODE_BITS)));
    CHECK_OK(seL4_TCB_SetSpace(TEST_TCB, TEST_FAULTS, root, 0, TEST_VSPACE, 0));
    return root;
}

/* -- Mapping --------------------------------------------------------------- */

volatile uint64_t *map_at(seL4_CPtr frame, seL4_Word at,
                          seL4_CapRights_t rights)
{
    seL4_Error error;

    while ((error = seL4_RISCV_Page_Map(frame, TEST_VSPACE, at, rights,
                                        seL4_RISCV_Default_VMAttributes)) ==
           seL4_FailedLookup)
        CHECK_OK(seL4_RISCV_PageTable_Map(make_page_table(), TEST_VSPACE, at,
                                          seL4_RISCV_Default_VMAttributes));
    CHECK_OK(error);
    return (volatile uint64_t *)at;
}
