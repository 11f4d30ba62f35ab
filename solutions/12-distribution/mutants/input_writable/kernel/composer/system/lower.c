/* SPDX-License-Identifier: MIT
 *
 * Mutant input_writable: who waits may also send to itself.
 */
static void give_inputs(struct lowering *l, const struct pd *pd)
{
    const struct body *body = system_body(l, pd);
    uint32_t input = pd->called ? body->endpoint : body->notification;

    give(l, pd,
         (struct grant){ PD_SLOT_INPUT, input, PLAN_READ | PLAN_WRITE, 0,
                         "input", NULL });
    if (pd->called)
        give(l, pd,
             (struct grant){ PD_SLOT_REPLY, body->reply, PLAN_READ | PLAN_WRITE,
                             0, "reply", NULL });
}
