/* SPDX-License-Identifier: MIT */
/* Mutant lookup_read_late: the reason is read when the message is taken. */

static void put_cap_fault(struct writer *w, const struct tcb *t)
{
    const struct lookup_failure *f = &ks.error.lookup;

    put(w, t->context.restart_pc);
    put(w, t->fault.address);
    put(w, t->fault.detail);
    put(w, f->type);
    if (f->type >= LOOKUP_MISSING_CAPABILITY)
        put(w, f->bits_left);
    if (f->type >= LOOKUP_DEPTH_MISMATCH)
        put(w, f->found);
    if (f->type >= LOOKUP_GUARD_MISMATCH)
        put(w, f->guard_size);
}
