/* SPDX-License-Identifier: MIT
 *
 * Reports of faults, for people: see fault_report.h.
 *
 *     monitor: client: page fault: write to 0x0
 *       #0 0x200134 in crash, client.c:12
 *       #1 0x200180 in init, client.c:20
 *        pc 0x0000000000200134   ra 0x0000000000200180 ...
 *       it is stopped
 */
#include "fault_report.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "backtrace.h"
#include "program_text.h"
#include "rows.h"
#include "tables.h"

enum { GUARD = 4096, REGISTERS_A_LINE = 4 };

static const struct plan_thread *thread_at(const struct plan *p, uint32_t i)
{
    return &plan_threads(p)[i];
}

static const char *component_name(const struct plan *p, uint32_t component)
{
    return plan_text(p, plan_components(p)[component].name);
}

/* "monitor: component: ", with the thread's name if it has another one. */
static void print_who(const struct plan *p, const struct plan_thread *t)
{
    const char *component = component_name(p, t->component);
    const char *thread = plan_text(p, t->name);

    printf("monitor: %s: ", component);
    if (strcmp(component, thread) != 0)
        printf("thread %s: ", thread);
}

/* -- which fault ----------------------------------------------------------- */

static const char *exception_name(seL4_Word cause)
{
    switch (cause) {
    case 0:
        return "misaligned instruction address";
    case 1:
        return "instruction access fault";
    case 2:
        return "illegal instruction";
    case 3:
        return "breakpoint";
    case 4:
        return "misaligned load";
    case 5:
        return "load access fault";
    case 6:
        return "misaligned store";
    case 7:
        return "store access fault";
    default:
        return "unknown cause";
    }
}

static const char *access_name(const seL4_Fault_t *f)
{
    enum { FETCH = 1, STORE = 7 };
    seL4_Word status = seL4_Fault_VMFault_ptr_get_FSR(f);

    return status == FETCH   ? "execute at"
           : status == STORE ? "write to"
                             : "read of";
}

/* Below the stack: in its guard page, or beyond it after one large step. */
static bool is_overflow(const struct plan_thread *t, seL4_Word address,
                        seL4_Word sp)
{
    if (t->stack_top == t->stack_bottom || address >= t->stack_bottom)
        return false;
    return t->stack_bottom - address <= GUARD ||
           (sp < t->stack_bottom && address >= sp);
}

static void print_page_fault(const struct plan_thread *t, const seL4_Fault_t *f,
                             const seL4_UserContext *r)
{
    seL4_Word address = seL4_Fault_VMFault_ptr_get_Addr(f);

    if (is_overflow(t, address, r->sp))
        printf("stack overflow: ");
    printf("page fault: %s 0x%lx\n", access_name(f), address);
}

static void print_cap_fault(const seL4_Fault_t *f)
{
    static const char *const failures[] = { "unknown", "invalid root",
                                            "missing capability",
                                            "depth mismatch",
                                            "guard mismatch" };
    seL4_Word failure = seL4_Fault_CapFault_ptr_get_LookupFailureType(f);

    printf("capability fault: slot 0x%lx, %s, %s\n",
           seL4_Fault_CapFault_ptr_get_Addr(f),
           seL4_Fault_CapFault_ptr_get_InRecvPhase(f) ? "receiving" : "sending",
           failures[failure <= seL4_GuardMismatch ? failure : 0]);
}

static void print_kind(const struct plan_thread *t, const seL4_Fault_t *f,
                       const seL4_UserContext *r)
{
    switch (seL4_Fault_ptr_get_seL4_FaultType(f)) {
    case seL4_Fault_VMFault:
        print_page_fault(t, f, r);
        break;
    case seL4_Fault_CapFault:
        print_cap_fault(f);
        break;
    case seL4_Fault_UnknownSyscall:
        printf("unknown system call %ld\n",
               (long)seL4_Fault_UnknownSyscall_ptr_get_Syscall(f));
        break;
    case seL4_Fault_UserException:
        printf("exception: %s\n",
               exception_name(seL4_Fault_UserException_ptr_get_Number(f)));
        break;
    default:
        printf("fault %lu\n", seL4_Fault_ptr_get_seL4_FaultType(f));
    }
}

/* -- where ----------------------------------------------------------------- */

/* Function, file and line of an address, as far as they are known. */
static void print_place(const struct plan *p, uint32_t component,
                        uint64_t address)
{
    const struct plan_row *row = rows_find(p, component, address);

    if (!row)
        return;
    printf(" in %s", plan_text(p, row->function));
    if (row->file)
        printf(", %s:%u", plan_text(p, row->file), row->line);
}

static void print_registers(const seL4_UserContext *r)
{
    static const char *const names[] = {
        "pc", "ra", "sp", "gp",  "s0",  "s1", "s2", "s3", "s4", "s5", "s6",
        "s7", "s8", "s9", "s10", "s11", "a0", "a1", "a2", "a3", "a4", "a5",
        "a6", "a7", "t0", "t1",  "t2",  "t3", "t4", "t5", "t6", "tp",
    };
    const seL4_Word *word = (const seL4_Word *)r;

    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        printf("  %3s 0x%016lx%s", names[i], word[i],
               (i + 1) % REGISTERS_A_LINE ? "" : "\n");
}

struct view {
    const struct plan *plan;
    const struct plan_thread *thread;
};

static bool read_view(void *context, uint64_t address, uint64_t *word)
{
    const struct view *view = context;

    return stack_read(view->plan, view->thread, address, word);
}

static void print_backtrace(const struct plan *p, const struct plan_thread *t,
                            const seL4_UserContext *r)
{
    struct backtrace_start start = {
        .pc = r->pc,
        .ra = r->ra,
        .frame = r->s0,
        .stack_bottom = t->stack_bottom,
        .stack_top = t->stack_top,
    };
    struct view view = { p, t };
    uint64_t list[BACKTRACE_MAX];
    unsigned count = backtrace(p, t->component, &start, read_view, &view, list);

    for (unsigned i = 0; i < count; i++) {
        printf("  #%u 0x%lx", i, list[i]);
        /* behind a call: the call itself is what is meant */
        print_place(p, t->component, i ? list[i] - 1 : list[i]);
        printf("\n");
    }
}

void fault_report(const struct plan *p, uint32_t thread,
                  const seL4_Fault_t *fault, const seL4_UserContext *registers)
{
    const struct plan_thread *t = thread_at(p, thread);

    print_who(p, t);
    print_kind(t, fault, registers);
    print_backtrace(p, t, registers);
    print_registers(registers);
    printf("  it is stopped\n");
}

void overrun_report(const struct plan *p, uint32_t thread,
                    const seL4_Fault_t *fault, uint64_t count,
                    const seL4_UserContext *registers)
{
    const struct plan_thread *t = thread_at(p, thread);
    seL4_Word owner = seL4_Fault_Timeout_ptr_get_data(fault);

    print_who(p, t);
    printf("budget overrun");
    if (count > 1)
        printf(" (number %lu)", count);
    if (owner && owner - 1 < p->components.count && owner - 1 != t->component)
        printf(", on the budget of %s", component_name(p, (uint32_t)owner - 1));
    printf(": %lu us used, at 0x%lx",
           seL4_Fault_Timeout_ptr_get_consumed(fault), registers->pc);
    print_place(p, t->component, registers->pc);
    printf("; it goes on in its next period\n");
}
