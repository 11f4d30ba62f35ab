/* SPDX-License-Identifier: MIT
 *
 * Threads.
 *
 * Capabilities given as arguments are copied into the TCB. A null capability
 * (seL4_CapNull) clears a fault handler or takes a scheduling context away.
 */
#pragma once

#include <interfaces/invoke.h>

/**
 * Reads registers of a thread, which must not be the caller.
 *
 * @param suspend_source  stop the thread first
 * @param arch_flags      ignored
 * @param count           how many, 1..32, in the order of seL4_UserContext
 * @param regs            receives them; further ones keep their value
 *
 * seL4_RangeError count; seL4_IllegalOperation the caller itself.
 */
LIBSEL4_INLINE seL4_Error seL4_TCB_ReadRegisters(seL4_TCB service,
                                                 seL4_Bool suspend_source,
                                                 seL4_Uint8 arch_flags,
                                                 seL4_Word count,
                                                 seL4_UserContext *regs)
{
    seL4_Word *to = (seL4_Word *)regs;
    struct sel4_message answer;
    seL4_Error error = sel4_invoke_answer(
        service, TCBReadRegisters,
        SEL4_LIST((suspend_source & 1) | (seL4_Word)arch_flags << 8, count),
        SEL4_NO_LIST, &answer);

    if (error != seL4_NoError)
        return error;
    seL4_Word length = seL4_MessageInfo_get_length(answer.info);
    sel4_to_buffer(&answer, SEL4_NULL);
    for (seL4_Word i = 0; i < length && i < count && i < 32; i++)
        to[i] = seL4_GetMR((int)i);
    return seL4_NoError;
}

/**
 * Writes registers of a thread, which must not be the caller.
 *
 * @param resume_target  let it run afterwards, as seL4_TCB_Resume does
 * @param arch_flags     ignored
 * @param count          how many, 0..32, in the order of seL4_UserContext
 * @param regs           where they are
 *
 * seL4_TruncatedMessage count above 32; seL4_IllegalOperation the caller.
 */
LIBSEL4_INLINE seL4_Error seL4_TCB_WriteRegisters(seL4_TCB service,
                                                  seL4_Bool resume_target,
                                                  seL4_Uint8 arch_flags,
                                                  seL4_Word count,
                                                  seL4_UserContext *regs)
{
    seL4_Word word[2 + 32] = { (resume_target & 1) | (seL4_Word)arch_flags << 8,
                               count };

    for (int i = 0; i < 32; i++)
        word[2 + i] = ((const seL4_Word *)regs)[i];
    return sel4_invoke(service, TCBWriteRegisters, word, 2 + 32, SEL4_NO_LIST);
}

/**
 * Copies registers from one thread to another. In this order: suspend the
 * source, resume the target, copy words 0..15 (frame), 16..31 (integer).
 * seL4_InvalidCapability (1) source is no TCB.
 */
LIBSEL4_INLINE seL4_Error seL4_TCB_CopyRegisters(
    seL4_TCB service, seL4_TCB source, seL4_Bool suspend_source,
    seL4_Bool resume_target, seL4_Bool transfer_frame,
    seL4_Bool transfer_integer, seL4_Uint8 arch_flags)
{
    seL4_Word flags = (suspend_source & 1) | (resume_target & 1) << 1 |
                      (transfer_frame & 1) << 2 | (transfer_integer & 1) << 3 |
                      (seL4_Word)arch_flags << 8;

    return sel4_invoke(service, TCBCopyRegisters, SEL4_LIST(flags),
                       SEL4_LIST(source));
}

/**
 * Sets CSpace, VSpace and IPC buffer.
 *
 * @param cspace_root       CNode
 * @param cspace_root_data  its guard as a data word; 0 keeps what it has
 * @param vspace_root       page table with an ASID
 * @param vspace_root_data  ignored
 * @param buffer            address of the buffer, a multiple of 1024; 0: none
 * @param bufferFrame       frame that holds it, not of a device
 *
 * seL4_IllegalOperation: a capability of the wrong kind, a guard that does
 * not fit, or the thread holds the last capability of its CSpace or VSpace.
 * seL4_AlignmentError buffer.
 */
LIBSEL4_INLINE seL4_Error seL4_TCB_Configure(
    seL4_TCB service, seL4_CNode cspace_root, seL4_Word cspace_root_data,
    seL4_CPtr vspace_root, seL4_Word vspace_root_data, seL4_Word buffer,
    seL4_CPtr bufferFrame)
{
    return sel4_invoke(service, TCBConfigure,
                       SEL4_LIST(cspace_root_data, vspace_root_data, buffer),
                       SEL4_LIST(cspace_root, vspace_root, bufferFrame));
}

/**
 * Sets the priority, 0..255, at most the authority's maximum.
 * seL4_InvalidCapability (1) authority is no TCB; seL4_RangeError.
 */
LIBSEL4_INLINE seL4_Error seL4_TCB_SetPriority(seL4_TCB service,
                                               seL4_TCB authority,
                                               seL4_Word priority)
{
    return sel4_invoke(service, TCBSetPriority, SEL4_LIST(priority),
                       SEL4_LIST(authority));
}

/** Sets the maximum controlled priority; errors of seL4_TCB_SetPriority. */
LIBSEL4_INLINE seL4_Error seL4_TCB_SetMCPriority(seL4_TCB service,
                                                 seL4_TCB authority,
                                                 seL4_Word mcp)
{
    return sel4_invoke(service, TCBSetMCPriority, SEL4_LIST(mcp),
                       SEL4_LIST(authority));
}

/**
 * Sets maximum controlled priority, priority, scheduling context and fault
 * handler.
 *
 * @param sched_context  null takes the thread's away
 * @param fault_ep       endpoint with Write and Grant or GrantReply; null
 *                       clears
 *
 * seL4_InvalidCapability (1) authority, (2) sched_context, (3) fault_ep;
 * seL4_RangeError mcp or priority; seL4_IllegalOperation one of thread and
 * context is bound elsewhere, or the thread is blocked and the context is
 * not ready, or null for the caller itself.
 */
LIBSEL4_INLINE seL4_Error seL4_TCB_SetSchedParams(
    seL4_TCB service, seL4_TCB authority, seL4_Word mcp, seL4_Word priority,
    seL4_CPtr sched_context, seL4_CPtr fault_ep)
{
    return sel4_invoke(service, TCBSetSchedParams, SEL4_LIST(mcp, priority),
                       SEL4_LIST(authority, sched_context, fault_ep));
}

/** Sets the timeout handler; seL4_InvalidCapability (1) as a fault_ep. */
LIBSEL4_INLINE seL4_Error
seL4_TCB_SetTimeoutEndpoint(seL4_TCB service, seL4_CPtr timeout_fault_ep)
{
    return sel4_invoke(service, TCBSetTimeoutEndpoint, SEL4_NO_LIST,
                       SEL4_LIST(timeout_fault_ep));
}

/** Sets the IPC buffer as seL4_TCB_Configure does. */
LIBSEL4_INLINE seL4_Error seL4_TCB_SetIPCBuffer(seL4_TCB service,
                                                seL4_Word buffer,
                                                seL4_CPtr bufferFrame)
{
    return sel4_invoke(service, TCBSetIPCBuffer, SEL4_LIST(buffer),
                       SEL4_LIST(bufferFrame));
}

/**
 * Sets fault handler, CSpace and VSpace as seL4_TCB_Configure does.
 * seL4_InvalidCapability (1) fault_ep.
 */
LIBSEL4_INLINE seL4_Error seL4_TCB_SetSpace(seL4_TCB service,
                                            seL4_CPtr fault_ep,
                                            seL4_CNode cspace_root,
                                            seL4_Word cspace_root_data,
                                            seL4_CPtr vspace_root,
                                            seL4_Word vspace_root_data)
{
    return sel4_invoke(service, TCBSetSpace,
                       SEL4_LIST(cspace_root_data, vspace_root_data),
                       SEL4_LIST(fault_ep, cspace_root, vspace_root));
}

/** Stops a thread; what it waits for is cancelled. No error. */
LIBSEL4_INLINE seL4_Error seL4_TCB_Suspend(seL4_TCB service)
{
    return sel4_invoke(service, TCBSuspend, SEL4_NO_LIST, SEL4_NO_LIST);
}

/** Lets a stopped or blocked thread run (again). No error. */
LIBSEL4_INLINE seL4_Error seL4_TCB_Resume(seL4_TCB service)
{
    return sel4_invoke(service, TCBResume, SEL4_NO_LIST, SEL4_NO_LIST);
}

/**
 * Binds a notification, whose signals then end the thread's receives.
 * seL4_IllegalOperation: either is bound already, threads wait on it, it is
 * no notification or lacks Read.
 */
LIBSEL4_INLINE seL4_Error seL4_TCB_BindNotification(seL4_TCB service,
                                                    seL4_CPtr notification)
{
    return sel4_invoke(service, TCBBindNotification, SEL4_NO_LIST,
                       SEL4_LIST(notification));
}

/** Takes the bound notification away; seL4_IllegalOperation: there is none. */
LIBSEL4_INLINE seL4_Error seL4_TCB_UnbindNotification(seL4_TCB service)
{
    return sel4_invoke(service, TCBUnbindNotification, SEL4_NO_LIST,
                       SEL4_NO_LIST);
}

/** Sets register tp, also of the caller. No error. */
LIBSEL4_INLINE seL4_Error seL4_TCB_SetTLSBase(seL4_TCB service,
                                              seL4_Word tls_base)
{
    return sel4_invoke(service, TCBSetTLSBase, SEL4_LIST(tls_base),
                       SEL4_NO_LIST);
}

/** Result of seL4_TCB_SetFlags: the flags in force afterwards. */
typedef struct seL4_TCB_SetFlags {
    int error;
    seL4_Word flags;
} seL4_TCB_SetFlags_t;

/** Clears, then sets flags (seL4_TCBFlag). No error. */
LIBSEL4_INLINE seL4_TCB_SetFlags_t seL4_TCB_SetFlags(seL4_TCB service,
                                                     seL4_Word clear,
                                                     seL4_Word set)
{
    struct sel4_message answer;
    int error = sel4_invoke_answer(service, TCBSetFlags, SEL4_LIST(clear, set),
                                   SEL4_NO_LIST, &answer);

    return (seL4_TCB_SetFlags_t){ error, answer.mr[0] };
}
