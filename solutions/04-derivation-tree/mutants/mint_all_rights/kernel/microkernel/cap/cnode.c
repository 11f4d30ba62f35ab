/* SPDX-License-Identifier: MIT */
/* Mutant mint_all_rights: Mint does not look at the rights asked for. */

static error_t mint(struct invocation *inv, struct cte *dest, struct cte *src)
{
    struct cap cap;
    error_t err;

    if (inv->length < 6)
        return ERR_TRUNCATED_MESSAGE;
    cap = cap_apply_data(src->cap, inv_arg(inv, 5), true);
    err = cap_derive_copy(src, cap, &cap);
    if (err == OK)
        cdt_insert_copy(dest, cap, src);
    return err;
}
