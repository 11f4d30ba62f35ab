/* SPDX-License-Identifier: MIT */
/* Mutant cleared_before_check: a refused SetNotification clears the old. */

static error_t set_notification(struct invocation *inv)
{
    struct cte *installed = &ks.irq_slots[inv->cap.irq];
    struct cte *source;

    cap_delete_one(installed);
    if (inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    source = inv->extra[0];
    if (!cap_is(source->cap, CAP_NOTIFICATION) ||
        !(source->cap.rights & RIGHT_WRITE))
        return error_capability(0);

    cdt_insert_copy(installed, source->cap, source);
    return OK;
}
