/* SPDX-License-Identifier: MIT
 *
 * The registers of a 16550, a byte each.
 *
 *   offset  read                    write
 *   0       received byte           byte to send
 *   1       -                       interrupts wanted: bit 0 received
 *   2       -                       FIFOs: bit 0 on
 *   5       line status:
 *             bit 0 a byte is there
 *             bit 1 bytes were lost; reading clears it
 *             bit 5 the send FIFO is empty: it takes SEND_FIFO bytes
 *
 * The line's speed is left as the firmware set it.
 */
#pragma once

#include <stdint.h>

enum {
    DATA = 0,
    INTERRUPTS = 1,
    FIFOS = 2,
    LINE_STATUS = 5,

    INTERRUPT_RECEIVED = 0x01,
    FIFOS_ON = 0x01,
    STATUS_RECEIVED = 0x01,
    STATUS_LOST = 0x02,
    STATUS_SENT = 0x20,

    SEND_FIFO = 16,
};

/** Reads a register. */
uint8_t device_read(unsigned offset);

/** Writes a register. */
void device_write(unsigned offset, uint8_t value);
