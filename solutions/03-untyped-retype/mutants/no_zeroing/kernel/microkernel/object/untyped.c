/* SPDX-License-Identifier: MIT */
/* Mutant no_zeroing: frames are not cleared. */

static error_t occupy(struct cte *slot, const struct request *req)
{
    error_t err = OK;

    /* A reset: what was cleared before objects lay there is not clear now. */
    if (req->start < untyped_used(slot->cap))
        slot->cap.cleared = 0;
    if (!slot->cap.is_device && req->type != OBJECT_UNTYPED &&
        !is_frame(req->type))
        err = clear(slot, req);
    if (err == OK)
        slot->cap.watermark = req->end >> MIN_UNTYPED_BITS;
    return err;
}
