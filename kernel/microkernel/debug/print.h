/* SPDX-License-Identifier: MIT */
/*
 * The kernel's console output: for people, never for verdicts.
 */
#pragma once

#include "types.h"

struct tcb;

/**
 * Prints formatted text. Understands %s, %d, %lu, %lx, %c and %%; nothing else.
 */
__attribute__((format(printf, 1, 2), cold)) void kprintf(const char *format,
                                                         ...);

/** Tells that a thread stopped because nobody handles its fault; debug only. */
#if CONFIG_DEBUG
void debug_report_fault(const struct tcb *t);
#else
static inline void debug_report_fault(const struct tcb *t)
{
    (void)t;
}
#endif
