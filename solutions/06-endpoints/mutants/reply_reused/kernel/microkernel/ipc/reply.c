/* SPDX-License-Identifier: MIT */
/* Mutant reply_reused: a reply object still names the caller that was
   answered. */

struct reply *reply_detach(struct tcb *t)
{
    struct reply *r = t->reply;

    if (r) {
        kassert(r->tcb == t);
        t->reply = NULL;
    }
    return r;
}
