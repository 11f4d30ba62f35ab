/* SPDX-License-Identifier: MIT */
/* Mutant grant_only: GrantReply is not enough for a handler. */

bool fault_is_handler(struct cap cap)
{
    return cap_is(cap, CAP_ENDPOINT) && (cap.rights & RIGHT_WRITE) &&
           (cap.rights & RIGHT_GRANT);
}
