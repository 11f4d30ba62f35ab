/* SPDX-License-Identifier: MIT */
/* Mutant never_completed: the interrupt is not completed at the PLIC. */

void irq_deliver(word_t irq)
{
    struct cap cap = ks.irq_slots[irq].cap;

    if (!ks.irq_issued[irq])
        irq_mask(irq);
    else if (cap_is(cap, CAP_NOTIFICATION))
        notification_signal(cap_notification(cap), cap.badge);
}
