/* SPDX-License-Identifier: MIT */
/* Mutant two_into_one_slot: every capability goes into the receiver's one
   slot. */

static word_t transfer_caps(struct cte **slots, word_t count,
                            const struct endpoint *ep, struct tcb *to,
                            word_t *buffer)
{
    struct cte *slot = receive_slot(to, buffer);
    word_t unwrapped = 0;
    word_t i;

    for (i = 0; i < count; i++) {
        if (names_endpoint(slots[i]->cap, ep)) {
            buffer[BUFFER_CAPS + i] = slots[i]->cap.badge;
            unwrapped |= BIT(i);
        } else if (transfer_copy(slots[i], slot)) {
            continue;
        } else {
            break;
        }
    }
    return info_make(0, unwrapped, i, 0);
}
