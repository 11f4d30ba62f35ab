/* SPDX-License-Identifier: MIT */
/* Mutant write_not_asked: a notification without Write is installed. */

static error_t set_notification(struct invocation *inv)
{
    struct cte *installed = &ks.irq_slots[inv->cap.irq];
    struct cte *source;

    if (inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    source = inv->extra[0];
    if (!cap_is(source->cap, CAP_NOTIFICATION))
        return error_capability(0);

    cap_delete_one(installed);
    cdt_insert_copy(installed, source->cap, source);
    return OK;
}
