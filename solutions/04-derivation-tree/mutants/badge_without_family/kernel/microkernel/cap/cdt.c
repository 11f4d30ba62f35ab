/* SPDX-License-Identifier: MIT */
/* Mutant badge_without_family: what gets a badge has no children of its own. */

static bool copy_is_original(struct cap cap, struct cap source)
{
    switch (cap.type) {
    case CAP_UNTYPED:
        return true;
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        return false;
    case CAP_IRQ_HANDLER:
        return cap_is(source, CAP_IRQ_CONTROL);
    default:
        return false;
    }
}
