/* SPDX-License-Identifier: MIT */
/* Mutant never_unwraps: a capability to the endpoint itself is copied. */

static bool names_endpoint(struct cap cap, const struct endpoint *ep)
{
    (void)cap;
    (void)ep;
    return false;
}
