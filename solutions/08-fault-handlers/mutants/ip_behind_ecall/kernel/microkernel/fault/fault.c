/* SPDX-License-Identifier: MIT */
/* Mutant ip_behind_ecall: an unknown call's ip is that of the next
   instruction. */

static void put_unknown_syscall(struct writer *w, const struct tcb *t)
{
    put(w, tcb_reg(t, REG_PC));
    for (size_t i = 1; i < SYSCALL_REPLY_WORDS; i++)
        put(w, t->context.r[syscall_regs[i]]);
    put(w, tcb_reg(t, REG_SYSCALL));
}
