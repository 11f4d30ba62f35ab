/* SPDX-License-Identifier: MIT */
/* Mutant cancel_without_badge: badge 0 is taken for a badge. */

static error_t cancel_badged_sends(struct cte *slot)
{
    struct cap cap = slot->cap;

    if (!cap_is(cap, CAP_ENDPOINT) || cap.rights != RIGHTS_ALL)
        return ERR_ILLEGAL_OPERATION;
    endpoint_cancel_badged(cap_endpoint(cap), cap.badge);
    return OK;
}
