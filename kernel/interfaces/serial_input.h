/* SPDX-License-Identifier: MIT
 *
 * What was received on the serial line: a ring in the memory that driver and
 * reader share.
 *
 *     written - read      bytes are in the ring; they lie in
 *                         bytes[read % SERIAL_INPUT_BYTES] and those behind
 *
 * Both numbers count bytes since the start, modulo 2^32. The driver alone
 * writes `written`, the reader alone `read`; neither waits for the other.
 *
 * Full. A driver that finds no room sets `waiting`, and leaves what comes in
 * the device: a sender that listens to the device, as QEMU does, waits, and
 * nothing is lost. A reader that has taken bytes and sees `waiting` tells the
 * driver to go on (Uart.go_on). The driver looks once more after it has set
 * `waiting`, so of a room made meanwhile one of the two gets to know.
 *
 * The driver keeps its numbers to itself and only tells them here, so a
 * reader that writes nonsense harms nobody but itself.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { SERIAL_INPUT_BYTES = 2048 };

struct serial_input {
    uint32_t written;
    uint32_t read;
    uint32_t waiting;     /* 1: bytes wait in the device */
    uint32_t lost;        /* times that the device had no room and lost some */
    uint32_t interrupted; /* times that others wrote into the reader's line */
    uint32_t erasable;    /* the reader's: 1: its line is one row of a terminal,
                             and others may erase it to write theirs */
    uint8_t bytes[SERIAL_INPUT_BYTES];
};

/** The driver's: @return whether there is room. written: its own number. */
static inline bool serial_input_room(const struct serial_input *ring,
                                     uint32_t written)
{
    uint32_t read = __atomic_load_n(&ring->read, __ATOMIC_SEQ_CST);

    return written - read < SERIAL_INPUT_BYTES;
}

/** The driver's: adds a byte, for which there is room, and counts it. */
static inline void serial_input_add(struct serial_input *ring,
                                    uint32_t *written, uint8_t byte)
{
    ring->bytes[(*written)++ % SERIAL_INPUT_BYTES] = byte;
    __atomic_store_n(&ring->written, *written, __ATOMIC_RELEASE);
}

/** The reader's: @return how many bytes are in the ring */
static inline uint32_t serial_input_count(const struct serial_input *ring)
{
    return __atomic_load_n(&ring->written, __ATOMIC_ACQUIRE) - ring->read;
}

/** The reader's: @return a byte without taking it; at: below the count */
static inline uint8_t serial_input_look(const struct serial_input *ring,
                                        uint32_t at)
{
    return ring->bytes[(ring->read + at) % SERIAL_INPUT_BYTES];
}

/** The reader's: takes bytes. @return whether the driver waits for that */
static inline bool serial_input_take(struct serial_input *ring, uint32_t count)
{
    __atomic_store_n(&ring->read, ring->read + count, __ATOMIC_SEQ_CST);
    return __atomic_load_n(&ring->waiting, __ATOMIC_SEQ_CST) != 0;
}
