/* SPDX-License-Identifier: MIT
 *
 * Mutant irq_handler_left: the first domain keeps a handler capability.
 */
static void give_irqs(struct lowering *l, const struct pd *pd)
{
    for (size_t i = 0; i < pd->irq_count; i++) {
        const struct irq *irq = &pd->irqs[i];
        struct plan_object object = {
            .type = PLAN_IRQ,
            .name = builder_text(l->b, "irq %u", (unsigned)irq->number),
            .component = system_body(l, pd)->component,
            .paddr = PLAN_ANYWHERE,
            .number = irq->number,
            .first = irq->edge,
        };
        uint32_t handler = builder_object(l->b, &object);

        builder_irq(l->b, handler, system_body(l, pd)->notification,
                    (uint64_t)1 << irq->id);
        give(l, pd,
             (struct grant){ PD_SLOT(irq->id, PD_IRQ), handler, PLAN_ALL_RIGHTS,
                             0, "acknowledge",
                             builder_string(l->b, object.name) });
        give(l, &l->m->pds[0],
             (struct grant){ PD_SLOT(irq->id, PD_IRQ), handler, PLAN_ALL_RIGHTS,
                             0, "acknowledge",
                             builder_string(l->b, object.name) });
    }
}
