/* SPDX-License-Identifier: MIT
 *
 * Signals, sends and yields between threads that have time of their own.
 *
 * "Waking" operations are measured in the thread that wakes: the other one is
 * of higher priority, so it runs at once, waits again, and only then does the
 * system call of the first return.
 */
#include "bench.h"

static seL4_CPtr here, there; /* notifications or endpoints of a pair */
static seL4_CPtr reply;

static void signal(seL4_CPtr notification)
{
    sel4_trap(seL4_SysSend, notification,
              seL4_MessageInfo_new(0, 0, 0, 0).words[0]);
}

static void wait(seL4_CPtr notification)
{
    struct sel4_message m;

    sel4_trap_receive(seL4_SysWait, notification, 0, &m);
}

static void wait_always(seL4_Word notification)
{
    for (;;)
        wait(notification);
}

static void receive_always(seL4_Word endpoint)
{
    struct sel4_message m;

    for (;;)
        sel4_trap_receive(seL4_SysRecv, endpoint, reply, &m);
}

static void echo_always(seL4_Word unused)
{
    (void)unused;
    for (;;) {
        wait(there);
        signal(here);
    }
}

static void yield_always(seL4_Word unused)
{
    (void)unused;
    for (;;)
        seL4_Yield();
}

static void measure_waking_signal(void)
{
    seL4_CPtr notification = make(seL4_NotificationObject, 0);
    struct thread waiter =
        helper_start(wait_always, notification, HIGH_PRIORITY);
    struct series s = series_begin("signal_wakes", SAMPLES);

    while (series_wants(&s)) {
        seL4_Word start = instret();

        signal(notification);
        series_add(&s, instret() - start);
    }
    helper_stop(&waiter);
}

static void measure_ping_pong(void)
{
    struct series s = series_begin("signal_ping_pong", SAMPLES);
    struct thread partner;

    here = make(seL4_NotificationObject, 0);
    there = make(seL4_NotificationObject, 0);
    partner = helper_start(echo_always, 0, MAIN_PRIORITY);
    while (series_wants(&s)) {
        seL4_Word start = instret();

        signal(there);
        wait(here);
        series_add(&s, instret() - start);
    }
    helper_stop(&partner);
}

static void measure_waking_send(void)
{
    seL4_CPtr endpoint = make(seL4_EndpointObject, 0);
    struct series s = series_begin("send_wakes", SAMPLES);
    struct thread receiver;

    reply = make(seL4_ReplyObject, 0);
    receiver = helper_start(receive_always, endpoint, HIGH_PRIORITY);
    while (series_wants(&s)) {
        struct sel4_message m = { .info = seL4_MessageInfo_new(0, 0, 0, 0) };
        seL4_Word start = instret();

        sel4_trap_send(seL4_SysSend, endpoint, &m);
        series_add(&s, instret() - start);
    }
    helper_stop(&receiver);
}

static void measure_yield(const char *name)
{
    struct series s = series_begin(name, SAMPLES);

    while (series_wants(&s)) {
        seL4_Word start = instret();

        seL4_Yield();
        series_add(&s, instret() - start);
    }
}

static void measure_unanswered(void)
{
    seL4_CPtr notification = make(seL4_NotificationObject, 0);
    struct series nobody = series_begin("signal_nobody", SAMPLES);
    struct series ready = series_begin("wait_ready", SAMPLES);
    struct series empty = series_begin("poll_empty", SAMPLES);

    while (series_wants(&nobody)) {
        struct sel4_message m;
        seL4_Word start = instret();

        signal(notification);
        series_add(&nobody, instret() - start);

        start = instret();
        sel4_trap_receive(seL4_SysWait, notification, 0, &m);
        series_add(&ready, instret() - start);

        start = instret();
        sel4_trap_receive(seL4_SysNBWait, notification, 0, &m);
        series_add(&empty, instret() - start);
        REQUIRE(m.badge == 0);
    }
}

void measure_signals(void)
{
    struct thread partner;

    measure_waking_signal();
    measure_ping_pong();
    measure_waking_send();
    measure_unanswered();
    measure_yield("yield_alone");
    partner = helper_start(yield_always, 0, MAIN_PRIORITY);
    measure_yield("yield_pair");
    helper_stop(&partner);
}
