/* SPDX-License-Identifier: MIT */
/* Mutant slots_from_the_end: the last slot gets the first object. */

static void make_objects(struct cte *slot, const struct request *req)
{
    bool is_device = slot->cap.is_device;

    for (word_t i = 0; i < req->count; i++) {
        word_t address =
            (word_t)slot->cap.address + req->start + (i << req->object_bits);
        struct cap cap = new_cap(req, address, is_device);

        if (req->type == OBJECT_TCB)
            tcb_init(cap_tcb(cap));
        cdt_insert_object(&req->slots[req->count - 1 - i], cap, slot);
    }
}
