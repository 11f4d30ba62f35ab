/* SPDX-License-Identifier: MIT
 *
 * A driver for the 16550 serial line that sends back whole lines.
 *
 *   offset  read              write
 *   0       received byte     byte to send
 *   1                         interrupts wanted: bit 0 received
 *   2                         FIFOs: bit 0 on
 *   5       line status: bit 0 a byte is there, bit 5 room to send
 *
 * The interrupt stays raised as long as a byte is there. So a handler takes
 * all that is there before it acknowledges; one byte left behind would be an
 * interrupt that was never told.
 *
 * uart.h is made from the description: it has the names of this component's
 * channels, interrupts and regions. A name that the description does not have
 * fails the build.
 */
#include <microkit.h>
#include <uart.h>

#define DATA             0
#define INTERRUPT_ENABLE 1
#define FIFO_CONTROL     2
#define LINE_STATUS      5
#define STATUS_RECEIVED  0x01
#define STATUS_SEND_ROOM 0x20
#define LINE_BYTES       80

static volatile uint8_t *const registers = (uint8_t *)REGION_REGISTERS;

static char line[LINE_BYTES];
static unsigned length;

static void send(char c)
{
    while (!(registers[LINE_STATUS] & STATUS_SEND_ROOM))
        ;
    registers[DATA] = (uint8_t)c;
}

static void send_text(const char *text)
{
    for (; *text; text++)
        send(*text);
}

static void send_line(void)
{
    send_text("uart: ");
    for (unsigned i = 0; i < length; i++)
        send(line[i]);
    send_text("\r\n");
    length = 0;
}

static void take(char c)
{
    if (c == '\r' || c == '\n')
        send_line();
    else if (length < LINE_BYTES)
        line[length++] = c;
}

static void take_all(void)
{
    while (registers[LINE_STATUS] & STATUS_RECEIVED)
        take((char)registers[DATA]);
}

/* Turning the FIFOs on empties them: what was typed before comes first. */
void init(void)
{
    send_text("uart: type a line\r\n");
    take_all();
    registers[FIFO_CONTROL] = 0x01;
    registers[INTERRUPT_ENABLE] = 0x01;
}

void notified(microkit_channel ch)
{
    if (ch != IRQ_RECEIVED)
        return;
    take_all();
    microkit_irq_ack(ch);
}
