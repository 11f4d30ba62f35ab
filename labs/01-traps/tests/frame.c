/* SPDX-License-Identifier: MIT */
/*
 * Lab 01: what the entry saves and what the return loads.
 */
#include "thread.h"

/* A different word for each register. */
static union registers patterns(void)
{
    seL4_Word seed = test_word("registers");
    union registers r;

    for (int i = 0; i < REGISTERS; i++)
        r.word[i] = (seed ^ (seL4_Word)i * 0x0101010101010101) | 1;
    return r;
}

/* The first system calls came through: proctor itself lives on them. */
TEST(boot_reaches_user)
{
    record_value("nonce", test_nonce());
}

/* A thread goes on behind its ecall. */
TEST(trap_sepc_after_ecall)
{
    seL4_Word count;

    test_step("calling Yield three times");
    __asm__ volatile("li %0, 0\n"
                     "li a7, -11\n"
                     "ecall\n"
                     "addi %0, %0, 1\n"
                     "ecall\n"
                     "addi %0, %0, 1\n"
                     "ecall\n"
                     "addi %0, %0, 1\n"
                     : "=&r"(count)
                     :
                     : "a7", "memory");
    record_value("instructions behind a call", count);
}

/* What is in a thread's registers is what the kernel keeps of it: also when the
   thread has changed them since. */
TEST(trap_frame_saved)
{
    union registers r = patterns(), seen;
    struct watched w;
    seL4_Word wrong = 0;

    r.word[SLOT_A7] = (seL4_Word)seL4_SysYield;
    w = watch("counter", code_count, r);
    let_run();
    CHECK_OK(
        seL4_TCB_ReadRegisters(w.thread->tcb, 1, 0, REGISTERS, &seen.context));
    for (int i = 1; i < REGISTERS; i++) {
        seL4_Word want = r.word[i] + (i != SLOT_A7);

        if (seen.word[i] != want) {
            record_note("word %d of the context is %#lx, should be %#lx", i,
                        seen.word[i], want);
            wrong |= 1ul << i;
        }
    }
    record_value("words that are wrong", wrong);
}

/* The registers x0 to x30 of a context. */
static void by_number(const seL4_UserContext *c, seL4_Word x[REGISTERS])
{
    const seL4_Word number[REGISTERS] = {
        0,     c->ra, c->sp,  c->gp,  c->tp, c->t0, c->t1, c->t2,
        c->s0, c->s1, c->a0,  c->a1,  c->a2, c->a3, c->a4, c->a5,
        c->a6, c->a7, c->s2,  c->s3,  c->s4, c->s5, c->s6, c->s7,
        c->s8, c->s9, c->s10, c->s11, c->t3, c->t4, c->t5,
    };

    for (int i = 0; i < REGISTERS; i++)
        x[i] = number[i];
}

/* What the kernel keeps of a thread is what it finds in its registers: all 31.
   x31 is the address at which they are stored, so it is right if they are. */
TEST(trap_frame_all_31_regs)
{
    static seL4_Word room[REGISTERS];
    union registers r = patterns();
    seL4_Word given[REGISTERS];
    seL4_Word wrong = 0;

    for (int i = 0; i < REGISTERS; i++)
        room[i] = 0;
    r.context.t6 = (seL4_Word)room;
    by_number(&r.context, given);
    watch("dumper", code_dump, r);
    let_run();
    for (int i = 1; i < 31; i++)
        if (room[i] != given[i]) {
            record_note("x%d was %#lx, should have been %#lx", i, room[i],
                        given[i]);
            wrong |= 1ul << i;
        }
    record_value("registers that are wrong", wrong);
}
