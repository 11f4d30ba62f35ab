/* SPDX-License-Identifier: MIT
 *
 * Copying memory that may go away.
 *
 * A caller's frame may be read-only, or be revoked by the caller while it is
 * being copied: touching it is then a fault, which would stop the thread that
 * serves everybody. So the control thread, which has nothing else to do, does
 * the copying. Its faults come to the endpoint at which the server waits for
 * its answer; the server then sends it back to the beginning of its loop.
 *
 *     server                           copier
 *     sends to, from, length   --->    copies
 *     waits                    <---    answers, or faults
 *     after a fault: sets its program counter  --->  waits for the next
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/**
 * Makes the control thread's faults come here; before room_init there are no
 * endpoints for that. To be called by the control thread.
 *
 * @return false: the kernel refused
 */
bool copier_init(void);

/** The control thread's loop. Returns if copier_init has not been successful:
 * then nothing is ever copied. */
void copier_run(void);

/**
 * Copies, with the mutex `state` held.
 *
 * @return false: the memory could not be touched; a part may be copied
 */
bool copier_copy(void *to, const void *from, size_t length);
