/* SPDX-License-Identifier: MIT */
/* Mutant copied_at_length: the message is passed as the ordinary way does
   it. */

static inline void pass_message(struct tcb *from, struct tcb *to, word_t info,
                                word_t badge)
{
    (void)info;
    message_transfer(from, to, NULL, badge, false);
}
