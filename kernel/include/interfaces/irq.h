/* SPDX-License-Identifier: MIT
 *
 * Interrupts as notifications.
 */
#pragma once

#include <interfaces/invoke.h>

/**
 * Makes the handler of an interrupt source and enables the source.
 *
 * @param irq                 1..95, the PLIC's number
 * @param root, index, depth  slot that receives the handler
 *
 * seL4_RangeError (1, 96) irq; seL4_RevokeFirst it has a handler (96, the
 * kernel's timer, always); seL4_FailedLookup, seL4_DeleteFirst the slot.
 */
LIBSEL4_INLINE seL4_Error seL4_IRQControl_Get(seL4_IRQControl service,
                                              seL4_Word irq, seL4_CNode root,
                                              seL4_Word index, seL4_Uint8 depth)
{
    return sel4_invoke(service, IRQIssueIRQHandler,
                       SEL4_LIST(irq, index, depth), SEL4_LIST(root));
}

/** As seL4_IRQControl_Get; this machine ignores `trigger`. */
LIBSEL4_INLINE seL4_Error seL4_IRQControl_GetTrigger(
    seL4_IRQControl service, seL4_Word irq, seL4_Word trigger, seL4_CNode root,
    seL4_Word index, seL4_Uint8 depth)
{
    return sel4_invoke(service, RISCVIRQIssueIRQHandlerTrigger,
                       SEL4_LIST(irq, trigger, index, depth), SEL4_LIST(root));
}

/** Says that the interrupt was served. No error. */
LIBSEL4_INLINE seL4_Error seL4_IRQHandler_Ack(seL4_IRQHandler service)
{
    return sel4_invoke(service, IRQAckIRQ, SEL4_NO_LIST, SEL4_NO_LIST);
}

/**
 * Sets what an interrupt signals: a notification capability with Write; its
 * badge is delivered. seL4_InvalidCapability (0): it is not one.
 */
LIBSEL4_INLINE seL4_Error
seL4_IRQHandler_SetNotification(seL4_IRQHandler service, seL4_CPtr notification)
{
    return sel4_invoke(service, IRQSetIRQHandler, SEL4_NO_LIST,
                       SEL4_LIST(notification));
}

/** Takes the notification away. No error. */
LIBSEL4_INLINE seL4_Error seL4_IRQHandler_Clear(seL4_IRQHandler service)
{
    return sel4_invoke(service, IRQClearIRQHandler, SEL4_NO_LIST, SEL4_NO_LIST);
}
