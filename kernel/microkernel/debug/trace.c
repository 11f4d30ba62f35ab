/* SPDX-License-Identifier: MIT */
/*
 * The last kernel events: a ring that is written at each entry and printed
 * when the kernel panics. It keeps names of nothing, only addresses and
 * numbers, because what they named may be gone.
 */
#include "debug/trace.h"
#include "debug/print.h"
#include "state.h"

#if CONFIG_DEBUG

enum { TRACE_EVENTS = 32 };

struct event {
    ticks_t time;
    const struct tcb *thread;
    word_t kind;
    word_t a;
    word_t b;
};

static struct event events[TRACE_EVENTS];
static word_t count;

void trace_event(enum trace_kind kind, word_t a, word_t b)
{
    events[count++ % TRACE_EVENTS] =
        (struct event){ ks.now, ks.current, kind, a, b };
}

void trace_print(void)
{
    static const char *const names[] = { "syscall", "fault", "interrupt" };
    word_t first = count > TRACE_EVENTS ? count - TRACE_EVENTS : 0;

    kprintf("last events (time of the entry before, thread, what)\n");
    for (word_t i = first; i < count; i++) {
        const struct event *e = &events[i % TRACE_EVENTS];

        kprintf("  %lu %lx %s %d %lx\n", e->time, (word_t)e->thread,
                names[e->kind], (int)e->a, e->b);
    }
}

#endif
