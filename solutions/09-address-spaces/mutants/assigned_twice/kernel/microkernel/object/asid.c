/* SPDX-License-Identifier: MIT */
/* Mutant assigned_twice: a table in use becomes a root as well. */

error_t asid_pool_invoke(struct invocation *inv)
{
    struct cap *root;
    word_t asid;

    if (inv->label != ASID_POOL_ASSIGN)
        return ERR_ILLEGAL_OPERATION;
    if (inv->extra_count < 1)
        return ERR_TRUNCATED_MESSAGE;
    root = &inv->extra[0]->cap;
    if (!cap_is(*root, CAP_PAGE_TABLE))
        return error_capability(1);
    if (!ks.asid_pools[inv->cap.pool])
        return error_lookup(false,
                            (struct lookup_failure){ LOOKUP_INVALID_ROOT });
    if (ks.asid_pools[inv->cap.pool] != cap_object(inv->cap))
        return error_capability(0);
    asid = free_asid(inv->cap.pool);
    if (!asid)
        return ERR_DELETE_FIRST;

    root->asid = asid;
    root->vaddr = 0;
    asid_enter(asid, cap_object(*root));
    return OK;
}
