/* SPDX-License-Identifier: MIT */
/* Mutant fan_out_unlimited: as many objects at once as there are slots. */

static error_t decode_window(struct invocation *inv, struct cap node,
                             struct request *req)
{
    word_t slots = cnode_slots(node);
    word_t offset = inv_arg(inv, 4);

    req->count = inv_arg(inv, 5);
    if (offset > slots - 1)
        return error_range(0, slots - 1);
    if (req->count < 1 || req->count > slots)
        return error_range(1, RETYPE_FAN_OUT);
    if (req->count > slots - offset)
        return error_range(1, slots - offset);
    req->slots = cap_cnode(node) + offset;
    for (word_t i = 0; i < req->count; i++)
        if (!cap_is(req->slots[i].cap, CAP_NULL))
            return ERR_DELETE_FIRST;
    return OK;
}
