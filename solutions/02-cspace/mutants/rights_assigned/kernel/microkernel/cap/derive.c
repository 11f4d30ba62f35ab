/* SPDX-License-Identifier: MIT */
/* Mutant rights_assigned: the mask is taken for the new rights. */

struct cap cap_mask_rights(struct cap cap, word_t rights)
{
    switch (cap.type) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
    case CAP_REPLY:
        cap.rights = rights & RIGHTS_ALL;
        break;
    case CAP_FRAME:
        cap.rights = mask_frame_rights(cap.rights, rights);
        break;
    }
    return cap;
}
