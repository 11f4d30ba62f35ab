/* SPDX-License-Identifier: MIT */
/* Mutant count_wraps: whether the window ends in the CNode is asked of a sum that can wrap. */

static error_t decode_window(struct invocation *inv, struct cap node,
                             struct request *req)
{
    word_t slots = cnode_slots(node);
    word_t offset = inv_arg(inv, 4);

    req->count = inv_arg(inv, 5);
    if (offset + req->count > slots)
        return error_range(1, slots - offset);
    if (req->count < 1 || req->count > RETYPE_FAN_OUT)
        return error_range(1, RETYPE_FAN_OUT);
    if (req->count > slots - offset)
        return error_range(1, slots - offset);
    req->slots = cap_cnode(node) + offset;
    for (word_t i = 0; i < req->count; i++)
        if (!cap_is(req->slots[i].cap, CAP_NULL))
            return ERR_DELETE_FIRST;
    return OK;
}
