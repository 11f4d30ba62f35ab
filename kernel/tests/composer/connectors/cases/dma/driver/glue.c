/* SPDX-License-Identifier: MIT
 *
 * The connections of driver, a Driver. Made by compose.
 */
#include <camkes.h>
#include <stdlib.h>

#include "component.h"

/* -- data: seL4SharedData data */

volatile void *const data = (volatile void *)0x3ffffe8000;

void data_acquire(void)
{
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
}

void data_release(void)
{
    __atomic_thread_fence(__ATOMIC_RELEASE);
}

size_t data_get_size(void)
{
    return 65536;
}

const volatile uint64_t data_paddr = 1; /* made by compose */

uintptr_t data_get_paddr(void)
{
    return data_paddr;
}

/* -- queue */

volatile void *const queue = (volatile void *)0x3ffffe5000;

void queue_acquire(void)
{
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
}

void queue_release(void)
{
    __atomic_thread_fence(__ATOMIC_RELEASE);
}

size_t queue_get_size(void)
{
    return 8192;
}

const volatile uint64_t queue_paddr = 1; /* made by compose */

uintptr_t queue_get_paddr(void)
{
    return queue_paddr;
}

/* -- missing */

volatile void *const missing = NULL;

void missing_acquire(void)
{
}

void missing_release(void)
{
}

size_t missing_get_size(void)
{
    return 0;
}

/* -- the instance */

__attribute__((weak)) void pre_init(void);
__attribute__((weak)) void post_init(void);
__attribute__((weak)) int run(void);

static void component_run(void)
{
    if (run)
        run();
}

static const struct component_thread component_threads[] = {
    {
        .name = "control",
        .run = component_run,
    },
};

const struct component component = {
    .name = "driver",
    .type = "Driver",
    .threads = 1,
    .thread = component_threads,
    .pre_init = pre_init,
    .post_init = post_init,
    .cnode = 0,
    .end = 1,
};
