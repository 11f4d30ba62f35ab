/* SPDX-License-Identifier: MIT */
/* Mutant device_any_type: device memory becomes any object. */

static error_t decode_room(const struct cte *slot, struct request *req)
{
    word_t size = BIT(slot->cap.size_bits);
    word_t used = cdt_has_children(slot) ? untyped_used(slot->cap) : 0;

    if (req->count > (size - used) >> req->object_bits)
        return error_memory(size - used);
    (void)is_frame;
    req->start = ALIGN_UP(used, req->object_bits);
    req->end = req->start + (req->count << req->object_bits);
    return OK;
}
