/* SPDX-License-Identifier: MIT */
/*
 * The names of threads and the list of them all. See debug/names.h.
 */
#include "debug/names.h"
#include "state.h"

#if CONFIG_DEBUG

/* Appends to a name, cutting what does not fit; returns the new length. */
static word_t append(struct tcb *t, word_t at, const char *text)
{
    while (*text && at < TCB_NAME_LENGTH - 1)
        t->name[at++] = *text++;
    t->name[at] = '\0';
    return at;
}

void debug_name_thread(struct tcb *t, const char *name)
{
    append(t, 0, name);
}

const char *debug_name_of(const struct tcb *t)
{
    return t == &ks.idle ? "idle" : t->name;
}

void debug_thread_created(struct tcb *t)
{
    word_t at = append(t, 0, "child of: '");

    at = append(t, at, ks.current ? debug_name_of(ks.current) : "kernel");
    append(t, at, "'");
    t->all_prev = NULL;
    t->all_next = ks.all_threads;
    if (t->all_next)
        t->all_next->all_prev = t;
    ks.all_threads = t;
}

void debug_thread_deleted(struct tcb *t)
{
    if (t->all_prev)
        t->all_prev->all_next = t->all_next;
    else
        ks.all_threads = t->all_next;
    if (t->all_next)
        t->all_next->all_prev = t->all_prev;
}

#endif
