/* SPDX-License-Identifier: MIT
 *
 * The steps of a start: see start.h. Each is a function which returns
 * PROCESS_SUCCESS, or has said in `why` what went wrong.
 *
 * One start at a time, so what the steps hand on has its place here.
 */
#include "start.h"

#include <camkes.h>
#include <interfaces/application.h>
#include <logger.h>
#include <stdarg.h>
#include <stdio.h>

#include "attempts.h"
#include "ends.h"
#include "layout.h"
#include "package.h"
#include "refusals.h"
#include "run.h"
#include "table.h"

enum { WHY_BYTES = 160 };

struct start {
    const char *id;
    struct package package;
    struct bundle bundle;
    struct layout layout;
    struct run *run;
    bool installed; /* by this start */
    char why[WHY_BYTES];
};

__attribute__((format(printf, 3, 4))) static enum process_error
fail(struct start *s, enum process_error error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(s->why, sizeof s->why, format, arguments);
    va_end(arguments);
    return error;
}

/* The end of a step that asked the kernel. */
static enum process_error kernel_said(struct start *s, seL4_Error error,
                                      const char *what)
{
    if (error == seL4_NoError)
        return PROCESS_SUCCESS;
    return fail(s, PROCESS_START_FAILED, "%s: %s", what,
                refusal_of_kernel(error));
}

/* Slot of one of the run's objects. */
static seL4_CPtr slot(const struct start *s, uint32_t object)
{
    return s->run->first + object;
}

/* -- 1: the package -------------------------------------------------------- */

/* The coordinator finds it whether it is installed or built in. */
static enum process_error load(struct start *s)
{
    uint32_t length = 0;
    const char *words = "";
    int error = ATTEMPT(security_size_buffer(s->id, &length), SECURITY_DEVICE);

    if (error == SECURITY_OK)
        error = package_load(&s->package, s->id, length, &words);
    else
        error = refusal_of_security(error, &words, PROCESS_START_FAILED);
    if (error != PROCESS_SUCCESS)
        fail(s, error, "%s", words);
    return error;
}

/* -- 2: the manifest ------------------------------------------------------- */

/* The coordinator has looked at the package, too; but who maps its segments
 * wants to know for himself. */
static enum process_error check(struct start *s)
{
    unsigned where;
    enum bundle_error error =
        bundle_verify(s->package.bytes, s->package.length, &s->bundle, &where);
    const struct bundle_manifest *m = &s->bundle.manifest;

    if (error != BUNDLE_OK)
        return fail(s, PROCESS_DESERIALIZE_ERROR, "%s (%u)",
                    bundle_error_text(error), where);
    if (m->priority > (uint64_t)highest_priority)
        return fail(s, PROCESS_START_FAILED,
                    "it wants priority %u; applications have at most %d",
                    (unsigned)m->priority, highest_priority);
    if (!layout_make(&s->layout, &s->bundle))
        return fail(s, PROCESS_START_FAILED,
                    "it needs %u objects; a bundle has at most %d",
                    s->layout.slots, MEMORY_COUNT_MAX);
    return PROCESS_SUCCESS;
}

/* -- 3: memory ------------------------------------------------------------- */

/* The manifest's quota is for memory that the bundle uses. What it takes to
 * keep it, the thread, tables, and what the memory manager rounds up, comes on
 * top. */
static enum process_error open_account(struct start *s)
{
    uint64_t bytes = s->bundle.manifest.quota + s->layout.overhead +
                     s->layout.bytes / 16 + BUNDLE_PAGE;
    int error =
        ATTEMPT(memory_open(bytes, &s->run->account), MEMORY_OUT_OF_MEMORY);

    if (error != MEMORY_OK)
        return fail(s, PROCESS_START_FAILED, "an account for %lu bytes: %s",
                    (unsigned long)bytes, refusal_of_memory(error));
    return PROCESS_SUCCESS;
}

/* One row of slots: the objects, behind them the guarded CNode. */
static enum process_error allocate(struct start *s)
{
    struct run *r = s->run;
    struct memory_object objects[LAYOUT_OBJECTS];
    enum process_error error = open_account(s);
    int refused;

    if (error != PROCESS_SUCCESS)
        return error;
    r->first = slots_take_row(&slots, s->layout.slots + 1);
    if (!r->first)
        return fail(s, PROCESS_START_FAILED, "%u slots are not left",
                    s->layout.slots + 1);
    r->slots = s->layout.slots + 1;
    layout_objects(&s->layout, (uint32_t)r->first, objects);
    refused = ATTEMPT(memory_alloc(r->account, LAYOUT_OBJECTS, objects,
                                   MEMORY_LONG, CAMKES_OWN_CNODE, &r->batch),
                      MEMORY_OUT_OF_MEMORY);
    if (refused != MEMORY_OK)
        return fail(s, PROCESS_START_FAILED, "%u objects of %lu bytes: %s",
                    s->layout.slots, (unsigned long)s->layout.bytes,
                    refusal_of_memory(refused));
    r->has_objects = true;
    return PROCESS_SUCCESS;
}

/* -- 4: the CNode ---------------------------------------------------------- */

static enum process_error guard_cnode(struct start *s)
{
    struct run *r = s->run;
    seL4_Word guard =
        seL4_CNode_CapData_new(0, seL4_WordBits - APPLICATION_CNODE_BITS)
            .words[0];

    r->cspace = slot(s, s->layout.slots);
    return kernel_said(
        s,
        KERNEL(seL4_CNode_Mutate(CAMKES_OWN_CNODE, r->cspace, seL4_WordBits,
                                 CAMKES_OWN_CNODE, slot(s, LAYOUT_CNODE),
                                 seL4_WordBits, guard)),
        "guard");
}

/* -- 5 and 6: the address space -------------------------------------------- */

static enum process_error add_tables(struct start *s)
{
    for (uint32_t i = 0; i < s->layout.tables; i++) {
        seL4_Error error = KERNEL(seL4_RISCV_PageTable_Map(
            slot(s, LAYOUT_TABLES + i), slot(s, LAYOUT_VSPACE),
            s->layout.table[i], seL4_RISCV_Default_VMAttributes));

        if (error)
            return kernel_said(s, error, "page table");
    }
    return PROCESS_SUCCESS;
}

/* A frame of a range, with what the bundle has for it. */
static seL4_Error map_page(const struct start *s, const struct layout_range *r,
                           uint32_t page)
{
    const uint64_t offset = (uint64_t)page * BUNDLE_PAGE;
    const seL4_CPtr frame = slot(s, r->slot + page);
    seL4_Error error = seL4_NoError;

    if (offset < r->size) {
        uint64_t rest = r->size - offset;

        error = package_fill_page(
            frame, r->bytes + offset,
            (uint32_t)(rest < BUNDLE_PAGE ? rest : BUNDLE_PAGE));
    }
    if (error)
        return error;
    return KERNEL(seL4_RISCV_Page_Map(
        frame, slot(s, LAYOUT_VSPACE), r->vaddr + offset,
        seL4_CapRights_new(0, 0, 1, !!(r->rights & BUNDLE_WRITE)),
        r->rights & BUNDLE_EXECUTE ? seL4_RISCV_Default_VMAttributes
                                   : seL4_RISCV_ExecuteNever));
}

static enum process_error map_ranges(struct start *s, uint32_t from,
                                     uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        for (uint32_t k = 0; k < s->layout.range[i].pages; k++) {
            seL4_Error error = map_page(s, &s->layout.range[i], k);

            if (error)
                return kernel_said(s, error, "page");
        }
    return PROCESS_SUCCESS;
}

/* What was written as data shall be fetched as instructions. */
static void wrote_instructions(void)
{
    __asm__ volatile(".option push\n.option arch, +zifencei\nfence.i\n"
                     ".option pop" ::
                         : "memory");
}

static enum process_error make_space(struct start *s)
{
    enum process_error error =
        kernel_said(s,
                    KERNEL(seL4_RISCV_ASIDPool_Assign(CAMKES_ASID_POOL,
                                                      slot(s, LAYOUT_VSPACE))),
                    "address space number");

    if (error == PROCESS_SUCCESS)
        error = add_tables(s);
    if (error == PROCESS_SUCCESS)
        error = map_ranges(s, 0, s->bundle.segments);
    wrote_instructions();
    return error;
}

static enum process_error map_stack(struct start *s)
{
    return map_ranges(s, s->bundle.segments, s->layout.ranges);
}

/* -- 7: the thread --------------------------------------------------------- */

static seL4_Error give_time(struct start *s)
{
    const struct bundle_manifest *m = &s->bundle.manifest;
    seL4_Error error = KERNEL(seL4_SchedControl_Configure(
        CAMKES_SCHED_CONTROL, slot(s, LAYOUT_CONTEXT), m->budget, m->period, 0,
        0));

    s->run->budget = m->budget;
    s->run->period = m->period;
    if (error)
        return error;
    return KERNEL(seL4_TCB_SetSchedParams(
        slot(s, LAYOUT_TCB), CAMKES_OWN_TCB, 0, m->priority,
        slot(s, LAYOUT_CONTEXT), seL4_CapNull));
}

static seL4_Error set_registers(struct start *s)
{
    const uint64_t heap = s->bundle.manifest.heap;
    seL4_UserContext registers = {
        .pc = s->bundle.entry,
        .sp = APPLICATION_STACK_END,
        .a0 = APPLICATION_IPC_BUFFER,
        .a1 = APPLICATION_PAGE,
        .a2 = APPLICATION_HEAP,
        .a3 = heap,
    };

    return KERNEL(seL4_TCB_WriteRegisters(slot(s, LAYOUT_TCB), seL4_False, 0,
                                          sizeof registers / sizeof(seL4_Word),
                                          &registers));
}

static enum process_error make_thread(struct start *s)
{
    const struct run *r = s->run;
    seL4_Error error = KERNEL(seL4_TCB_Configure(
        slot(s, LAYOUT_TCB), r->cspace, 0, slot(s, LAYOUT_VSPACE), 0,
        APPLICATION_IPC_BUFFER, slot(s, s->layout.ipc_buffer)));

    if (!error)
        error = give_time(s);
    if (!error)
        error = set_registers(s);
#ifdef CONFIG_DEBUG_BUILD
    if (!error)
        seL4_DebugNameThread(slot(s, LAYOUT_TCB), s->id);
#endif
    return kernel_said(s, error, "thread");
}

/* -- 8: endpoints ---------------------------------------------------------- */

static enum process_error ask_runtime(struct start *s)
{
    struct run *r = s->run;
    seL4_CPtr endpoint = seL4_CapNull;

    if (!ATTEMPT(runtime_attach(r->number, s->id,
                                (uint32_t)s->bundle.manifest.services,
                                slot(s, s->layout.page), &endpoint),
                 0))
        return fail(s, PROCESS_START_FAILED, "the SDK runtime refused it");
    r->has_requests = true;
    r->request = ATTEMPT(slots_keep(&slots, endpoint), seL4_CapNull);
    if (!r->request)
        return fail(s, PROCESS_START_FAILED,
                    "the SDK runtime gave no endpoint");
    return PROCESS_SUCCESS;
}

static enum process_error pager_said(struct start *s, int error,
                                     const char *what)
{
    if (error == PAGER_OK)
        return PROCESS_SUCCESS;
    return fail(s, PROCESS_START_FAILED, "%s: %s", what,
                refusal_of_pager(error));
}

static enum process_error ask_pager(struct start *s)
{
    struct run *r = s->run;
    seL4_CPtr endpoint = seL4_CapNull;
    int error = ATTEMPT(spaces_attach(r->number, s->id, r->account,
                                      slot(s, LAYOUT_VSPACE), &endpoint),
                        PAGER_NO_MEMORY);

    if (error != PAGER_OK)
        return pager_said(s, error, "address space");
    r->has_space = true;
    r->fault = ATTEMPT(slots_keep(&slots, endpoint), seL4_CapNull);
    if (!r->fault)
        return fail(s, PROCESS_START_FAILED, "the pager gave no endpoint");
    if (s->bundle.manifest.heap)
        error = ATTEMPT(spaces_add(r->number, APPLICATION_HEAP,
                                   s->bundle.manifest.heap,
                                   PAGER_READ | PAGER_WRITE, PAGER_LAZY),
                        PAGER_NO_MEMORY);
    return pager_said(s, error, "heap");
}

static enum process_error find_endpoints(struct start *s)
{
    enum process_error error = ask_runtime(s);

    return error == PROCESS_SUCCESS ? ask_pager(s) : error;
}

/* -- 9: capabilities ------------------------------------------------------- */

/* The one for requests is all that the bundle holds. The one for faults goes
 * into the TCB, where it cannot use it by itself. */
static enum process_error move_in(struct start *s)
{
    struct run *r = s->run;
    seL4_Error error =
        KERNEL(seL4_CNode_Move(r->cspace, APPLICATION_REQUESTS, seL4_WordBits,
                               CAMKES_OWN_CNODE, r->request, seL4_WordBits));

    if (!error)
        error =
            KERNEL(seL4_TCB_SetSpace(slot(s, LAYOUT_TCB), r->fault, r->cspace,
                                     0, slot(s, LAYOUT_VSPACE), 0));
    if (error)
        return kernel_said(s, error, "endpoints");
    slots_drop(&slots, r->request);
    slots_drop(&slots, r->fault);
    r->request = r->fault = seL4_CapNull;
    return PROCESS_SUCCESS;
}

/* -- 10: it runs ----------------------------------------------------------- */

/* What is built in is installed by its first start: as late as can be, so that
 * there is hardly anything left that could go wrong. */
static enum process_error install(struct start *s)
{
    int error = ATTEMPT(security_install_builtin(s->id), SECURITY_DEVICE);
    const char *words;

    s->installed = error == SECURITY_OK;
    if (s->installed || error == SECURITY_FOUND)
        return PROCESS_SUCCESS;
    error = refusal_of_security(error, &words, PROCESS_INSTALL_FAILED);
    return fail(s, error, "to install it: %s", words);
}

/* Keys that the bundle had before stay. */
static void take_back(const struct start *s)
{
    if (s->installed && security_withdraw_builtin(s->id) != SECURITY_OK)
        log_error("start", "%s stays installed", s->id);
}

static enum process_error resume(struct start *s)
{
    enum process_error error;

    if (!ATTEMPT(ends_expect(s->run->number), false))
        return fail(s, PROCESS_START_FAILED, "too many bundles run");
    error = install(s);
    if (error != PROCESS_SUCCESS)
        return error;
    return kernel_said(s, KERNEL(seL4_TCB_Resume(slot(s, LAYOUT_TCB))),
                       "thread");
}

/* -- the row of steps ------------------------------------------------------ */

static const struct step {
    const char *name;
    enum process_error (*take)(struct start *s);
} steps[] = {
    { "package", load },
    { "manifest", check },
    { "memory", allocate },
    { "CNode", guard_cnode },
    { "address space", make_space },
    { "stack", map_stack },
    { "thread", make_thread },
    { "endpoints", find_endpoints },
    { "capabilities", move_in },
    { "resume", resume },
};

enum { STEPS = sizeof steps / sizeof *steps };

/* Takes one step after the other; `done` counts those that were taken. */
static enum process_error take_steps(struct start *s, unsigned *done)
{
    enum process_error error = PROCESS_SUCCESS;

    for (*done = 0; *done < STEPS; ++*done) {
        error = steps[*done].take(s);
        if (error != PROCESS_SUCCESS)
            break;
        attempts_step_ended(*done + 1);
    }
    return error;
}

enum process_error start_bundle(const char *id, uint32_t run)
{
    static struct start s;
    enum process_error error;
    unsigned done;

    s = (struct start){ .id = id, .run = run_begin(run, id) };
    if (!s.run)
        return refuse(PROCESS_START_FAILED, "start %s: %d bundles run already",
                      id, TABLE_RUNS);
    attempts_step_ended(0);
    error = take_steps(&s, &done);
    package_close(&s.package);
    if (error == PROCESS_SUCCESS) {
        log_debug("start", "%s is run %u, of %u objects", id, run,
                  s.layout.slots);
        return error;
    }
    take_back(&s);
    ends_forget(run);
    run_end(s.run);
    return refuse(error, "start %s: step %u of %d, %s: %s", id, done + 1, STEPS,
                  steps[done].name, s.why);
}
