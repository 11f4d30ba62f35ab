/* SPDX-License-Identifier: MIT */
/*
 * What a copy of a capability looks like: fewer rights, a badge or a guard,
 * and the rules for the types of which a copy differs from the original.
 *
 * Source: seL4 Reference Manual, "Capability rights", "CNode methods".
 */
#include "cap/cdt.h"

/* Read-write, read-only, or nothing: write without read does not exist. */
static word_t mask_frame_rights(word_t old, word_t mask)
{
    word_t both = old & mask & (RIGHT_READ | RIGHT_WRITE);

    return both & RIGHT_READ ? both : 0;
}

struct cap cap_mask_rights(struct cap cap, word_t rights)
{
    switch (cap.type) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
    case CAP_REPLY:
        cap.rights &= rights;
        break;
    case CAP_FRAME:
        cap.rights = mask_frame_rights(cap.rights, rights);
        break;
    }
    return cap;
}

/* CNode data word: bits 0..5 guard size, 6..63 guard. */
static struct cap apply_guard(struct cap cap, word_t data)
{
    word_t size = data & MASK(6);

    if (size + cap.size_bits > WORD_BITS)
        return cap_null();
    cap.guard_size = size;
    cap.guard = (data >> 6) & MASK(size);
    return cap;
}

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
        return apply_guard(cap, data);
    default:
        return cap;
    }
}

error_t cap_derive(struct cte *slot, struct cap cap, struct cap *out)
{
    *out = cap;
    switch (cap.type) {
    case CAP_ZOMBIE:
    case CAP_IRQ_CONTROL:
        *out = cap_null();
        return OK;
    case CAP_UNTYPED:
        return cdt_has_children(slot) ? ERR_REVOKE_FIRST : OK;
    case CAP_PAGE_TABLE:
        return cap.asid ? OK : ERR_ILLEGAL_OPERATION;
    case CAP_FRAME:
        out->asid = 0;
        out->vaddr = 0;
        return OK;
    default:
        return OK;
    }
}

error_t cap_derive_copy(struct cte *slot, struct cap cap, struct cap *out)
{
    error_t err = cap_derive(slot, cap, out);

    if (err == OK && cap_is(*out, CAP_NULL))
        return ERR_ILLEGAL_OPERATION;
    return err;
}
