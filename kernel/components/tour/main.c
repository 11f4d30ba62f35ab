/* SPDX-License-Identifier: MIT
 *
 * A tour of the running system, as its first and only program.
 *
 * It is the root task: the kernel gave it every capability there is. In turn
 * it drives the serial port itself, says what the machine has, lets two
 * address spaces talk to each other, and then echoes what is typed. The
 * first line goes through the kernel's debug console, all others through the
 * driver here, which is all that a release kernel leaves. Typing q powers the
 * machine off, so the tour can run from a script:
 *
 *     printf 'hello\nq' | qemu-system-riscv64 ... -initrd tour.elf
 */
#include "facts.h"
#include "ping_pong.h"
#include "power.h"
#include "refusal.h"
#include "uart.h"

#include <start.h>
#include <stdio.h>

static struct objects pool;

/* Echoes until q. Characters are read only after the driver's interrupt was
 * delivered as a signal; one signal may stand for several characters. */
static void echo(void)
{
    unsigned signals = 0;
    unsigned characters = 0;

    printf("Type something; it comes back. q powers off "
           "(in QEMU, Ctrl-A x leaves at once).\n> ");
    for (;;) {
        int c;

        uart_wait();
        signals++;
        while ((c = uart_get()) >= 0) {
            if (c == 'q') {
                printf("q\n%u characters in %u interrupts. Bye.\n", characters,
                       signals);
                return;
            }
            characters++;
            if (c == '\r' || c == '\n')
                printf("\n> ");
            else
                putchar(c);
        }
        uart_acknowledge();
    }
}

int main(void)
{
    struct address_space space = address_space_own();

    printf("\nTessera tour: the root task runs; "
           "this line is the kernel's.\n");
    objects_init(&pool, seL4_GetBootInfo());
    refuse_to_continue_on(power_open(&pool, &space), "mapping the finisher");
    refuse_to_continue_on(uart_open(&pool, &space), "starting the UART");
    console_redirect(uart_put);

    facts_print(seL4_GetBootInfo());
    refuse_to_continue_on(ping_pong_run(&pool), "ping-pong");
    echo();
    power_off();
}
