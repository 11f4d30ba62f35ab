/* SPDX-License-Identifier: MIT */
/* Mutant priority_unchecked: the partner runs at once, whoever else is
   ready. */

static inline bool runs_next(const struct tcb *t)
{
    return t->domain == ks.domain;
}
