/* SPDX-License-Identifier: MIT
 *
 * Registers of the ns16550a, one byte each:
 *
 *   0  RBR received character (read), THR character to send (write)
 *   1  IER interrupts: bit 0 data received
 *   2  FCR FIFOs (write): bit 0 on, 1 clear received, 2 clear to send
 *   5  LSR state: bit 0 data is there, bit 5 THR is empty
 *
 * The line stays raised as long as a character is there, and the interrupt
 * controller notices only its rise. So uart_get must be called until it says
 * that there is none before the driver waits again.
 */
#include "uart.h"

#define UART_PADDR 0x10000000ul
#define UART_IRQ   10
#define UART_BADGE 0x10

enum { RBR = 0, THR = 0, IER = 1, FCR = 2, LSR = 5 };
enum {
    IER_RECEIVED = 1 << 0,
    FCR_ENABLE = 1 << 0,
    LSR_RECEIVED = 1 << 0,
    LSR_THR_EMPTY = 1 << 5
};

static volatile seL4_Uint8 *reg;
static seL4_CPtr notification;
static seL4_CPtr handler;

static seL4_Error map_registers(struct objects *pool,
                                struct address_space *space)
{
    volatile void *at = NULL;
    seL4_Error error = address_space_map_device(pool, space, seL4_RISCV_4K_Page,
                                                UART_PADDR, NULL, &at);

    reg = at;
    return error;
}

/* The handler signals the notification through a badged, write-only copy. */
static seL4_Error obtain_interrupt(struct objects *pool)
{
    seL4_CPtr signal;
    seL4_Error error =
        objects_create(pool, seL4_NotificationObject, 0, &notification);

    if (error == seL4_NoError)
        error = objects_mint(pool, notification, seL4_CanWrite, UART_BADGE,
                             &signal);
    if (error == seL4_NoError)
        error = objects_slot(pool, &handler);
    if (error == seL4_NoError)
        error = seL4_IRQControl_Get(seL4_CapIRQControl, UART_IRQ,
                                    seL4_CapInitThreadCNode, handler,
                                    seL4_WordBits);
    if (error == seL4_NoError)
        error = seL4_IRQHandler_SetNotification(handler, signal);
    return error;
}

seL4_Error uart_open(struct objects *pool, struct address_space *space)
{
    seL4_Error error = map_registers(pool, space);

    if (error == seL4_NoError)
        error = obtain_interrupt(pool);
    if (error != seL4_NoError)
        return error;
    reg[FCR] = FCR_ENABLE;
    reg[IER] = IER_RECEIVED;
    return seL4_NoError;
}

void uart_put(char c)
{
    if (c == '\n')
        uart_put('\r');
    while (!(reg[LSR] & LSR_THR_EMPTY))
        ;
    reg[THR] = (seL4_Uint8)c;
}

int uart_get(void)
{
    if (!(reg[LSR] & LSR_RECEIVED))
        return -1;
    return reg[RBR];
}

void uart_wait(void)
{
    seL4_Word badge = 0;

    while (!(badge & UART_BADGE))
        seL4_Wait(notification, &badge);
}

void uart_acknowledge(void)
{
    seL4_IRQHandler_Ack(handler);
}
