/* SPDX-License-Identifier: MIT
 *
 * What client, a Client, has. Made by compose.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sel4/sel4.h>

#include "shape.h"

#include <sel4/sel4.h>

#include <sel4/sel4.h>

#include <sel4/sel4.h>

#include <sel4/sel4.h>

/* uses Calls calls */
int calls_add(int a, int b);

/* uses Calls signalled */
int signalled_add(int a, int b);
seL4_CPtr signalled_notification(void);
void signalled_wait(void);
int signalled_poll(void);

/* uses Passes passes */
void passes_take(seL4_CPtr object, const uint64_t *tag);
void passes_swap(seL4_CPtr *object);

/* emits Done done */
void done_emit(void);

/* consumes Done again */
void again_wait(void);
int again_poll(void);
int again_reg_callback(void (*callback)(void *), void *argument);
void again__init(void);
void again__run(void);

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

/* uses Calls absent, not connected */
__attribute__((weak)) int absent_add(int a, int b);

/* emits Done nobody, not connected */
__attribute__((weak)) void nobody_emit(void);

/* consumes Done never, not connected */
__attribute__((weak)) void never_wait(void);
__attribute__((weak)) int never_poll(void);
__attribute__((weak)) int never_reg_callback(void (*callback)(void *),
                                             void *argument);

/* dataport Buf nowhere, not connected */
extern volatile void *const nowhere;
void nowhere_acquire(void);
void nowhere_release(void);
size_t nowhere_get_size(void);

/* locks */
int s_wait(void);
int s_trywait(void);
int s_post(void);
int b_wait(void);
int b_post(void);

/* attributes */
extern const int number;
extern const bool truth;
extern const double real;
extern const char *const text;
extern const int numbers[];
extern const size_t numbers_count;
extern const char *const texts[];
extern const size_t texts_count;

/* slots of its capability space, which has 2^n */
#define CAMKES_CNODE_BITS    12
#define CAMKES_FIRST_FREE    278
#define CAMKES_OWN_CNODE     1
#define CAMKES_OWN_VSPACE    2
#define CAMKES_OWN_TCB       3
#define CAMKES_ASID_POOL     4
#define CAMKES_SCHED_CONTROL 5
#define CAMKES_UNTYPED       23

/* struct plan_memory: what lies in the slots from CAMKES_UNTYPED on */
#define CAMKES_UNTYPED_PAGE 0x3ffffe9000
