/* SPDX-License-Identifier: MIT
 *
 * The connections of client, a Client. Made by compose.
 */
#include <camkes.h>
#include <stdlib.h>

#include "component.h"

/* -- calls: seL4RPCCall calls */

static const struct component_client calls_client = {
    .interface = "calls",
    .endpoint = 11,
};

int calls_add(int a, int b)
{
    struct component_message call_;
    int result_ = 0;

    component_begin_call(&calls_client, &call_, 0, NULL);
    component_put(&call_, &a, sizeof a);
    component_put(&call_, &b, sizeof b);
    if (component_call(&calls_client, &call_)) {
        component_get(&call_, &result_, sizeof result_);
    }
    component_end_call(&calls_client, &call_);
    return result_;
}

/* -- signalled: seL4RPCCallSignal signalled */

static const struct component_client signalled_client = {
    .interface = "signalled",
    .endpoint = 12,
    .notification = 13,
};

int signalled_add(int a, int b)
{
    struct component_message call_;
    int result_ = 0;

    component_begin_call(&signalled_client, &call_, 0, NULL);
    component_put(&call_, &a, sizeof a);
    component_put(&call_, &b, sizeof b);
    if (component_call(&signalled_client, &call_)) {
        component_get(&call_, &result_, sizeof result_);
    }
    component_end_call(&signalled_client, &call_);
    return result_;
}

seL4_CPtr signalled_notification(void)
{
    return signalled_client.notification;
}

void signalled_wait(void)
{
    component_wait_server(&signalled_client);
}

int signalled_poll(void)
{
    return component_poll_server(&signalled_client);
}

/* -- passes: seL4RPCOverMultiSharedData passes */

static struct component_semaphore passes_page_lock = {
    .notification = 16,
    .count = 1,
};
static const struct component_client passes_client = {
    .interface = "passes",
    .endpoint = 14,
    .page = (char *)0x3fffff0000,
    .receive = 15,
    .lock = &passes_page_lock,
};

void passes_take(seL4_CPtr object, const uint64_t *tag)
{
    struct component_message call_;

    component_begin_call(&passes_client, &call_, 0, NULL);
    call_.capability = object;
    component_put(&call_, tag, sizeof *tag);
    component_call(&passes_client, &call_);
    component_end_call(&passes_client, &call_);
}

void passes_swap(seL4_CPtr *object)
{
    struct component_message call_;

    component_begin_call(&passes_client, &call_, 1, NULL);
    call_.capability = *object;
    if (component_call(&passes_client, &call_)) {
        *object = call_.capability;
    }
    component_end_call(&passes_client, &call_);
}

/* -- done: seL4Notification done */

static const seL4_CPtr done_consumers[] = {
    [0] = 17,
    [1] = 18,
};
static const struct component_emitter done_emitter = {
    .consumers = 2,
    .notifications = done_consumers,
};

void done_emit(void)
{
    component_emit(&done_emitter);
}

/* -- again: seL4Notification again */

static struct component_event_state again_state = {
    .pending = { .notification = 19 },
};
static const struct component_event again_event = {
    .interface = "again",
    .notification = 20,
    .state = &again_state,
};

void again_wait(void)
{
    component_event_wait(&again_state);
}

int again_poll(void)
{
    return component_event_poll(&again_state);
}

int again_reg_callback(void (*callback)(void *), void *argument)
{
    return component_event_register(&again_state, callback, argument);
}

/* -- buffer: seL4SharedData buffer */

volatile void *const buffer = (volatile void *)0x3ffffed000;

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
volatile shape_t *const typed = (volatile shape_t *)0x3ffffeb000;

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

/* -- nowhere */

volatile void *const nowhere = NULL;

void nowhere_acquire(void)
{
}

void nowhere_release(void)
{
}

size_t nowhere_get_size(void)
{
    return 0;
}

/* -- lock s */

static struct component_semaphore s_units = {
    .notification = 21,
    .count = 4,
};

int s_wait(void)
{
    component_wait(&s_units);
    return 0;
}

int s_post(void)
{
    component_post(&s_units);
    return 0;
}

int s_trywait(void)
{
    return component_try(&s_units) ? 0 : -1;
}

/* -- lock b */

static struct component_semaphore b_units = {
    .notification = 22,
    .count = 0,
};

int b_wait(void)
{
    component_wait(&b_units);
    return 0;
}

int b_post(void)
{
    component_post_binary(&b_units);
    return 0;
}

/* -- attributes */

const int number = -5;
const bool truth = true;
const double real = 1.5;
const char *const text = "quoted \"text\", a \\ and \077\077/";
const int numbers[] = {
    1,
    2,
    3,
};
const size_t numbers_count = 3;
const char *const texts[] = {
    "one",
    "two",
};
const size_t texts_count = 2;

/* -- the instance */

__attribute__((weak)) void pre_init(void);
__attribute__((weak)) void post_init(void);
__attribute__((weak)) int run(void);
__attribute__((weak)) void again__init(void);
__attribute__((weak)) void again__run(void);

static void component_run(void)
{
    if (run)
        run();
}

static struct component_semaphore component_started = {
    .notification = 8,
    .count = 0,
};
static struct component_semaphore component_may_init = {
    .notification = 9,
    .count = 0,
};
static struct component_semaphore component_may_run = {
    .notification = 10,
    .count = 0,
};
static struct component_semaphore component_libc = {
    .notification = 7,
    .count = 1,
};
static const struct component_thread component_threads[] = {
    {
        .name = "control",
        .run = component_run,
    },
    {
        .name = "again",
        .init = again__init,
        .run = again__run,
        .serve = component_serve_event,
        .what = &again_event,
    },
};

const struct component component = {
    .name = "client",
    .type = "Client",
    .threads = 2,
    .thread = component_threads,
    .pre_init = pre_init,
    .post_init = post_init,
    .started = &component_started,
    .may_init = &component_may_init,
    .may_run = &component_may_run,
    .libc = &component_libc,
    .cnode = 1,
    .end = 6,
};
