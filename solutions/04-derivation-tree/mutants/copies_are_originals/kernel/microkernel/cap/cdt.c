/* SPDX-License-Identifier: MIT */
/* Mutant copies_are_originals: every copy may have children. */

static bool copy_is_original(struct cap cap, struct cap source)
{
    switch (cap.type) {
    case CAP_UNTYPED:
        return true;
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        return true;
    case CAP_IRQ_HANDLER:
        return cap_is(source, CAP_IRQ_CONTROL);
    default:
        return true;
    }
}
