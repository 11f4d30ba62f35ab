/* SPDX-License-Identifier: MIT */
/* Mutant revoke_never_asks: Revoke lets nobody run between two children. */

error_t cap_revoke(struct cte *slot)
{
    while (!cap_is(slot->cap, CAP_NULL) && cdt_has_children(slot)) {
        error_t err = cap_delete(cdt_next(slot));

        if (err != OK)
            return err;
    }
    return OK;
}
