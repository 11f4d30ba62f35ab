/* SPDX-License-Identifier: MIT
 *
 * Steps 6 and 8: threads.
 *
 * Each gets its spaces, buffer, time and handlers, and the registers with
 * which it will begin. A passive thread's scheduling context is bound to its
 * notification too, so that the kernel takes it back when the thread begins
 * to wait (interfaces/protection_domain.h).
 *
 * The initialiser has the highest priority: of the threads it lets run none
 * gets the processor before it waits itself. That ends where the domain
 * schedule starts, which is therefore the last thing.
 */
#include <stdio.h>

#include "report.h"
#include "setup.h"
#include "tables.h"

static const char step_name[] = "configure";

/* The badge of a context tells in time-outs whose budget it was. */
static void configure_contexts(struct setup *s)
{
    const struct plan_object *o = plan_objects(s->plan);

    for (uint32_t i = 0; i < s->plan->objects.count; i++)
        if (o[i].type == PLAN_SCHED_CONTEXT)
            expect(seL4_SchedControl_Configure(
                       s->boot->schedcontrol.start, setup_cap(s, i), o[i].first,
                       o[i].second, seL4_MaxExtraRefills(o[i].size_bits),
                       o[i].component == PLAN_NONE ? 0 : o[i].component + 1),
                   step_name, plan_object_name(s->plan, i));
}

static void bind_irqs(struct setup *s)
{
    const struct plan_irq *irqs = plan_irqs(s->plan);

    for (uint64_t i = 0; i < s->plan->irqs.count; i++) {
        const char *name = plan_object_name(s->plan, irqs[i].irq);
        seL4_CPtr badged = setup_copy(s, "bind interrupt", name,
                                      setup_cap(s, irqs[i].notification),
                                      PLAN_WRITE, irqs[i].badge);

        expect(
            seL4_IRQHandler_SetNotification(setup_cap(s, irqs[i].irq), badged),
            "bind interrupt", name);
        setup_drop(s, badged);
        s->done.irqs++;
    }
}

static void set_spaces(struct setup *s, const struct plan_thread *t,
                       const char *name)
{
    seL4_CPtr tcb = setup_cap(s, t->tcb);
    bool buffer = t->ipc_frame != PLAN_NONE;

    expect(seL4_TCB_Configure(
               tcb, setup_cap(s, t->cnode),
               seL4_CNode_CapData_new(0, t->cspace_guard).words[0],
               setup_cap(s, t->vspace), 0, buffer ? t->ipc_vaddr : 0,
               buffer ? setup_cap(s, t->ipc_frame) : seL4_CapNull),
           step_name, name);
}

/* A handler capability as the thread gets it; null for none. */
static seL4_CPtr handler(struct setup *s, const char *name, uint32_t endpoint,
                         uint32_t rights, uint64_t badge)
{
    if (endpoint == PLAN_NONE)
        return seL4_CapNull;
    return setup_copy(s, step_name, name, setup_cap(s, endpoint), rights,
                      badge);
}

static void set_schedule(struct setup *s, const struct plan_thread *t,
                         const char *name)
{
    seL4_CPtr tcb = setup_cap(s, t->tcb);
    seL4_CPtr context = t->sched_context == PLAN_NONE
                            ? seL4_CapNull
                            : setup_cap(s, t->sched_context);
    seL4_CPtr fault =
        handler(s, name, t->fault, t->fault_rights, t->fault_badge);

    expect(seL4_TCB_SetSchedParams(tcb, seL4_CapInitThreadTCB, t->max_priority,
                                   t->priority, context, fault),
           step_name, name);
    if (fault)
        setup_drop(s, fault);
    if (t->timeout != PLAN_NONE) {
        seL4_CPtr timeout =
            handler(s, name, t->timeout, t->timeout_rights, t->timeout_badge);

        expect(seL4_TCB_SetTimeoutEndpoint(tcb, timeout), step_name, name);
        setup_drop(s, timeout);
    }
    if (t->domain)
        expect(seL4_DomainSet_Set(seL4_CapDomain, (seL4_Uint8)t->domain, tcb),
               "set domain", name);
}

static void set_notification(struct setup *s, const struct plan_thread *t,
                             const char *name)
{
    seL4_CPtr notification;

    if (t->notification == PLAN_NONE)
        return;
    notification = setup_cap(s, t->notification);
    expect(seL4_TCB_BindNotification(setup_cap(s, t->tcb), notification),
           "bind notification", name);
    if (t->flags & PLAN_THREAD_PASSIVE)
        expect(seL4_SchedContext_Bind(setup_cap(s, t->sched_context),
                                      notification),
               "bind context", name);
}

static void set_registers(struct setup *s, const struct plan_thread *t,
                          const char *name)
{
    seL4_CPtr tcb = setup_cap(s, t->tcb);
    seL4_UserContext registers = {
        .pc = t->entry,
        .sp = t->stack,
        .a0 = t->argument[0],
        .a1 = t->argument[1],
        .a2 = t->argument[2],
        .a3 = t->argument[3],
    };

    expect(seL4_TCB_WriteRegisters(tcb, seL4_False, 0,
                                   sizeof registers / sizeof(seL4_Word),
                                   &registers),
           step_name, name);
    if (!(t->flags & PLAN_THREAD_FPU))
        expect(seL4_TCB_SetFlags(tcb, 0, seL4_TCBFlag_fpuDisabled).error,
               step_name, name);
#ifdef CONFIG_DEBUG_BUILD
    seL4_DebugNameThread(tcb, name);
#endif
}

void configure_threads(struct setup *s)
{
    const struct plan_thread *t = plan_threads(s->plan);

    configure_contexts(s);
    bind_irqs(s);
    for (uint64_t i = 0; i < s->plan->threads.count; i++) {
        const char *name = plan_text(s->plan, t[i].name);

        set_spaces(s, &t[i], name);
        set_schedule(s, &t[i], name);
        set_notification(s, &t[i], name);
        set_registers(s, &t[i], name);
        s->done.threads++;
    }
}

/* The schedule, in which the initialiser's domain 0 should appear: else the
 * monitor, which is in it, never runs. */
static void start_domains(struct setup *s)
{
    const struct plan_domain *d = plan_domains(s->plan);
    bool monitored = false;

    if (s->plan->domains.count == 0)
        return;
    for (uint64_t i = 0; i < s->plan->domains.count; i++) {
        expect(seL4_DomainSet_ScheduleConfigure(
                   seL4_CapDomain, i, (seL4_Uint8)d[i].domain, d[i].ticks),
               "schedule domains", "entry");
        monitored = monitored || (d[i].domain == 0 && !d[i].end);
    }
    if (!monitored)
        printf("initialiser: domain 0 is not in the schedule: "
               "faults will not be reported\n");
    expect(
        seL4_DomainSet_ScheduleSetStart(seL4_CapDomain, s->plan->domain_start),
        "schedule domains", "start");
}

void start_threads(struct setup *s)
{
    const struct plan_thread *t = plan_threads(s->plan);

    for (uint64_t i = 0; i < s->plan->threads.count; i++)
        if (t[i].flags & PLAN_THREAD_START)
            expect(seL4_TCB_Resume(setup_cap(s, t[i].tcb)), "start",
                   plan_text(s->plan, t[i].name));
    start_domains(s);
}
