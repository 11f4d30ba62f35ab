/* SPDX-License-Identifier: MIT */
/* Mutant all_words: four words are passed, however many were sent. */

static inline void pass_message(struct tcb *from, struct tcb *to, word_t info,
                                word_t badge)
{
    word_t length = MSG_REGISTERS;

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
    tcb_set_reg(to, REG_BADGE, badge);
}
