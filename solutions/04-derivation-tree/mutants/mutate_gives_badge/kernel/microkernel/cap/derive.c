/* SPDX-License-Identifier: MIT */
/* Mutant mutate_gives_badge: Mutate gives a badge. */

struct cap cap_apply_data(struct cap cap, word_t data, bool mint)
{
    (void)mint;

    switch (cap.type) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        if (cap.badge != 0)
            return cap_null();
        cap.badge = data;
        return cap;
    case CAP_CNODE:
        return apply_guard(cap, data);
    default:
        return cap;
    }
}
