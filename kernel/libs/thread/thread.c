/* SPDX-License-Identifier: MIT
 *
 * Making threads. The creator never writes the new thread's memory, which
 * may be in another address space: the registers carry what the thread needs
 * to know, and its first act is to fill its own thread-local storage.
 */
#include "thread.h"

#include <start.h>

extern char __global_pointer$[];

static _Noreturn void thread_main(void (*run)(seL4_Word), seL4_Word argument,
                                  seL4_IPCBuffer *buffer, void *tls,
                                  seL4_CPtr self)
{
    start_thread_locals(tls, buffer);
    run(argument);
    for (;;) {
        if (self != seL4_CapNull)
            seL4_TCB_Suspend(self);
        else
            __builtin_trap();
    }
}

/* Stack and IPC buffer; where storage and stack pointer lie in them. */
static seL4_Error make_memory(struct objects *pool, struct thread *thread)
{
    struct address_space *space = thread->config.space;
    seL4_Word pages = thread->config.stack_pages;
    seL4_Word stack;
    seL4_Error error =
        address_space_allocate(pool, space, pages, &stack, SEL4_NULL);

    if (error != seL4_NoError)
        return error;
    thread->tls = stack + (pages << seL4_PageBits) - start_tls_size();
    thread->stack_top = thread->tls;
    return address_space_allocate(pool, space, 1, &thread->ipc_buffer,
                                  &thread->ipc_frame);
}

/* The scheduling context, filled with the wanted budget and period. */
static seL4_Error make_time(struct objects *pool, struct thread *thread)
{
    const struct thread_config *config = &thread->config;
    seL4_Error error =
        objects_create(pool, seL4_SchedContextObject, seL4_MinSchedContextBits,
                       &thread->sched_context);

    if (error != seL4_NoError)
        return error;
    return seL4_SchedControl_Configure(seL4_GetBootInfo()->schedcontrol.start,
                                       thread->sched_context, config->budget,
                                       config->period, 0, 0);
}

/* The TCB, with its spaces, buffer, priority, time and fault handler. */
static seL4_Error make_tcb(struct objects *pool, struct thread *thread)
{
    struct thread_config *config = &thread->config;
    seL4_Error error = objects_create(pool, seL4_TCBObject, 0, &thread->tcb);

    if (error != seL4_NoError)
        return error;
    if (config->cspace == seL4_CapNull) {
        config->cspace = seL4_CapInitThreadCNode;
        config->self = thread->tcb;
    }
    error = seL4_TCB_Configure(thread->tcb, config->cspace, config->cspace_data,
                               config->space->root, 0, thread->ipc_buffer,
                               thread->ipc_frame);
    if (error != seL4_NoError)
        return error;
    return seL4_TCB_SetSchedParams(
        thread->tcb, seL4_CapInitThreadTCB, config->priority, config->priority,
        thread->sched_context, config->fault_endpoint);
}

seL4_Error thread_create(struct objects *pool,
                         const struct thread_config *config,
                         struct thread *thread)
{
    seL4_Error error;

    *thread = (struct thread){ .config = *config };
    error = make_memory(pool, thread);
    if (error == seL4_NoError)
        error = make_time(pool, thread);
    if (error == seL4_NoError)
        error = make_tcb(pool, thread);
#ifdef CONFIG_DEBUG_BUILD
    if (error == seL4_NoError)
        seL4_DebugNameThread(thread->tcb, config->name);
#endif
    return error;
}

seL4_Error thread_start(struct thread *thread)
{
    seL4_UserContext registers = {
        .pc = (seL4_Word)thread_main,
        .sp = thread->stack_top,
        .gp = (seL4_Word)__global_pointer$,
        .tp = thread->tls,
        .a0 = (seL4_Word)thread->config.run,
        .a1 = thread->config.argument,
        .a2 = thread->ipc_buffer,
        .a3 = thread->tls,
        .a4 = thread->config.self,
    };

    return seL4_TCB_WriteRegisters(thread->tcb, seL4_True, 0,
                                   sizeof(registers) / sizeof(seL4_Word),
                                   &registers);
}
