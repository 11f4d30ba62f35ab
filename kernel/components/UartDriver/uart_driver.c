/* SPDX-License-Identifier: MIT
 *
 * The driver of the serial line, a 16550.
 *
 * Two threads. The thread of the interrupt takes what came out of the device
 * and puts it into the ring (serial_input.h):
 *
 *     listening --no room--> waiting --go_on--> listening
 *
 * While it waits, the device's interrupt is off: the device would raise it
 * for ever. The interrupt stays raised as long as a byte is there, so a
 * handler takes all, or switches it off, before it acknowledges.
 *
 * The thread of the procedure sends. It does one write after the other, so
 * none is mixed with another. If a write begins while the last line of
 * somebody else has no end yet, it begins on a new line; when that was the
 * reader's line, the reader is told, and can show it again. If the reader
 * allows that, its line is erased first, so that it is not there twice.
 *
 * Nobody waits for ever. The device is asked until it has room, and when it
 * had none for PATIENCE reads, about a second, what is left is dropped; until
 * it has room again, writes are dropped after the first look. The line is
 * quick when somebody is at its other end: to be woken by an interrupt for
 * every 16 bytes would take longer, and would need a clock to give up.
 */
#include <camkes.h>
#include <serial_input.h>

#include "registers.h"

#define PATIENCE 10000000u

/* The connection's first client has the other end of the ring. */
#define READER 1u

/* -- receiving ------------------------------------------------------------- */

static uint32_t received_bytes; /* ring->written */

static struct serial_input *ring(void)
{
    return (struct serial_input *)(uintptr_t)input;
}

/* Both threads read it, and only the first one sees that bytes were lost. */
static uint8_t line_status(void)
{
    uint8_t status = device_read(LINE_STATUS);

    if (status & STATUS_LOST)
        __atomic_add_fetch(&ring()->lost, 1, __ATOMIC_RELAXED);
    return status;
}

static void listen(bool on)
{
    __atomic_store_n(&ring()->waiting, !on, __ATOMIC_SEQ_CST);
    device_write(INTERRUPTS, on ? INTERRUPT_RECEIVED : 0);
}

/* Takes what is there and has room. */
static void take_all(void)
{
    while (serial_input_room(ring(), received_bytes) &&
           (line_status() & STATUS_RECEIVED))
        serial_input_add(ring(), &received_bytes, device_read(DATA));
}

/* The reader may have made room just before it could see `waiting`. */
static void wait_if_full(void)
{
    if (serial_input_room(ring(), received_bytes))
        return;
    listen(false);
    if (serial_input_room(ring(), received_bytes))
        listen(true);
}

void interrupt_handle(void)
{
    uint32_t before = received_bytes;

    take_all();
    wait_if_full();
    if (received_bytes != before)
        received_emit();
    interrupt_acknowledge();
}

int uart_go_on(void)
{
    if (uart_get_sender_id() == READER)
        listen(true);
    return 1;
}

/* -- sending --------------------------------------------------------------- */

static seL4_Word line_of; /* who wrote the line that has no end; 0: it has */
static unsigned room;     /* bytes that the send FIFO takes for sure */
static bool stuck;        /* the device has had no room for too long */

static bool wait_for_room(void)
{
    for (unsigned n = stuck ? 1 : PATIENCE; room == 0 && n > 0; n--)
        if (line_status() & STATUS_SENT)
            room = SEND_FIFO;
    stuck = room == 0;
    return !stuck;
}

static bool send(uint8_t byte)
{
    if (room == 0 && !wait_for_room())
        return false;
    device_write(DATA, byte);
    room--;
    return true;
}

static bool send_text_byte(uint8_t byte)
{
    return byte == '\n' ? send('\r') && send('\n') : send(byte);
}

static void send_text(const char *text)
{
    while (*text && send_text_byte((uint8_t)*text))
        text++;
}

static bool is_erasable(seL4_Word owner)
{
    return owner == READER &&
           __atomic_load_n(&ring()->erasable, __ATOMIC_RELAXED) == 1;
}

static void leave_line_of_others(seL4_Word sender)
{
    if (line_of == 0 || line_of == sender)
        return;
    send_text(is_erasable(line_of) ? "\r\033[K" : "\n");
    if (line_of == READER) {
        __atomic_add_fetch(&ring()->interrupted, 1, __ATOMIC_RELEASE);
        received_emit();
    }
    line_of = 0;
}

int uart_write(size_t bytes_sz, const uint8_t *bytes)
{
    seL4_Word sender = uart_get_sender_id();
    size_t sent = 0;

    if (bytes_sz == 0)
        return 0;
    room = 0; /* the kernel's console may have written meanwhile */
    leave_line_of_others(sender);
    while (sent < bytes_sz && send_text_byte(bytes[sent]))
        sent++;
    line_of = bytes[bytes_sz - 1] == '\n' ? 0 : sender;
    return (int)sent;
}

/* -- start ----------------------------------------------------------------- */

/* Switching the FIFOs on empties them: what came before comes first. */
void post_init(void)
{
    take_all();
    device_write(FIFOS, FIFOS_ON);
    listen(true);
}
