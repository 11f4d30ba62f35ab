/* SPDX-License-Identifier: MIT */
/* Mutant context_taken_for_granted: a timeout's thread is taken to have a
   context. */

static void put_timeout(struct writer *w, struct tcb *t)
{
    put(w, t->fault.address);
    put(w, sc_take_consumed(t->sc));
}
