/* SPDX-License-Identifier: MIT */
/*
 * The names of threads and the list of them all; debug builds only.
 */
#pragma once

#include "object/tcb.h"

#if CONFIG_DEBUG
/** Enters a new thread in the list and names it after its creator. */
void debug_thread_created(struct tcb *t);
/** Takes a thread out of the list. */
void debug_thread_deleted(struct tcb *t);
/** Names a thread; a longer name is cut. */
void debug_name_thread(struct tcb *t, const char *name);
const char *debug_name_of(const struct tcb *t);
#else
static inline void debug_thread_created(struct tcb *t)
{
    (void)t;
}
static inline void debug_thread_deleted(struct tcb *t)
{
    (void)t;
}
static inline void debug_name_thread(struct tcb *t, const char *name)
{
    (void)t;
    (void)name;
}
static inline const char *debug_name_of(const struct tcb *t)
{
    (void)t;
    return "?";
}
#endif
