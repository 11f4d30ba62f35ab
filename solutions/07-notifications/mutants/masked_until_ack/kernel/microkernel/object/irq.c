/* SPDX-License-Identifier: MIT */
/* Mutant masked_until_ack: the source is masked at delivery. */

void irq_deliver(word_t irq)
{
    struct cap cap = ks.irq_slots[irq].cap;

    irq_mask(irq);
    irq_complete(irq);
    if (ks.irq_issued[irq] && cap_is(cap, CAP_NOTIFICATION))
        notification_signal(cap_notification(cap), cap.badge);
}
