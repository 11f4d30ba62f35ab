/* SPDX-License-Identifier: MIT */
/* Exercise mutant occupied_slot_taken: the handler goes into a slot that is
   in use. */

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
    err = inv_lookup_slot(inv->extra[0]->cap, inv_arg(inv, slot_arg),
                          inv_arg(inv, slot_arg + 1), false, &slot);
    if (err != OK)
        return err;

    cap_delete_one(slot);
    cap.irq = irq;
    ks.irq_issued[irq] = true;
    cdt_insert_copy(slot, cap, inv->slot);
    irq_unmask(irq);
    return OK;
}
