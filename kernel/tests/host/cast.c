/* SPDX-License-Identifier: MIT */
/*
 * The cast of a test. See cast.h.
 */
#include "cast.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    MEMORY_BITS = 17,
    CONTEXT_BITS = 8,
    GUARD = WORD_BITS - WORLD_CNODE_BITS,
    PRIORITY = 255,
    BUDGET_US = 10000,
    PROGRAM = 0x10000, /* where the threads' programs are, if there were any */
    TURNS = 4 * CAST,
};

static struct tcb *threads[CAST + 1];

static void make_objects(void)
{
    const word_t memory = world_untyped(MEMORY_BITS);

    world_retype(memory, OBJECT_PAGE, 0, FRAMES, CAST + 1);
    world_retype(memory, OBJECT_PAGE_TABLE, 0, TABLES, 3);
    world_retype(memory, OBJECT_UNTYPED, OBJECT_PAGE_BITS, PAGE_UNTYPED, 1);
    world_retype(memory, OBJECT_TCB, 0, THREADS, CAST);
    world_retype(memory, OBJECT_SCHED_CONTEXT, CONTEXT_BITS, CONTEXTS,
                 CAST + 1);
    world_retype(memory, OBJECT_CNODE, 3, CNODE, 1);
    world_retype(memory, OBJECT_NOTIFICATION, 0, NOTIFICATIONS, 2);
    world_retype(memory, OBJECT_REPLY, 0, REPLIES, 4);
    world_retype(memory, OBJECT_ENDPOINT, 0, ENDPOINTS, 2);
}

static void configure_context(word_t i)
{
    const word_t words[] = { BUDGET_US, BUDGET_US, 0, i, 0 };

    world_do(world_info()->sched_control.start, SCHED_CONTROL_CONFIGURE_FLAGS,
             words, 5, (word_t[]){ CONTEXTS + i, 0 });
}

static void make_thread(word_t i)
{
    const word_t tcb = THREADS + i, priority = PRIORITY;

    threads[i] = cap_tcb(world_slot(tcb)->cap);
    configure_context(i);
    world_do(tcb, TCB_CONFIGURE, (word_t[]){ GUARD, 0, 0x1000 }, 3,
             (word_t[]){ SLOT_CNODE, SLOT_VSPACE, FRAMES + i, 0 });
    world_do(tcb, TCB_SET_MC_PRIORITY, &priority, 1, (word_t[]){ SLOT_TCB, 0 });
    world_do(tcb, TCB_SET_PRIORITY, &priority, 1, (word_t[]){ SLOT_TCB, 0 });
    world_do(CONTEXTS + i, SCHED_CONTEXT_BIND, NULL, 0, (word_t[]){ tcb, 0 });
    world_do(tcb, TCB_WRITE_REGISTERS, (word_t[]){ 1, 1, PROGRAM }, 3, NULL);
}

void cast_make(void)
{
    world_boot();
    threads[ROOT] = ks.current;
    make_objects();
    configure_context(SPARE);
    for (word_t i = 0; i < CAST; i++)
        make_thread(i);
}

struct tcb *cast_thread(word_t i)
{
    return threads[i];
}

void cast_play(word_t i)
{
    struct tcb *t = cast_thread(i);

    for (int turns = 0; turns < TURNS && ks.current != t; turns++) {
        tcb_set_reg(ks.current, REG_SYSCALL, (word_t)SYS_YIELD);
        host_ecall();
    }
    if (ks.current != t) {
        fprintf(stderr, "thread %lu does not run: state %d\n", i, t->state);
        abort();
    }
}

void cast_act(word_t i, long syscall, word_t cptr, word_t reply)
{
    cast_play(i);
    world_prepare(syscall, cptr, &(struct message){ 0 });
    tcb_set_reg(ks.current, REG_REPLY, reply);
    host_ecall();
}

void cast_do(word_t cptr, word_t label, const word_t *words, word_t length,
             const word_t *caps)
{
    cast_play(ROOT);
    world_do(cptr, label, words, length, caps);
}

void cast_delete(word_t slot)
{
    cast_do(SLOT_CNODE, CNODE_DELETE, (word_t[]){ slot, WORD_BITS }, 2, NULL);
}

void cast_revoke(word_t slot)
{
    cast_do(SLOT_CNODE, CNODE_REVOKE, (word_t[]){ slot, WORD_BITS }, 2, NULL);
}

void cast_mint(word_t slot, word_t source, word_t badge)
{
    const word_t words[] = { slot,      WORD_BITS,  source,
                             WORD_BITS, RIGHTS_ALL, badge };

    cast_do(SLOT_CNODE, CNODE_MINT, words, 6, (word_t[]){ SLOT_CNODE, 0 });
}

void cast_make_passive(word_t i)
{
    cast_do(CONTEXTS + i, SCHED_CONTEXT_UNBIND_OBJECT, NULL, 0,
            (word_t[]){ THREADS + i, 0 });
}
