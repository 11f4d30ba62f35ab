/* SPDX-License-Identifier: MIT */
/* Mutant only_first_is_child: of several new objects only the first is a child of the untyped. */

static void make_objects(struct cte *slot, const struct request *req)
{
    bool is_device = slot->cap.is_device;

    for (word_t i = 0; i < req->count; i++) {
        word_t address =
            (word_t)slot->cap.address + req->start + (i << req->object_bits);
        struct cap cap = new_cap(req, address, is_device);

        if (req->type == OBJECT_TCB)
            tcb_init(cap_tcb(cap));
        if (i == 0)
            cdt_insert_object(&req->slots[i], cap, slot);
        else
            cdt_insert_root(&req->slots[i], cap);
    }
}
