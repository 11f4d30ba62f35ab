/* SPDX-License-Identifier: MIT
 *
 * The monitor receives the faults of all threads that have no parent.
 *
 *     fault        the thread          the report
 *     time-out     goes on             the 1st, 2nd, 4th, 8th ... of a thread
 *     any other    stays stopped       each
 *
 * A fault arrives as if the thread had called: with a reply object. To leave
 * the thread stopped the monitor does not answer; when it receives with the
 * same reply object again, the kernel takes the thread out of it. Nothing that
 * arrives can stop the monitor: it waits for nobody, and what it does not
 * know it names and drops. In release builds there is no console to report
 * to; the monitor does the same in silence.
 */
#include "monitor.h"

#include <sel4/sel4.h>
#include <stdbool.h>
#include <stdio.h>

#include "check.h"
#include "fault_report.h"
#include "inspect.h"
#include "monitor_space.h"
#include "program_text.h"
#include "tables.h"

enum { ECALL = 0x73, INSTRUCTION_BYTES = 4 };

static uint64_t overruns[PLAN_THREADS_MAX];

/* The thread whose faults carry this badge; PLAN_NONE: nobody's. */
static uint32_t thread_of(const struct plan *p, uint64_t badge)
{
    const struct plan_thread *t = plan_threads(p);

    for (uint32_t i = 0; i < p->threads.count; i++)
        if ((t[i].fault == p->monitor && t[i].fault_badge == badge) ||
            (t[i].timeout == p->monitor && t[i].timeout_badge == badge))
            return i;
    return PLAN_NONE;
}

/* A time-out can be raised when the answer to a Call arrives and the caller
 * has no budget to go on: the thread then stands at its Call, which is over,
 * and must go on behind it. It has the badge of an answer, 0, in a0. */
static bool is_behind_call(const struct plan *p, uint32_t thread,
                           const seL4_UserContext *r)
{
    uint32_t instruction;

    return r->a7 == (seL4_Word)seL4_SysCall && r->a0 == 0 &&
           program_text_read(p, plan_threads(p)[thread].vspace, r->pc,
                             &instruction) &&
           instruction == ECALL;
}

static void let_go_on(const struct plan *p, uint32_t thread,
                      const seL4_UserContext *r)
{
    seL4_Word words = 0;

    if (is_behind_call(p, thread, r)) {
        seL4_SetMR(0, r->pc + INSTRUCTION_BYTES);
        words = 1;
    }
    seL4_Send(MONITOR_SLOT_REPLY, seL4_MessageInfo_new(0, 0, 0, words));
}

static void handle(const struct plan *p, uint32_t thread, seL4_Fault_t fault)
{
    seL4_UserContext registers = { 0 };
    bool is_timeout =
        seL4_Fault_get_seL4_FaultType(fault) == seL4_Fault_Timeout;

    (void)seL4_TCB_ReadRegisters(MONITOR_SLOT_THREADS + thread, seL4_False, 0,
                                 sizeof registers / sizeof(seL4_Word),
                                 &registers);
    if (!is_timeout) {
        fault_report(p, thread, &fault, &registers);
        return;
    }
    overruns[thread]++;
    if ((overruns[thread] & (overruns[thread] - 1)) == 0)
        overrun_report(p, thread, &fault, overruns[thread], &registers);
    let_go_on(p, thread, &registers);
}

_Noreturn void monitor_run(const struct plan *p)
{
    inspect_monitor(p);
    for (;;) {
        seL4_Word badge;
        seL4_MessageInfo_t tag =
            seL4_Recv(MONITOR_SLOT_ENDPOINT, &badge, MONITOR_SLOT_REPLY);
        uint32_t thread = thread_of(p, badge);
        seL4_Fault_t fault = seL4_getFault(tag);

        if (thread == PLAN_NONE)
            printf("monitor: a message from nobody: badge 0x%lx, label %lu\n",
                   badge, seL4_MessageInfo_get_label(tag));
        else if (seL4_Fault_get_seL4_FaultType(fault) == seL4_Fault_NullFault)
            printf("monitor: %s: a message that is no fault: label %lu\n",
                   plan_text(p, plan_threads(p)[thread].name),
                   seL4_MessageInfo_get_label(tag));
        else
            handle(p, thread, fault);
    }
}
