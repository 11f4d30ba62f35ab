/* SPDX-License-Identifier: MIT
 *
 * What the driver of the serial line has of its connections, on the host:
 * kernel/tests/unit/uart.c provides it.
 */
#pragma once

#include <camkes.h>

extern volatile void *const input;

/** The connections' functions. */
seL4_Word uart_get_sender_id(void);
void received_emit(void);
int interrupt_acknowledge(void);

/** The driver's. */
int uart_write(size_t bytes_sz, const uint8_t *bytes);
int uart_go_on(void);
void interrupt_handle(void);
