/* SPDX-License-Identifier: MIT */
/* Mutant cleared_kept: a reset does not forget what was cleared. */

static error_t occupy(struct cte *slot, const struct request *req)
{
    error_t err = OK;

    if (!slot->cap.is_device && req->type != OBJECT_UNTYPED)
        err = clear(slot, req);
    if (err == OK)
        slot->cap.watermark = req->end >> MIN_UNTYPED_BITS;
    return err;
}
