/* SPDX-License-Identifier: MIT */
/* Mutant copy_all_rights: Copy does not look at the rights asked for. */

static error_t copy(struct invocation *inv, struct cte *dest, struct cte *src)
{
    struct cap cap;
    error_t err;

    if (inv->length < 5)
        return ERR_TRUNCATED_MESSAGE;
    cap = src->cap;
    err = cap_derive_copy(src, cap, &cap);
    if (err == OK)
        cdt_insert_copy(dest, cap, src);
    return err;
}
