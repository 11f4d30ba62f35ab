/* SPDX-License-Identifier: MIT */
/* Mutant partial_failure: an occupied slot ends the Retype half way. */

static error_t decode_window(struct invocation *inv, struct cap node,
                             struct request *req)
{
    word_t slots = cnode_slots(node);
    word_t offset = inv_arg(inv, 4);

    req->count = inv_arg(inv, 5);
    if (offset > slots - 1)
        return error_range(0, slots - 1);
    if (req->count < 1 || req->count > RETYPE_FAN_OUT)
        return error_range(1, RETYPE_FAN_OUT);
    if (req->count > slots - offset)
        return error_range(1, slots - offset);
    req->slots = cap_cnode(node) + offset;
    return cap_is(req->slots[0].cap, CAP_NULL) ? OK : ERR_DELETE_FIRST;
}

static void make_objects(struct cte *slot, const struct request *req)
{
    bool is_device = slot->cap.is_device;

    for (word_t i = 0; i < req->count; i++) {
        word_t address =
            (word_t)slot->cap.address + req->start + (i << req->object_bits);
        struct cap cap = new_cap(req, address, is_device);

        if (!cap_is(req->slots[i].cap, CAP_NULL))
            return;
        if (req->type == OBJECT_TCB)
            tcb_init(cap_tcb(cap));
        cdt_insert_object(&req->slots[i], cap, slot);
    }
}
