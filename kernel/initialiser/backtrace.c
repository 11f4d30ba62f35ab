/* SPDX-License-Identifier: MIT
 *
 * Who called whom: see backtrace.h.
 */
#include "backtrace.h"

#include <stddef.h>

#include "rows.h"

enum { WORD = 8 };

struct walk {
    const struct plan *plan;
    uint32_t component;
    const struct backtrace_start *start;
    backtrace_read *read;
    void *context;
    uint64_t frame;
    uint64_t *list;
    unsigned count;
};

static uint32_t function_of(const struct walk *w, uint64_t address)
{
    const struct plan_row *row = rows_find(w->plan, w->component, address);

    return row ? row->function : 0;
}

/* A return address stands behind the call, perhaps in the next function. */
static uint32_t returns_into(const struct walk *w, uint64_t address)
{
    return address ? function_of(w, address - 1) : 0;
}

static bool is_frame(const struct walk *w, uint64_t at)
{
    return at % WORD == 0 && at >= w->start->stack_bottom + 2 * WORD &&
           at <= w->start->stack_top;
}

static void add(struct walk *w, uint64_t address)
{
    w->list[w->count++] = address;
}

/* The innermost frame, which may not be complete: leaves in `frame` the first
 * one that is, and in the list where that one's callee returns to. */
static void innermost(struct walk *w)
{
    const struct backtrace_start *s = w->start;
    uint32_t caller = returns_into(w, s->ra);
    uint64_t saved;

    if (!is_frame(w, w->frame) ||
        !w->read(w->context, w->frame - WORD, &saved)) {
        if (caller && caller != function_of(w, s->pc))
            add(w, s->ra);
        return;
    }
    if (is_frame(w, saved) && !returns_into(w, saved)) {
        if (caller)
            add(w, s->ra); /* it calls nothing */
        w->frame = saved;
    } else if (caller && caller != function_of(w, s->pc) && s->ra != saved) {
        add(w, s->ra); /* it has no frame yet */
    }
}

/* Adds where the function of this frame returns to. */
static bool step(struct walk *w)
{
    uint64_t back, outer;

    if (!is_frame(w, w->frame) ||
        !w->read(w->context, w->frame - WORD, &back) ||
        !w->read(w->context, w->frame - 2 * WORD, &outer) ||
        !returns_into(w, back))
        return false;
    add(w, back);
    if (outer <= w->frame)
        return false;
    w->frame = outer;
    return true;
}

unsigned backtrace(const struct plan *p, uint32_t component,
                   const struct backtrace_start *start, backtrace_read *read,
                   void *context, uint64_t list[BACKTRACE_MAX])
{
    struct walk w = { .plan = p,
                      .component = component,
                      .start = start,
                      .read = read,
                      .context = context,
                      .frame = start->frame,
                      .list = list };

    add(&w, start->pc);
    innermost(&w);
    while (w.count < BACKTRACE_MAX && step(&w))
        ;
    return w.count;
}
