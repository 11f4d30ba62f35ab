/* SPDX-License-Identifier: MIT
 *
 * What second, a Driver, has. Made by compose.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sel4/sel4.h>

#include "shape.h"

/* consumes Done done */
void done_wait(void);
int done_poll(void);
int done_reg_callback(void (*callback)(void *), void *argument);
void done__init(void);
void done__run(void);

/* emits Done again, not connected */
__attribute__((weak)) void again_emit(void);

/* consumes Tick tick */
void tick_wait(void);
int tick_poll(void);
int tick_reg_callback(void (*callback)(void *), void *argument);
int tick_acknowledge(void);
void tick_handle(void);
void tick__init(void);
void tick__run(void);

/* consumes Tick tock */
void tock_wait(void);
int tock_poll(void);
int tock_reg_callback(void (*callback)(void *), void *argument);
int tock_acknowledge(void);
void tock_handle(void);
void tock__init(void);
void tock__run(void);

/* dataport Buf registers */
extern volatile void *const registers;
void registers_acquire(void);
void registers_release(void);
size_t registers_get_size(void);

/* dataport Buf buffer */
extern volatile void *const buffer;
void buffer_acquire(void);
void buffer_release(void);
size_t buffer_get_size(void);

/* dataport shape_t typed */
extern volatile shape_t *const typed;
void typed_acquire(void);
void typed_release(void);
size_t typed_get_size(void);

/* slots of its capability space, which has 2^n */
#define CAMKES_CNODE_BITS 4
#define CAMKES_FIRST_FREE 13
