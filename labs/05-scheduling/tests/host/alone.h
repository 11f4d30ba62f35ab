/* SPDX-License-Identifier: MIT */
/*
 * What one file of the kernel needs to be a program of its own: its messages
 * go to the standard output, and what stops the machine ends the program.
 */
#pragma once

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "debug/assert.h"
#include "debug/print.h"
#include "machine.h"
#include "sched/refill.h"
#include "sched/sched.h"

struct host_machine host;

void kprintf(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
}

__attribute__((noreturn)) static void stop(void)
{
    fflush(stdout);
    exit(1);
}

void kernel_panic(const char *file, int line, const char *what)
{
    printf("the kernel stops at %s:%d: %s\n", file, line, what);
    stop();
}

void machine_halt(void)
{
    printf("the kernel stops the machine\n");
    stop();
}
