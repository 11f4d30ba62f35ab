/* SPDX-License-Identifier: MIT */
/* Exercise mutant zero_keeps_guard: minting with the word 0 leaves the old guard. */

struct cap cap_apply_data(struct cap cap, word_t data, bool mint)
{
    switch (cap.type) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        if (!mint || cap.badge != 0)
            return cap_null();
        cap.badge = data;
        return cap;
    case CAP_CNODE:
        return data ? apply_guard(cap, data) : cap;
    default:
        return cap;
    }
}
