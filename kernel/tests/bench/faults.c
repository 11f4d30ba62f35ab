/* SPDX-License-Identifier: MIT
 *
 * A page fault that its handler answers.
 *
 * The handler does not mend anything: the faulting thread tries again and
 * faults again. So one ReplyRecv of the handler, measured there, is exactly
 * one round trip: reply, the instruction once more, fault, message.
 *
 * As with a server, a handler may have time of its own (here the first
 * thread), or run on that of the thread that faults.
 */
#include "bench.h"

#define UNMAPPED 0x1000ul /* below every program's image */

static seL4_CPtr endpoint, reply, done;

static void fault_always(seL4_Word vaddr)
{
    for (;;)
        __asm__ volatile("ld zero, 0(%0)" : : "r"(vaddr) : "memory");
}

static void handle(const char *name)
{
    struct series s = series_begin(name, SAMPLES);
    struct sel4_message m;

    sel4_trap_receive(seL4_SysRecv, endpoint, reply, &m);
    while (series_wants(&s)) {
        seL4_Word start;

        REQUIRE(seL4_isVMFault_tag(m.info));
        m.info = seL4_MessageInfo_new(0, 0, 0, 0);
        start = instret();
        sel4_trap_send_receive(seL4_SysReplyRecv, endpoint, reply, 0, &m);
        series_add(&s, instret() - start);
    }
}

static void handle_passively(seL4_Word unused)
{
    (void)unused;
    handle("vm_fault");
    seL4_Signal(done);
    seL4_Wait(endpoint, SEL4_NULL); /* for ever */
}

static struct thread start_faulting(void)
{
    struct thread_config config =
        helper_config(fault_always, UNMAPPED, LOW_PRIORITY);

    config.fault_endpoint = endpoint;
    return helper_start_as(&config);
}

void measure_faults(void)
{
    struct thread faulter, handler;

    endpoint = make(seL4_EndpointObject, 0);
    reply = make(seL4_ReplyObject, 0);
    done = make(seL4_NotificationObject, 0);

    handler = helper_start(handle_passively, 0, HIGH_PRIORITY);
    helper_make_passive(&handler);
    faulter = start_faulting();
    seL4_Wait(done, SEL4_NULL);
    helper_stop(&faulter);
    helper_stop(&handler);

    endpoint = make(seL4_EndpointObject, 0);
    faulter = start_faulting();
    handle("vm_fault_active");
    helper_stop(&faulter);
}
