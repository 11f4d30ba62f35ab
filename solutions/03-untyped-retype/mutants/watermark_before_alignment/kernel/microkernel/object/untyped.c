/* SPDX-License-Identifier: MIT */
/* Mutant watermark_before_alignment: the end is counted from the watermark, not from the aligned start. */

static error_t decode_room(const struct cte *slot, struct request *req)
{
    word_t size = BIT(slot->cap.size_bits);
    word_t used = cdt_has_children(slot) ? untyped_used(slot->cap) : 0;

    if (req->count > (size - used) >> req->object_bits)
        return error_memory(size - used);
    if (slot->cap.is_device && !is_frame(req->type) &&
        req->type != OBJECT_UNTYPED)
        return error_argument(1);
    req->start = ALIGN_UP(used, req->object_bits);
    req->end = used + (req->count << req->object_bits);
    return OK;
}
