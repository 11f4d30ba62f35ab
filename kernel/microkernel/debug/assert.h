/* SPDX-License-Identifier: MIT */
/*
 * Assertions about the kernel itself. In debug builds a broken one stops the
 * machine with the place and the condition; in release builds it costs nothing.
 */
#pragma once

#include "types.h"

/** Prints where and what, the registers of the current thread, and stops. */
__attribute__((noreturn, cold)) void kernel_panic(const char *file, int line,
                                                  const char *what);

#if CONFIG_DEBUG
#define kassert(condition)                                \
    do {                                                  \
        if (!(condition))                                 \
            kernel_panic(__FILE__, __LINE__, #condition); \
    } while (0)
#else
#define kassert(condition) ((void)0)
#endif
