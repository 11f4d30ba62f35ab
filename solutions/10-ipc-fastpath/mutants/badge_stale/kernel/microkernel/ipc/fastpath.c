/* SPDX-License-Identifier: MIT */
/* Mutant badge_stale: the receiver finds in a0 what it had there before. */

static inline void pass_message(struct tcb *from, struct tcb *to, word_t info,
                                word_t badge)
{
    word_t length = info & MASK(12); /* see is_short() */

    if (length > 0)
        tcb_set_reg(to, REG_MSG, tcb_reg(from, REG_MSG));
    if (length > 1) {
        tcb_set_reg(to, REG_MSG + 1, tcb_reg(from, REG_MSG + 1));
        if (length > 2)
            tcb_set_reg(to, REG_MSG + 2, tcb_reg(from, REG_MSG + 2));
        if (length > 3)
            tcb_set_reg(to, REG_MSG + 3, tcb_reg(from, REG_MSG + 3));
    }
    tcb_set_reg(to, REG_INFO, info);
    (void)badge;
}
