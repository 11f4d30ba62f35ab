/* SPDX-License-Identifier: MIT */
/* Mutant cancel_with_less: CancelBadgedSends does not ask for rights. */

static error_t cancel_badged_sends(struct cte *slot)
{
    struct cap cap = slot->cap;

    if (!cap_is(cap, CAP_ENDPOINT))
        return ERR_ILLEGAL_OPERATION;
    if (cap.badge != 0)
        endpoint_cancel_badged(cap_endpoint(cap), cap.badge);
    return OK;
}
