/* SPDX-License-Identifier: MIT */
/* Mutant buffer_assumed: every receiver is taken to have a buffer. */

static word_t transfer_words(struct tcb *from, const word_t *source,
                             struct tcb *to, word_t *dest, word_t length)
{
    for (word_t i = 0; i < MSG_REGISTERS && i < length; i++)
        to->context.r[REG_MSG + i] = from->context.r[REG_MSG + i];
    if (length <= MSG_REGISTERS)
        return length;
    for (word_t i = MSG_REGISTERS; i < length; i++)
        dest[BUFFER_MSG + i] = source[BUFFER_MSG + i];
    return length;
}
