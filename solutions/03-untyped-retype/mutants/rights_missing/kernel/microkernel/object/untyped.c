/* SPDX-License-Identifier: MIT */
/* Mutant rights_missing: the capability of a reply object lacks Grant. */

static struct cap new_cap(const struct request *req, word_t address,
                          bool is_device)
{
    static const uint8_t cap_types[OBJECT_TYPES] = {
        [OBJECT_UNTYPED] = CAP_UNTYPED,
        [OBJECT_TCB] = CAP_TCB,
        [OBJECT_ENDPOINT] = CAP_ENDPOINT,
        [OBJECT_NOTIFICATION] = CAP_NOTIFICATION,
        [OBJECT_CNODE] = CAP_CNODE,
        [OBJECT_SCHED_CONTEXT] = CAP_SCHED_CONTEXT,
        [OBJECT_REPLY] = CAP_REPLY,
        [OBJECT_GIGA_PAGE] = CAP_FRAME,
        [OBJECT_PAGE] = CAP_FRAME,
        [OBJECT_MEGA_PAGE] = CAP_FRAME,
        [OBJECT_PAGE_TABLE] = CAP_PAGE_TABLE,
    };
    struct cap cap = cap_make(cap_types[req->type], address);

    if (req->type == OBJECT_CNODE || req->type == OBJECT_UNTYPED ||
        req->type == OBJECT_SCHED_CONTEXT || is_frame(req->type))
        cap.size_bits = is_frame(req->type) ? req->object_bits : req->size_bits;
    if (req->type == OBJECT_ENDPOINT || req->type == OBJECT_REPLY)
        cap.rights = req->type == OBJECT_REPLY ? 0 : RIGHTS_ALL;
    else if (req->type == OBJECT_NOTIFICATION || is_frame(req->type))
        cap.rights = RIGHT_READ | RIGHT_WRITE;
    if (is_device)
        cap.is_device = true;
    return cap;
}
