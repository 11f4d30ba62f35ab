/* SPDX-License-Identifier: MIT */
/*
 * Printing, and the last words of a kernel that found a bug in itself.
 */
#include "debug/print.h"

#include <stdarg.h>

#include "debug/assert.h"
#include "debug/names.h"
#include "debug/trace.h"
#include "machine.h"
#include "state.h"

static void put_string(const char *s)
{
    while (*s)
        console_put(*s++);
}

static void put_number(word_t n, word_t base)
{
    char digits[24];
    int i = 0;

    do {
        digits[i++] = "0123456789abcdef"[n % base];
        n /= base;
    } while (n);
    while (i > 0)
        console_put(digits[--i]);
}

static void put_signed(long n)
{
    if (n < 0)
        console_put('-');
    put_number(n < 0 ? -(word_t)n : (word_t)n, 10);
}

void kprintf(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    for (const char *f = format; *f; f++) {
        if (*f != '%') {
            console_put(*f);
            continue;
        }
        if (*++f == 'l')
            f++;
        switch (*f) {
        case 's':
            put_string(va_arg(args, const char *));
            break;
        case 'c':
            console_put((char)va_arg(args, int));
            break;
        case 'd':
            put_signed(va_arg(args, int));
            break;
        case 'u':
            put_number(va_arg(args, word_t), 10);
            break;
        case 'x':
            put_number(va_arg(args, word_t), 16);
            break;
        default:
            console_put(*f);
        }
    }
    va_end(args);
}

static void print_registers(const struct tcb *t)
{
    kprintf("thread \"%s\" pc %lx restart %lx\n", debug_name_of(t),
            t->context.r[REG_PC], t->context.restart_pc);
    for (int i = 1; i < 32; i++)
        kprintf("x%d=%lx%c", i, t->context.r[i], i % 4 == 3 ? '\n' : ' ');
}

void kernel_panic(const char *file, int line, const char *what)
{
    kprintf("\nkernel panic at %s:%d: %s\n", file, line, what);
    if (ks.current)
        print_registers(ks.current);
    trace_print();
    machine_backtrace();
    machine_halt();
}

#if CONFIG_DEBUG
void debug_report_fault(const struct tcb *t)
{
    static const char *const kinds[] = {
        [FAULT_CAP] = "cap fault",
        [FAULT_UNKNOWN_SYSCALL] = "unknown system call",
        [FAULT_USER_EXCEPTION] = "user exception",
        [FAULT_TIMEOUT] = "timeout",
        [FAULT_VM] = "memory fault",
    };

    kprintf("thread \"%s\" stops, no fault handler: %s at pc %lx, "
            "address or number %lx\n",
            debug_name_of(t), kinds[t->fault.type], t->context.restart_pc,
            t->fault.address);
}
#endif
