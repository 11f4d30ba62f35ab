/* SPDX-License-Identifier: MIT */
/* Exercise, mutant swap_refused: a destination that is the source counts as
   occupied. */

static error_t rotate(struct invocation *inv, struct cte *dest)
{
    struct cte *src, *pivot;
    struct cap new_src, new_pivot;
    error_t err;

    if (inv->length < 8 || inv->extra_count < 2)
        return ERR_TRUNCATED_MESSAGE;
    err = inv_lookup_slot(inv->extra[1]->cap, inv_arg(inv, 6), inv_arg(inv, 7),
                          true, &src);
    if (err != OK)
        return err;
    err = inv_lookup_slot(inv->extra[0]->cap, inv_arg(inv, 3), inv_arg(inv, 4),
                          true, &pivot);
    if (err != OK)
        return err;
    if (pivot == src || pivot == dest)
        return ERR_ILLEGAL_OPERATION;
    if (!cap_is(dest->cap, CAP_NULL))
        return ERR_DELETE_FIRST;
    if (cap_is(src->cap, CAP_NULL))
        return error_lookup(true,
                            (struct lookup_failure){ LOOKUP_MISSING_CAPABILITY,
                                                     inv_arg(inv, 7) });
    if (cap_is(pivot->cap, CAP_NULL))
        return error_lookup(false,
                            (struct lookup_failure){ LOOKUP_MISSING_CAPABILITY,
                                                     inv_arg(inv, 4) });
    new_src = cap_apply_data(src->cap, inv_arg(inv, 5), false);
    new_pivot = cap_apply_data(pivot->cap, inv_arg(inv, 2), false);
    if (cap_is(new_src, CAP_NULL) || cap_is(new_pivot, CAP_NULL))
        return ERR_ILLEGAL_OPERATION;

    if (src == dest) {
        cdt_swap(new_src, src, new_pivot, pivot);
    } else {
        cdt_move(pivot, dest, new_pivot);
        cdt_move(src, pivot, new_src);
    }
    return OK;
}
