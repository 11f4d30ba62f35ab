/* SPDX-License-Identifier: MIT */
/*
 * The debug system calls: for people who look at a running system.
 *
 * They need no capability, take no time from any budget and change nothing
 * but a0. A kernel built without printing knows none of them: then they are
 * unknown system calls.
 */
#include "debug/calls.h"
#include "cap/cspace.h"
#include "debug/assert.h"
#include "debug/names.h"
#include "debug/print.h"
#include "debug/snapshot.h"
#include "ipc/message.h"
#include "ipc/syscall.h"
#include "machine.h"
#include "object/sched_context.h"
#include "state.h"

#if CONFIG_PRINTING

/* Bytes of the IPC buffer from the first message word on. */
enum { NAME_BYTES = 960 };

static void halt(const char *why)
{
    kprintf("\nhalted: %s\n", why);
    machine_halt();
}

static void cap_identify(struct tcb *t)
{
    struct cte *slot = cspace_lookup(t, tcb_reg(t, REG_A0));

    tcb_set_reg(t, REG_A0, slot ? slot->cap.type : CAP_NULL);
}

static void name_thread(struct tcb *t)
{
    struct cte *slot = cspace_lookup(t, tcb_reg(t, REG_A0));
    word_t *buffer = tcb_ipc_buffer(t, false);
    const char *name;
    word_t length = 0;

    if (!slot || !cap_is(slot->cap, CAP_TCB) || !buffer)
        halt("DebugNameThread needs a TCB and an IPC buffer");
    name = (const char *)&buffer[BUFFER_MSG];
    while (length < NAME_BYTES && name[length])
        length++;
    if (length == NAME_BYTES)
        halt("DebugNameThread: the name has no end");
    debug_name_thread(cap_tcb(slot->cap), name);
}

static void dump_scheduler(void)
{
#if CONFIG_DEBUG
    static const char *const states[] = {
        "inactive", "running",  "restart",         "on receive",
        "on send",  "on reply", "on notification", "idle",
    };

    kprintf("%s\n", "state            prio  restart pc        name");
    for (struct tcb *t = ks.all_threads; t; t = t->all_next)
        kprintf("%s%s, prio %d, pc %lx, \"%s\"\n", states[t->state],
                t->in_release ? " (waits for refill)" : "", t->priority,
                t->context.restart_pc, t->name);
#endif
}

bool debug_syscall(long number)
{
    struct tcb *t = ks.current;

    switch (number) {
    case SYS_DEBUG_PUT_CHAR:
        console_put((char)tcb_reg(t, REG_A0));
        return true;
    case SYS_DEBUG_DUMP_SCHEDULER:
        dump_scheduler();
        return true;
    case SYS_DEBUG_HALT:
        halt("on request of user level");
        return true;
    case SYS_DEBUG_CAP_IDENTIFY:
        cap_identify(t);
        return true;
    case SYS_DEBUG_SNAPSHOT:
        debug_snapshot();
        return true;
    case SYS_DEBUG_NAME_THREAD:
        name_thread(t);
        return true;
    default:
        return false;
    }
}

#else

bool debug_syscall(long number)
{
    (void)number;
    return false;
}

#endif
