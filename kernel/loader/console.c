/* SPDX-License-Identifier: MIT */
/*
 * Printing and stopping through the firmware (SBI), with its legacy calls:
 * every firmware has them, and they need no set-up.
 */
#include "console.h"

enum { SBI_CONSOLE_PUTCHAR = 1, SBI_SHUTDOWN = 8, WORD_SHOWN = 64 };

static void sbi_call(uint64_t call, uint64_t argument)
{
    register uint64_t a0 __asm__("a0") = argument;
    register uint64_t a7 __asm__("a7") = call;

    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7) : "a1", "memory");
}

static void print_char(char c)
{
    sbi_call(SBI_CONSOLE_PUTCHAR, (uint8_t)c);
}

static void print(const char *text)
{
    while (*text != '\0')
        print_char(*text++);
}

static void print_number(uint64_t number, unsigned base)
{
    char digits[20]; /* 2^64 has 20 decimal digits */
    unsigned i = 0;

    do {
        digits[i++] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number > 0);
    if (base == 16)
        print("0x");
    while (i > 0)
        print_char(digits[--i]);
}

/* A word from outside: on one line, and of a bounded length. */
static void print_word(const char *word, uint64_t length)
{
    for (uint64_t i = 0; i < length && i < WORD_SHOWN; i++)
        print_char(word[i] >= ' ' && word[i] <= '~' ? word[i] : '?');
    if (length > WORD_SHOWN)
        print("...");
}

static void print_refusal(const struct refusal *why)
{
    const uint64_t *number = why->number;

    for (const char *p = why->text; *p != '\0'; p++) {
        if (*p != '%') {
            print_char(*p);
            continue;
        }
        p++;
        if (*p == 'w')
            print_word(why->word, why->length);
        else
            print_number(*number++, *p == 'x' ? 16 : 10);
    }
}

_Noreturn void stop_refused(const char *subject, const struct refusal *why)
{
    print("loader: ");
    print(subject);
    print(": ");
    print_refusal(why);
    print("\n");
    sbi_call(SBI_SHUTDOWN, 0);
    for (;;) /* a firmware that does not know shutdown */
        __asm__ volatile("wfi");
}

_Noreturn void stop(const char *subject, const char *text,
                    const uint64_t number[3])
{
    struct refusal why;

    refuse(&why, text, number);
    stop_refused(subject, &why);
}

_Noreturn void stop_trapped(uint64_t cause, uint64_t epc, uint64_t tval)
{
    STOP("trap",
         "cause %u, epc %x, tval %x: a bug, or the device tree names RAM "
         "that is not there",
         cause, epc, tval);
}
