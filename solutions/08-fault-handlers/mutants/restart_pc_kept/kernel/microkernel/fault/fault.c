/* SPDX-License-Identifier: MIT */
/* Mutant restart_pc_kept: the answer's pc goes to the register only. */

static void set_stopped(struct tcb *t, word_t reg, word_t value)
{
    t->context.r[reg] = value;
}
