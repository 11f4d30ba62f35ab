/* SPDX-License-Identifier: MIT
 *
 * A driver for the machine's serial port (ns16550a), at user level.
 *
 *     closed -- uart_open --> idle <-- uart_wait --> characters to take
 *
 * A received character raises interrupt 10; the kernel turns it into a
 * signal with the driver's badge. One signal may stand for many characters,
 * so after each the driver takes all that are there, then acknowledges.
 */
#pragma once

#include <address_space.h>

/**
 * Maps the registers, obtains the interrupt, lets the port raise it.
 * Errors as objects_create_device, address_space_place, objects_mint and
 * the IRQ methods.
 */
seL4_Error uart_open(struct objects *pool, struct address_space *space);

/** Writes one character when the port can take it; '\n' as CR LF. */
void uart_put(char c);

/** The next received character, or -1 if there is none. */
int uart_get(void);

/** Blocks until the port's interrupt was signalled. */
void uart_wait(void);

/** Says that the interrupt was served. */
void uart_acknowledge(void);
