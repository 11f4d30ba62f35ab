/* SPDX-License-Identifier: MIT */
/* Mutant lookup_words_fixed: a failed lookup always takes four words. */

static void put_cap_fault(struct writer *w, const struct tcb *t)
{
    const struct lookup_failure *f = &t->fault.lookup;

    put(w, t->context.restart_pc);
    put(w, t->fault.address);
    put(w, t->fault.detail);
    put(w, f->type);
    put(w, f->bits_left);
    put(w, f->found);
    put(w, f->guard_size);
}
