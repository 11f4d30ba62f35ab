/* SPDX-License-Identifier: MIT */
/* Mutant unwraps_any_endpoint: a capability to any endpoint arrives as its
   badge. */

static bool names_endpoint(struct cap cap, const struct endpoint *ep)
{
    return cap_is(cap, CAP_ENDPOINT) && ep;
}
