/* SPDX-License-Identifier: MIT */
/*
 * The last kernel events, for the report of a kernel that found a bug in
 * itself; debug builds only. See debug/trace.c.
 */
#pragma once

#include "types.h"

enum trace_kind {
    TRACE_SYSCALL,   /* a: number, b: a0 of the caller */
    TRACE_FAULT,     /* a: fault type, b: address      */
    TRACE_INTERRUPT, /* no arguments                   */
};

#if CONFIG_DEBUG
/** Notes an event of the current thread. */
void trace_event(enum trace_kind kind, word_t a, word_t b);
/** Prints the events that are still known, oldest first. */
void trace_print(void);
#else
static inline void trace_event(enum trace_kind kind, word_t a, word_t b)
{
    (void)kind;
    (void)a;
    (void)b;
}
static inline void trace_print(void)
{
}
#endif
