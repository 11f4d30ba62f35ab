/* SPDX-License-Identifier: MIT
 *
 * The connections of driver, a Driver. Made by compose.
 */
#include <camkes.h>
#include <stdlib.h>

#include "component.h"

/* -- done: seL4Notification done */

static struct component_event_state done_state = {
    .pending = { .notification = 6 },
};
static const struct component_event done_event = {
    .interface = "done",
    .notification = 7,
    .state = &done_state,
};

void done_wait(void)
{
    component_event_wait(&done_state);
}

int done_poll(void)
{
    return component_event_poll(&done_state);
}

int done_reg_callback(void (*callback)(void *), void *argument)
{
    return component_event_register(&done_state, callback, argument);
}

/* -- again: seL4Notification again */

static const seL4_CPtr again_consumers[] = {
    [0] = 8,
};
static const struct component_emitter again_emitter = {
    .consumers = 1,
    .notifications = again_consumers,
};

void again_emit(void)
{
    component_emit(&again_emitter);
}

/* -- tick: seL4HardwareInterrupt tick */

static struct component_event_state tick_state = {
    .pending = { .notification = 9 },
};
static const seL4_CPtr tick_handlers[] = {
    [0] = 10,
    [1] = 11,
};

void tick_wait(void)
{
    component_event_wait(&tick_state);
}

int tick_poll(void)
{
    return component_event_poll(&tick_state);
}

int tick_reg_callback(void (*callback)(void *), void *argument)
{
    return component_event_register(&tick_state, callback, argument);
}

int tick_acknowledge(void)
{
    return component_acknowledge(tick_handlers, 2);
}

/* -- tock: seL4HardwareInterrupt tock */

static struct component_event_state tock_state = {
    .pending = { .notification = 12 },
};
static const seL4_CPtr tock_handlers[] = {
    [0] = 13,
};

void tock_wait(void)
{
    component_event_wait(&tock_state);
}

int tock_poll(void)
{
    return component_event_poll(&tock_state);
}

int tock_reg_callback(void (*callback)(void *), void *argument)
{
    return component_event_register(&tock_state, callback, argument);
}

int tock_acknowledge(void)
{
    return component_acknowledge(tock_handlers, 1);
}

/* -- registers: seL4HardwareMMIO r */

volatile void *const registers = (volatile void *)0x3ffffe9000;

void registers_acquire(void)
{
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
}

void registers_release(void)
{
    __atomic_thread_fence(__ATOMIC_RELEASE);
}

size_t registers_get_size(void)
{
    return 4096;
}

/* -- buffer: seL4SharedData buffer */

volatile void *const buffer = (volatile void *)0x3ffffe6000;

void buffer_acquire(void)
{
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
}

void buffer_release(void)
{
    __atomic_thread_fence(__ATOMIC_RELEASE);
}

size_t buffer_get_size(void)
{
    return 8192;
}

/* -- typed: seL4SharedData typed */

_Static_assert(sizeof(shape_t) <= 4096, "set typed_size in the configuration");
volatile shape_t *const typed = (volatile shape_t *)0x3ffffe4000;

void typed_acquire(void)
{
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
}

void typed_release(void)
{
    __atomic_thread_fence(__ATOMIC_RELEASE);
}

size_t typed_get_size(void)
{
    return 4096;
}

/* -- interrupts */

__attribute__((weak)) void tick_handle(void);
__attribute__((weak)) void tock_handle(void);

static const struct component_interrupt component_sources[] = {
    {
        .interface = "tick",
        .bit = 1ul << 0,
        .handler = 10,
        .handle = tick_handle,
        .state = &tick_state,
    },
    {
        .interface = "tick",
        .bit = 1ul << 1,
        .handler = 11,
        .handle = tick_handle,
        .state = &tick_state,
    },
    {
        .interface = "tock",
        .bit = 1ul << 2,
        .handler = 13,
        .handle = tock_handle,
        .state = &tock_state,
    },
};
static const struct component_interrupts component_all = {
    .notification = 14,
    .count = 3,
    .interrupts = component_sources,
};

/* -- the instance */

__attribute__((weak)) void pre_init(void);
__attribute__((weak)) void post_init(void);
__attribute__((weak)) int run(void);
__attribute__((weak)) void done__init(void);
__attribute__((weak)) void done__run(void);
__attribute__((weak)) void tick__init(void);
__attribute__((weak)) void tick__run(void);
__attribute__((weak)) void tock__init(void);
__attribute__((weak)) void tock__run(void);

static void component_all__init(void)
{
    if (tick__init)
        tick__init();
    if (tock__init)
        tock__init();
}

static void component_all__run(void)
{
    if (tick__run)
        tick__run();
    if (tock__run)
        tock__run();
}

static struct component_semaphore component_started = {
    .notification = 3,
    .count = 0,
};
static struct component_semaphore component_may_init = {
    .notification = 4,
    .count = 0,
};
static struct component_semaphore component_may_run = {
    .notification = 5,
    .count = 0,
};
static struct component_semaphore component_libc = {
    .notification = 2,
    .count = 1,
};
static const struct component_thread component_threads[] = {
    {
        .name = "control",
    },
    {
        .name = "done",
        .init = done__init,
        .run = done__run,
        .serve = component_serve_event,
        .what = &done_event,
    },
    {
        .name = "interrupts",
        .init = component_all__init,
        .run = component_all__run,
        .serve = component_serve_interrupts,
        .what = &component_all,
    },
};

const struct component component = {
    .name = "driver",
    .type = "Driver",
    .threads = 3,
    .thread = component_threads,
    .pre_init = pre_init,
    .post_init = post_init,
    .started = &component_started,
    .may_init = &component_may_init,
    .may_run = &component_may_run,
    .libc = &component_libc,
    .cnode = 0,
    .end = 1,
};
