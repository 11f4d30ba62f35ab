/* SPDX-License-Identifier: MIT */
/*
 * The runtime of protection domains against a kernel that the test plays.
 *
 * A test gives the events that arrive, one for each time the loop waits, and
 * then reads the trace: one line for each system call and each entry point,
 * in their order. When there are no more events, the loop is left. Which
 * system call does what is part of what is held here, for nothing else would
 * tell a deferred operation from one that was sent at once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <console.h>
#include <microkit.h>

#include "interfaces/protection_domain.h"
#include "trace.h"

_Noreturn void event_loop(void);

/* -- the domain under test ------------------------------------------------- */

char microkit_name[PD_NAME_BYTES] = "unit";
const uint64_t microkit_irqs = 1ull << 5;
const uint64_t microkit_notifications = 1ull << 1 | 1ull << 2 | 1ull << 61;
const uint64_t microkit_pps = 1ull << 4;
const uint64_t microkit_children = 1ull << 9 | 1ull << 10;
const uint64_t microkit_passive_children = 1ull << 10;
uint64_t microkit_input_is_endpoint;

static seL4_IPCBuffer buffer;
__thread seL4_IPCBuffer *__sel4_ipc_buffer;

static void (*when_notified)(microkit_channel ch);
static void (*when_called)(void);
static seL4_Bool (*when_faulted)(microkit_child child);

void console_put(char c)
{
    note("%c", c);
}

void console_text(const char *text)
{
    note("%s", text);
}

void console_number(uint64_t number)
{
    note("%lu", number);
}

/* -- the kernel ------------------------------------------------------------ */

struct event {
    seL4_Word badge;
    seL4_Word label;
};

static const struct event *events;
static size_t events_left;
static jmp_buf out_of_events;
static seL4_Error answer_of_kernel;
static seL4_Word last_words[seL4_FastMessageRegisters];

static void next_event(struct sel4_message *m)
{
    if (events_left == 0)
        longjmp(out_of_events, 1);
    m->badge = events->badge;
    m->info = seL4_MessageInfo_new(events->label, 0, 0, 0);
    events++;
    events_left--;
}

seL4_Word sel4_trap(seL4_Word number, seL4_Word first, seL4_Word second)
{
    assert_int_equal((long)number, seL4_SysSend);
    assert_int_equal(second, 0);
    note("signal %lu\n", first);
    return 0;
}

void sel4_trap_send(seL4_Word number, seL4_CPtr dest, struct sel4_message *m)
{
    bool call = (long)number == seL4_SysCall;

    note("%s %lu label %lx\n", call ? "call" : "send", dest,
         seL4_MessageInfo_get_label(m->info));
    memcpy(last_words, m->mr, sizeof last_words);
    if (call)
        m->info = seL4_MessageInfo_new(answer_of_kernel, 0, 0, 0);
}

void sel4_trap_receive(seL4_Word number, seL4_CPtr src, seL4_CPtr reply,
                       struct sel4_message *m)
{
    if ((long)number == seL4_SysRecv)
        note("recv %lu %lu\n", src, reply);
    else
        note("wait %lu\n", src);
    next_event(m);
}

void sel4_trap_send_receive(seL4_Word number, seL4_CPtr src, seL4_CPtr a6_cap,
                            seL4_CPtr t0_cap, struct sel4_message *m)
{
    seL4_Word label = seL4_MessageInfo_get_label(m->info);

    if ((long)number == seL4_SysReplyRecv)
        note("reply %lx, recv %lu %lu\n", label, src, a6_cap);
    else if ((long)number == seL4_SysNBSendRecv)
        note("send %lu label %lx, recv %lu %lu\n", t0_cap, label, src, a6_cap);
    else
        note("send %lu label %lx, wait %lu\n", a6_cap, label, src);
    next_event(m);
}

/* -- the program ----------------------------------------------------------- */

void notified(microkit_channel ch)
{
    note("notified %u\n", ch);
    if (when_notified)
        when_notified(ch);
}

microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
{
    note("protected %u label %lx\n", ch, microkit_msginfo_get_label(msginfo));
    if (when_called)
        when_called();
    return microkit_msginfo_new(0xab, 0);
}

seL4_Bool fault(microkit_child child, microkit_msginfo msginfo,
                microkit_msginfo *reply_msginfo)
{
    note("fault %u label %lx\n", child, microkit_msginfo_get_label(msginfo));
    *reply_msginfo = microkit_msginfo_new(0xcd, 0);
    return when_faulted ? when_faulted(child) : seL4_False;
}

/* -- the tests ------------------------------------------------------------- */

#define SLOT(id, way) PD_SLOT(id, way)
#define START         "reply fffffffffffff, recv 1 2\n"

static int reset(void **state)
{
    (void)state;
    __sel4_ipc_buffer = &buffer;
    memset(trace, 0, sizeof trace);
    microkit_input_is_endpoint = 1;
    when_notified = NULL;
    when_called = NULL;
    when_faulted = NULL;
    answer_of_kernel = seL4_NoError;
    return 0;
}

static void run(const struct event *list, size_t count)
{
    events = list;
    events_left = count;
    if (setjmp(out_of_events) == 0)
        event_loop();
}

#define RUN(...)                               \
    run((const struct event[]){ __VA_ARGS__ }, \
        sizeof((const struct event[]){ __VA_ARGS__ }) / sizeof(struct event))

/* Says the trace, with the slots' numbers where %lu stands. */
__attribute__((format(printf, 1, 2))) static void expect(const char *format,
                                                         ...)
{
    char wanted[sizeof trace];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(wanted, sizeof wanted, format, arguments);
    va_end(arguments);
    assert_string_equal(trace, wanted);
}

static void bits_are_taken_in_ascending_order(void **state)
{
    (void)state;
    RUN({ 1ull << 61 | 1ull << 3 | 1, 0 });
    expect(START "notified 0\nnotified 3\nnotified 61\nrecv 1 2\n");
}

static void a_call_is_answered_while_waiting(void **state)
{
    (void)state;
    RUN({ PD_CALL_BIT | 61, 7 }, { 1 << 2, 0 });
    expect(START "protected 61 label 7\nreply ab, recv 1 2\n"
                 "notified 2\nrecv 1 2\n");
}

static seL4_Bool say_yes(microkit_child child)
{
    (void)child;
    return seL4_True;
}

static void a_fault_is_answered_if_wanted(void **state)
{
    (void)state;
    RUN({ PD_FAULT_BIT | 9, 6 });
    expect(START "fault 9 label 6\nrecv 1 2\n");
    reset(NULL);
    when_faulted = say_yes;
    RUN({ PD_FAULT_BIT | 9, 6 });
    expect(START "fault 9 label 6\nreply cd, recv 1 2\n");
}

static void defer_on(microkit_channel ch)
{
    if (ch == 3)
        microkit_deferred_notify(1);
    else
        microkit_deferred_irq_ack(5);
}

static void deferred_goes_with_the_next_wait(void **state)
{
    (void)state;
    when_notified = defer_on;
    RUN({ 1 << 3, 0 }, { 1 << 4, 0 }, { 0, 0 });
    expect(START "notified 3\nsend %d label 0, recv 1 2\n"
                 "notified 4\nsend %d label %x, recv 1 2\nrecv 1 2\n",
           SLOT(1, PD_NOTIFY), SLOT(5, PD_IRQ), IRQAckIRQ);
}

static void each_entry_point_may_defer_one(void **state)
{
    (void)state;
    when_notified = defer_on;
    RUN({ 1 << 3 | 1 << 4, 0 });
    expect(START "notified 3\nsend %d label 0\n"
                 "notified 4\nsend %d label %x, recv 1 2\n",
           SLOT(1, PD_NOTIFY), SLOT(5, PD_IRQ), IRQAckIRQ);
}

static void defer_in_call(void)
{
    microkit_deferred_notify(61);
}

static void deferred_goes_before_an_answer(void **state)
{
    (void)state;
    when_called = defer_in_call;
    RUN({ PD_CALL_BIT | 1, 0 });
    expect(START "protected 1 label 0\nsend %d label 0\n"
                 "reply ab, recv 1 2\n",
           SLOT(61, PD_NOTIFY));
}

static void defer_twice(microkit_channel ch)
{
    (void)ch;
    microkit_deferred_notify(1);
    microkit_deferred_notify(2);
    microkit_deferred_irq_ack(5);
}

static void a_second_deferred_is_refused(void **state)
{
    (void)state;
    when_notified = defer_twice;
    RUN({ 1, 0 });
    expect(START "notified 0\n"
                 "unit: microkit_deferred_notify: channel 2 refused, "
                 "channel 1 is deferred already\n"
                 "unit: microkit_deferred_irq_ack: IRQ 5 refused, "
                 "channel 1 is deferred already\n"
                 "send %d label 0, recv 1 2\n",
           SLOT(1, PD_NOTIFY));
}

static void without_endpoint_it_waits_on_the_notification(void **state)
{
    (void)state;
    microkit_input_is_endpoint = 0;
    when_notified = defer_on;
    RUN({ 1 << 3, 0 }, { 1ull << 61, 0 }, { 0, 0 });
    expect("wait 1\nnotified 3\nsend %d label 0, wait 1\n"
           "notified 61\nsend %d label %x, wait 1\nwait 1\n",
           SLOT(1, PD_NOTIFY), SLOT(5, PD_IRQ), IRQAckIRQ);
}

static seL4_Bool restart_it(microkit_child child)
{
    microkit_pd_restart(child, 0x200000);
    return seL4_False;
}

static void restart_of_a_faulting_child_is_its_answer(void **state)
{
    (void)state;
    when_faulted = restart_it;
    RUN({ PD_FAULT_BIT | 10, 6 });
    expect(START "fault 10 label 6\ncall %d label %x\nreply 0, recv 1 2\n",
           SLOT(10, PD_CHILD), TCBWriteRegisters);
    assert_int_equal(last_words[0], 0); /* does not resume */
    assert_int_equal(last_words[1], 3); /* registers: pc, ra, sp */
    assert_int_equal(last_words[2], 0x200000);
    assert_int_equal(buffer.msg[4], PD_STACK_TOP);
}

static seL4_Bool restart_and_stop_it(microkit_child child)
{
    microkit_pd_restart(child, 0x200000);
    microkit_pd_stop(child);
    return seL4_False;
}

static void a_child_stopped_after_all_is_not_answered(void **state)
{
    (void)state;
    when_faulted = restart_and_stop_it;
    RUN({ PD_FAULT_BIT | 9, 6 });
    expect(START "fault 9 label 6\ncall %d label %x\ncall %d label %x\n"
                 "recv 1 2\n",
           SLOT(9, PD_CHILD), TCBWriteRegisters, SLOT(9, PD_CHILD), TCBSuspend);
}

static seL4_Bool restart_the_other(microkit_child child)
{
    microkit_pd_restart(19 - child, 0x200000);
    return seL4_False;
}

static void another_child_is_restarted_at_once(void **state)
{
    (void)state;
    when_faulted = restart_the_other;
    RUN({ PD_FAULT_BIT | 10, 6 }, { PD_FAULT_BIT | 9, 6 });
    expect(START "fault 10 label 6\ncall %d label %x\nrecv 1 2\n"
                 "fault 9 label 6\ncall %d label %x\ncall %d label %x\n"
                 "recv 1 2\n",
           SLOT(9, PD_CHILD), TCBWriteRegisters, SLOT(10, PD_CHILD),
           TCBWriteRegisters, SLOT(10, PD_CONTEXT), SchedContextBind);
}

static void a_resumed_passive_child_gets_its_context(void **state)
{
    (void)state;
    answer_of_kernel = seL4_IllegalOperation; /* it has one: no matter */
    microkit_pd_resume(10);
    microkit_pd_resume(9);
    expect("call %d label %x\ncall %d label %x\ncall %d label %x\n",
           SLOT(10, PD_CHILD), TCBResume, SLOT(10, PD_CONTEXT),
           SchedContextBind, SLOT(9, PD_CHILD), TCBResume);
}

static void what_is_not_there_is_refused(void **state)
{
    microkit_msginfo answer;

    (void)state;
    microkit_notify(5);
    microkit_notify(62);
    microkit_notify(65);
    microkit_irq_ack(1);
    answer = microkit_ppcall(1, microkit_msginfo_new(3, 4));
    microkit_pd_stop(8);
    microkit_mr_set(64, 1);
    assert_int_equal(microkit_mr_get(64), 0);
    assert_int_equal(microkit_cspace_root_slot_to_cptr(512), seL4_CapNull);
    assert_int_equal(microkit_msginfo_get_label(answer),
                     seL4_InvalidCapability);
    expect("unit: microkit_notify: no channel 5\n"
           "unit: microkit_notify: no channel 62\n"
           "unit: microkit_notify: no channel 65\n"
           "unit: microkit_irq_ack: no IRQ 1\n"
           "unit: microkit_ppcall: no channel 1\n"
           "unit: microkit_pd_stop: no child 8\n"
           "unit: microkit_mr_set: no message register 64\n"
           "unit: microkit_mr_get: no message register 64\n"
           "unit: microkit_cspace_root_slot_to_cptr: no slot 512\n");
}

static void what_is_there_is_done(void **state)
{
    (void)state;
    microkit_notify(61);
    microkit_irq_ack(5);
    microkit_ppcall(4, microkit_msginfo_new(3, 0));
    microkit_mr_set(63, 12);
    assert_int_equal(microkit_mr_get(63), 12);
    assert_int_equal(microkit_cspace_root_slot_to_cptr(511),
                     PD_SLOT_USER + 511);
    expect("signal %d\nsend %d label %x\ncall %d label 3\n",
           SLOT(61, PD_NOTIFY), SLOT(5, PD_IRQ), IRQAckIRQ, SLOT(4, PD_CALL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(bits_are_taken_in_ascending_order, reset),
        cmocka_unit_test_setup(a_call_is_answered_while_waiting, reset),
        cmocka_unit_test_setup(a_fault_is_answered_if_wanted, reset),
        cmocka_unit_test_setup(deferred_goes_with_the_next_wait, reset),
        cmocka_unit_test_setup(each_entry_point_may_defer_one, reset),
        cmocka_unit_test_setup(deferred_goes_before_an_answer, reset),
        cmocka_unit_test_setup(a_second_deferred_is_refused, reset),
        cmocka_unit_test_setup(without_endpoint_it_waits_on_the_notification,
                               reset),
        cmocka_unit_test_setup(restart_of_a_faulting_child_is_its_answer,
                               reset),
        cmocka_unit_test_setup(a_child_stopped_after_all_is_not_answered,
                               reset),
        cmocka_unit_test_setup(another_child_is_restarted_at_once, reset),
        cmocka_unit_test_setup(a_resumed_passive_child_gets_its_context, reset),
        cmocka_unit_test_setup(what_is_not_there_is_refused, reset),
        cmocka_unit_test_setup(what_is_there_is_done, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
