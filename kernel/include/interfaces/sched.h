/* SPDX-License-Identifier: MIT
 *
 * Processor time: scheduling contexts, and the capability that fills them.
 */
#pragma once

#include <interfaces/invoke.h>

/**
 * Gives a scheduling context its parameters.
 *
 * @param schedcontext   the context
 * @param budget         microseconds out of every period, at least 20
 * @param period         microseconds; equal to the budget: round robin
 * @param extra_refills  0..seL4_MaxExtraRefills(its size)
 * @param badge          word that a Timeout fault carries
 * @param flags          seL4_SchedContextFlag
 *
 * seL4_RangeError budget, period or extra_refills; seL4_InvalidCapability
 * (1) not a scheduling context.
 */
LIBSEL4_INLINE seL4_Error seL4_SchedControl_ConfigureFlags(
    seL4_SchedControl service, seL4_SchedContext schedcontext, seL4_Time budget,
    seL4_Time period, seL4_Word extra_refills, seL4_Word badge, seL4_Word flags)
{
    return sel4_invoke(service, SchedControlConfigureFlags,
                       SEL4_LIST(budget, period, extra_refills, badge, flags),
                       SEL4_LIST(schedcontext));
}

/** seL4_SchedControl_ConfigureFlags without a flag. */
LIBSEL4_INLINE seL4_Error seL4_SchedControl_Configure(
    seL4_SchedControl service, seL4_SchedContext schedcontext, seL4_Time budget,
    seL4_Time period, seL4_Word extra_refills, seL4_Word badge)
{
    return seL4_SchedControl_ConfigureFlags(service, schedcontext, budget,
                                            period, extra_refills, badge,
                                            seL4_SchedContext_NoFlag);
}

/**
 * Binds the context to a TCB or a notification. seL4_IllegalOperation: one
 * of both is bound, or the thread is blocked and the context not ready;
 * seL4_InvalidCapability (1) another type.
 */
LIBSEL4_INLINE seL4_Error seL4_SchedContext_Bind(seL4_SchedContext service,
                                                 seL4_CPtr cap)
{
    return sel4_invoke(service, SchedContextBind, SEL4_NO_LIST, SEL4_LIST(cap));
}

/** Cuts all bindings. seL4_IllegalOperation: the caller runs on it. */
LIBSEL4_INLINE seL4_Error seL4_SchedContext_Unbind(seL4_SchedContext service)
{
    return sel4_invoke(service, SchedContextUnbind, SEL4_NO_LIST, SEL4_NO_LIST);
}

/**
 * Cuts the binding to this object. seL4_IllegalOperation: not bound to it,
 * or it is the caller; seL4_InvalidCapability (1) another type.
 */
LIBSEL4_INLINE seL4_Error
seL4_SchedContext_UnbindObject(seL4_SchedContext service, seL4_CPtr cap)
{
    return sel4_invoke(service, SchedContextUnbindObject, SEL4_NO_LIST,
                       SEL4_LIST(cap));
}

/** Result of seL4_SchedContext_Consumed: microseconds. */
typedef struct seL4_SchedContext_Consumed {
    int error;
    seL4_Time consumed;
} seL4_SchedContext_Consumed_t;

/** Time used since the last reading; the counter restarts. No error. */
LIBSEL4_INLINE seL4_SchedContext_Consumed_t
seL4_SchedContext_Consumed(seL4_SchedContext service)
{
    struct sel4_message answer;
    int error = sel4_invoke_answer(service, SchedContextConsumed, SEL4_NO_LIST,
                                   SEL4_NO_LIST, &answer);

    return (seL4_SchedContext_Consumed_t){ error, answer.mr[0] };
}

/** Result of seL4_SchedContext_YieldTo: microseconds. */
typedef struct seL4_SchedContext_YieldTo {
    int error;
    seL4_Time consumed;
} seL4_SchedContext_YieldTo_t;

/**
 * Lets the context's thread run before those of its priority; the result is
 * what it had consumed when the caller runs again. seL4_IllegalOperation: no
 * thread, the caller itself, or a priority above the caller's maximum.
 */
LIBSEL4_INLINE seL4_SchedContext_YieldTo_t
seL4_SchedContext_YieldTo(seL4_SchedContext service)
{
    struct sel4_message answer;
    int error = sel4_invoke_answer(service, SchedContextYieldTo, SEL4_NO_LIST,
                                   SEL4_NO_LIST, &answer);

    return (seL4_SchedContext_YieldTo_t){ error, answer.mr[0] };
}
