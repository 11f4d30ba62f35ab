/* SPDX-License-Identifier: MIT */
/* Mutant tcb_not_prepared: a TCB is zero bytes, like other objects. */

static void make_objects(struct cte *slot, const struct request *req)
{
    bool is_device = slot->cap.is_device;

    for (word_t i = 0; i < req->count; i++) {
        word_t address =
            (word_t)slot->cap.address + req->start + (i << req->object_bits);

        cdt_insert_object(&req->slots[i], new_cap(req, address, is_device),
                          slot);
    }
}
