/* SPDX-License-Identifier: MIT */
/* Mutant minimum_unchecked: untypeds and scheduling contexts may be as small as one likes. */

static error_t decode_size(struct invocation *inv, struct request *req)
{
    req->type = inv_arg(inv, 0);
    req->size_bits = inv_arg(inv, 1);
    if (req->type >= OBJECT_TYPES)
        return error_argument(0);
    if (req->size_bits >= WORD_BITS ||
        object_bits(req->type, req->size_bits) > MAX_UNTYPED_BITS)
        return error_range(0, MAX_UNTYPED_BITS);
    req->object_bits = object_bits(req->type, req->size_bits);
    if ((req->type == OBJECT_CNODE && req->size_bits == 0) ||
        (req->type == OBJECT_UNTYPED && req->size_bits == 0) ||
        (req->type == OBJECT_SCHED_CONTEXT && req->size_bits == 0))
        return error_argument(1);
    return OK;
}
