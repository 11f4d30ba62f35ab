/* SPDX-License-Identifier: MIT
 *
 * Mutant edge_lost: every interrupt is a level.
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
            .first = 0,
        };
        uint32_t handler = builder_object(l->b, &object);

        builder_irq(l->b, handler, system_body(l, pd)->notification,
                    1ull << irq->id);
        give(l, pd,
             (struct grant){ PD_SLOT(irq->id, PD_IRQ), handler, PLAN_ALL_RIGHTS,
                             0, "acknowledge",
                             builder_string(l->b, object.name) });
    }
}
