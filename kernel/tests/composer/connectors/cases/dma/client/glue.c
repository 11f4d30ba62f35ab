/* SPDX-License-Identifier: MIT
 *
 * The connections of client, a Client. Made by compose.
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
    .name = "client",
    .type = "Client",
    .threads = 1,
    .thread = component_threads,
    .pre_init = pre_init,
    .post_init = post_init,
    .cnode = 0,
    .end = 1,
};
