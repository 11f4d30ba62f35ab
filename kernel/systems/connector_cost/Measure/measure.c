/* SPDX-License-Identifier: MIT
 *
 * Counts instructions, of the register instret, from before a call to after
 * it. Of many rounds the least counts: the others had an interrupt in
 * between, or are the first, which finds the server still starting.
 *
 * An event goes to the other side's thread, which has the higher priority, is
 * answered there by an event, and ends in a callback here. Shared data is
 * written and read back without anybody else.
 */
#include <camkes.h>
#include <console.h>
#include <string.h>

#include "serial_console.h"

#define ROUNDS 200
#define BYTES  800

static char bytes[4000];
static char text[101];

static uint64_t instructions(void)
{
    uint64_t n;

    __asm__ volatile("rdinstret %0" : "=r"(n));
    return n;
}

static void words_none(void)
{
    words_nothing();
}

static void words_two(void)
{
    words_add(1, 2);
}

static void words_text(void)
{
    words_length(text);
}

static void words_bytes(void)
{
    words_sum(BYTES, bytes);
}

static void pages_none(void)
{
    pages_nothing();
}

static void pages_two(void)
{
    pages_add(1, 2);
}

static void pages_text(void)
{
    pages_length(text);
}

static void pages_bytes(void)
{
    pages_sum(BYTES, bytes);
}

static void pages_all(void)
{
    pages_sum(sizeof bytes, bytes);
}

static void pages_capability(void)
{
    carry_take(CAMKES_OWN_TCB);
}

static void signal_back(void)
{
    signals_nothing();
    signals_wait();
}

static void heard(void *argument)
{
    *(volatile bool *)argument = true;
}

/* Its thread and ours have run when emit returns: they are more urgent. */
static void event_back(void)
{
    volatile bool back = false;

    pong_reg_callback(heard, (void *)&back);
    ping_emit();
    while (!back)
        ;
}

static void share(void)
{
    *(volatile uint64_t *)memory = 1;
    memory_release();
    memory_acquire();
    (void)*(volatile uint64_t *)memory;
}

static void measure(const char *what, void (*step)(void))
{
    uint64_t least = UINT64_MAX;

    for (unsigned i = 0; i < ROUNDS; i++) {
        uint64_t before = instructions(), count;

        step();
        count = instructions() - before;
        least = count < least ? count : least;
    }
    console_text(what);
    console_text(": ");
    console_number(least);
    console_text(" instructions\n");
}

int run(void)
{
    serial_console();
    memset(text, 't', sizeof text - 1);
    measure("seL4RPCCall, nothing", words_none);
    measure("seL4RPCCall, two numbers", words_two);
    measure("seL4RPCCall, text of 100 bytes", words_text);
    measure("seL4RPCCall, array of 800 bytes", words_bytes);
    measure("seL4RPCCallSignal, call and signal back", signal_back);
    measure("seL4RPCOverMultiSharedData, nothing", pages_none);
    measure("seL4RPCOverMultiSharedData, two numbers", pages_two);
    measure("seL4RPCOverMultiSharedData, text of 100 bytes", pages_text);
    measure("seL4RPCOverMultiSharedData, array of 800 bytes", pages_bytes);
    measure("seL4RPCOverMultiSharedData, array of 4000 bytes", pages_all);
    measure("seL4RPCOverMultiSharedData, a capability", pages_capability);
    measure("seL4Notification, event there and back", event_back);
    measure("seL4SharedData, write and read a word", share);
    *(volatile uint32_t *)finisher = 0x5555;
    return 0;
}
