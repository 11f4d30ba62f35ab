/* SPDX-License-Identifier: MIT */
/*
 * Interrupts as signals. See object/irq.c.
 */
#pragma once

#include "ipc/invocation.h"

/** Handles one pending interrupt, if there is any: external, then timer. */
void irq_handle_pending(void);

/** Delivers interrupt `irq` (1..95) to whoever was issued it. */
void irq_deliver(word_t irq);

/** The last handler capability is gone: the source is masked and free. */
void irq_retire(word_t irq);

/** Marks the timer's number as taken. */
void irq_init(void);

/** Methods of the IRQ control and IRQ handler capabilities. */
error_t irq_control_invoke(struct invocation *inv);
error_t irq_handler_invoke(struct invocation *inv);
