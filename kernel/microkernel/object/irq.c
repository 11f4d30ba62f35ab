/* SPDX-License-Identifier: MIT */
/*
 * Interrupts as signals.
 *
 * The kernel knows no devices. The right to an interrupt source is a
 * capability, issued once per source by the IRQ control capability; its holder
 * says which notification the interrupt is to signal. From then on each
 * interrupt is one notification_signal() with the badge of the capability that
 * was installed: one badge bit per source lets one driver thread wait for
 * several.
 *
 *   free --Get--> issued, unmasked --last handler deleted--> free, masked
 *                   |  SetNotification installs, Clear removes
 *
 * On this platform the interrupt is completed at the controller before the
 * signal is sent, so the source is not masked while the driver works and
 * Acknowledge has nothing to do. Interrupts that come in meanwhile merge in
 * the notification's word. An interrupt that nobody was issued is masked; one
 * without a notification is dropped.
 *
 * Source: seL4 Reference Manual, "Interrupts"; RISC-V PLIC specification,
 * chapters "Interrupt claim process" and "Interrupt completion".
 */
#include "object/irq.h"
#include "cap/cdt.h"
#include "cap/delete.h"
#include "debug/trace.h"
#include "ipc/notification.h"
#include "machine.h"
#include "sched/sched.h"

void irq_init(void)
{
    ks.irq_issued[IRQ_TIMER] = true;
}

void irq_deliver(word_t irq)
{
    struct cap cap = ks.irq_slots[irq].cap;

    irq_complete(irq);
    if (!ks.irq_issued[irq])
        irq_mask(irq);
    else if (cap_is(cap, CAP_NOTIFICATION))
        notification_signal(cap_notification(cap), cap.badge);
}

void irq_handle_pending(void)
{
    if (external_interrupt_pending()) {
        word_t irq = irq_claim();

        trace_event(TRACE_INTERRUPT, irq, 0, 0);
        if (irq >= 1 && irq <= IRQ_MAX)
            irq_deliver(irq);
    } else if (timer_interrupt_pending()) {
        trace_event(TRACE_INTERRUPT, 0, 0, 0);
        ks.reprogram = true;
    }
}

void irq_retire(word_t irq)
{
    irq_mask(irq);
    cap_delete_one(&ks.irq_slots[irq]);
    ks.irq_issued[irq] = false;
}

/* IRQControl_Get and GetTrigger differ in where the slot arguments start. */
static error_t issue(struct invocation *inv, word_t slot_arg)
{
    word_t irq = inv_arg(inv, 0);
    struct cap cap = cap_make(CAP_IRQ_HANDLER, 0);
    struct cte *slot;
    error_t err;

    if (inv->length < slot_arg + 2 || inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    if (irq < 1 || irq > IRQ_TIMER)
        return error_range(1, IRQ_TIMER);
    if (ks.irq_issued[irq])
        return ERR_REVOKE_FIRST;
    err = inv_lookup_empty(inv->extra[0]->cap, inv_arg(inv, slot_arg),
                           inv_arg(inv, slot_arg + 1), &slot);
    if (err != OK)
        return err;

    cap.irq = irq;
    ks.irq_issued[irq] = true;
    cdt_insert_copy(slot, cap, inv->slot);
    irq_unmask(irq);
    return OK;
}

error_t irq_control_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case IRQ_ISSUE_IRQ_HANDLER:
        return issue(inv, 1);
    case IRQ_ISSUE_IRQ_HANDLER_TRIGGER:
        return issue(inv, 2);
    default:
        return ERR_ILLEGAL_OPERATION;
    }
}

/* IRQHandler_SetNotification: whom the interrupt signals, and as what. */
static error_t set_notification(struct invocation *inv)
{
    struct cte *installed = &ks.irq_slots[inv->cap.irq];
    struct cte *source;

    if (inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    source = inv->extra[0];
    if (!cap_is(source->cap, CAP_NOTIFICATION) ||
        !(source->cap.rights & RIGHT_WRITE))
        return error_capability(0);

    cap_delete_one(installed);
    cdt_insert_copy(installed, source->cap, source);
    return OK;
}

error_t irq_handler_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case IRQ_ACK_IRQ:
        return OK;
    case IRQ_SET_IRQ_HANDLER:
        return set_notification(inv);
    case IRQ_CLEAR_IRQ_HANDLER:
        cap_delete_one(&ks.irq_slots[inv->cap.irq]);
        return OK;
    default:
        return ERR_ILLEGAL_OPERATION;
    }
}
