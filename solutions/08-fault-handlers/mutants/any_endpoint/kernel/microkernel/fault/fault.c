/* SPDX-License-Identifier: MIT */
/* Mutant any_endpoint: a handler needs no rights. */

bool fault_is_handler(struct cap cap)
{
    return cap_is(cap, CAP_ENDPOINT);
}
