/* SPDX-License-Identifier: MIT
 *
 * How a component starts: all of its threads at once, and in step.
 *
 *      control thread            interface threads
 *      constructors
 *      pre_init
 *      opens may_init     --->   <if>__init
 *      waits for all      <---   started
 *      post_init
 *      opens may_run      --->   <if>__run
 *      run                       serve for ever
 *
 * An interface thread touches nothing but its stack until may_init opens:
 * constructors have run by then. The C library's errno and the pointer to
 * the IPC buffer are thread-local.
 */
#include "runtime.h"

#include <camkes.h>
#include <picolibc.h> /* says that the library uses TLS */

#include <picotls.h>

__thread seL4_IPCBuffer *__sel4_ipc_buffer;

extern void __libc_init_array(void);

static void call(void (*step)(void))
{
    if (step)
        step();
}

/* One unit for each interface thread. */
static void open(struct component_semaphore *gate)
{
    for (unsigned i = 1; i < component.threads; i++)
        component_post(gate);
}

static void control(const struct component_thread *self)
{
    __libc_init_array();
    call(component.pre_init);
    call(self->init);
    open(component.may_init);
    for (unsigned i = 1; i < component.threads; i++)
        component_wait(component.started);
    call(component.post_init);
    open(component.may_run);
    call(self->run);
}

static void interface(const struct component_thread *self)
{
    component_wait(component.may_init);
    call(self->init);
    component_post(component.started);
    component_wait(component.may_run);
    call(self->run);
    if (self->serve)
        self->serve(self->what);
}

_Noreturn void start_thread(seL4_Word number, seL4_IPCBuffer *buffer,
                            void *thread_locals)
{
    const struct component_thread *self = &component.thread[number];

    _init_tls(thread_locals);
    seL4_SetIPCBuffer(buffer);
    if (number == 0)
        control(self);
    else
        interface(self);
    stop_thread();
}

_Noreturn void stop_thread(void)
{
    for (;;)
        seL4_Wait(component.end, NULL);
}

const char *get_instance_name(void)
{
    return component.name;
}
