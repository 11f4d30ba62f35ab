/* SPDX-License-Identifier: MIT */
/*
 * Kernel events: the last ones, for the report of a kernel that found a bug in
 * itself, or some ten thousand, for a timeline; debug builds only. See
 * debug/trace.c.
 */
#pragma once

#include "types.h"

/** What happened, and what the words of its event are. */
enum trace_kind {
    TRACE_SYSCALL,   /* number, a0, a1 of the caller              */
    TRACE_FAULT,     /* fault type, address                       */
    TRACE_INTERRUPT, /* source; 0: timer                          */
    TRACE_SIGNAL,    /* address of the notification, badge      */
    TRACE_SWITCH,    /* the first 24 bytes of the thread's name   */
};

#if CONFIG_DEBUG
/** Notes an event of the current thread. */
void trace_event(enum trace_kind kind, word_t a, word_t b, word_t c);
/** Notes that another thread is the current one now. */
void trace_switch(void);
/** With the boot word `trace`, before memory is given out: takes the end of
    the normal memory for many more events. */
void trace_init(void);
/** Prints the last events, oldest first. */
void trace_print(void);
#else
static inline void trace_event(enum trace_kind kind, word_t a, word_t b,
                               word_t c)
{
    (void)kind;
    (void)a;
    (void)b;
    (void)c;
}
static inline void trace_switch(void)
{
}
static inline void trace_init(void)
{
}
static inline void trace_print(void)
{
}
#endif
