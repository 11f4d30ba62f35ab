/* SPDX-License-Identifier: MIT */
/* Mutant badge_twice: a badge can be replaced. */

struct cap cap_apply_data(struct cap cap, word_t data, bool mint)
{
    switch (cap.type) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        if (!mint)
            return cap_null();
        cap.badge = data;
        return cap;
    case CAP_CNODE:
        return apply_guard(cap, data);
    default:
        return cap;
    }
}
