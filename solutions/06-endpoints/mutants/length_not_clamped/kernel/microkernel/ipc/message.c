/* SPDX-License-Identifier: MIT */
/* Mutant length_not_clamped: a length of up to 127 words is believed. */

static word_t transfer_normal(struct tcb *from, struct tcb *to,
                              struct endpoint *ep, bool grant)
{
    word_t info = tcb_reg(from, REG_INFO);
    word_t length = info & MASK(7);
    word_t caps = info_extra_caps(info);
    const word_t *source = NULL;
    word_t *dest = NULL;
    word_t cap_bits = 0;

    if (length > MSG_REGISTERS || (caps && grant)) {
        source = tcb_ipc_buffer(from, false);
        dest = tcb_ipc_buffer(to, true);
    }
    length = transfer_words(from, source, to, dest, length);
    if (caps && grant && source && dest) {
        struct cte *slots[MSG_MAX_CAPS];
        word_t count, bad;

        if (message_lookup_caps(from, source, info, slots, &count, &bad) == OK)
            cap_bits = transfer_caps(slots, count, ep, to, dest);
    }
    return info_make(info_label(info), 0, 0, length) | cap_bits;
}
