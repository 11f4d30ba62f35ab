/* SPDX-License-Identifier: MIT */
/* Mutant last_word_lost: the last word beyond the registers is not copied. */

static word_t transfer_words(struct tcb *from, const word_t *source,
                             struct tcb *to, word_t *dest, word_t length)
{
    for (word_t i = 0; i < MSG_REGISTERS && i < length; i++)
        to->context.r[REG_MSG + i] = from->context.r[REG_MSG + i];
    if (length <= MSG_REGISTERS)
        return length;
    if (!source || !dest)
        return MSG_REGISTERS;
    for (word_t i = MSG_REGISTERS; i + 1 < length; i++)
        dest[BUFFER_MSG + i] = source[BUFFER_MSG + i];
    return length;
}
