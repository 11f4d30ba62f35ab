/* SPDX-License-Identifier: MIT */
/* Mutant completed_only_if_used: only a delivered interrupt is completed. */

void irq_deliver(word_t irq)
{
    struct cap cap = ks.irq_slots[irq].cap;

    if (!ks.irq_issued[irq]) {
        irq_mask(irq);
        irq_complete(irq);
    } else if (cap_is(cap, CAP_NOTIFICATION)) {
        irq_complete(irq);
        notification_signal(cap_notification(cap), cap.badge);
    }
}
