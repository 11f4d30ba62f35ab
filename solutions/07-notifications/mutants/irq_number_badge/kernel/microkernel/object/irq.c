/* SPDX-License-Identifier: MIT */
/* Mutant irq_number_badge: an interrupt signals its number, not the badge. */

void irq_deliver(word_t irq)
{
    struct cap cap = ks.irq_slots[irq].cap;

    irq_complete(irq);
    if (!ks.irq_issued[irq])
        irq_mask(irq);
    else if (cap_is(cap, CAP_NOTIFICATION))
        notification_signal(cap_notification(cap), BIT(irq));
}
