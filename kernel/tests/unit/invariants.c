/* SPDX-License-Identifier: MIT */
/*
 * The checker of invariants finds what it says it finds.
 *
 * A world is built in which every kind of link exists: a call stack of two,
 * queues of two, a postponed thread and one that yielded its time, an address
 * space of three levels, an interrupt. It is in order. Then, one by one and
 * each time from the same state, a thing is broken, and the checker must stop
 * the kernel and name that rule. test_invariants.py holds this table against
 * the rules in the source, so that none can be left out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cap/cdt.h"
#include "cast.h"
#include "debug/invariants.h"
#include "ipc/endpoint.h"
#include "ipc/notification.h"
#include "ipc/reply.h"
#include "object/sched_context.h"
#include "object/vspace.h"
#include "sched/sched.h"

enum { ADDRESS = 0x40000000, IRQ = 10, PRIORITY = 255 };

/* Who is what in the world. */
enum {
    CALLER,      /* calls MIDDLE, which calls SERVER     */
    SENDER,      /* first in the queue of an endpoint    */
    SENDER_2,    /* behind it                            */
    WAITER,      /* first in the queue of a notification */
    MIDDLE,      /* see CALLER                           */
    SERVER,      /* yielded to the root thread           */
    POSTPONED,   /* waits for its next refill            */
    POSTPONED_2, /* waits longer                         */
    READY,
};

#define T(i)  cast_thread(i)
#define SC(i) ((struct sched_context *)object(CONTEXTS + (i)))
#define R(i)  ((struct reply *)object(REPLIES + (i)))
#define N(i)  ((struct notification *)object(NOTIFICATIONS + (i)))
#define EP(i) ((struct endpoint *)object(ENDPOINTS + (i)))
#define PT(i) ((pte_t *)object(TABLES + (i)))

static void *object(word_t slot)
{
    return cap_object(world_slot(slot)->cap);
}

/* -- the world ------------------------------------------------------------- */

static void make_calls(void)
{
    cast_act(SERVER, SYS_RECV, ENDPOINTS + 1, REPLIES + 1);
    cast_make_passive(SERVER);
    cast_act(MIDDLE, SYS_RECV, ENDPOINTS, REPLIES);
    cast_make_passive(MIDDLE);
    cast_act(CALLER, SYS_CALL, ENDPOINTS, 0);
    cast_act(MIDDLE, SYS_CALL, ENDPOINTS + 1, 0);
}

static void make_queues(void)
{
    cast_act(SENDER, SYS_SEND, ENDPOINTS, 0);
    cast_act(SENDER_2, SYS_SEND, ENDPOINTS, 0);
    cast_act(WAITER, SYS_WAIT, NOTIFICATIONS, 0);
    cast_do(THREADS + SENDER, TCB_BIND_NOTIFICATION, NULL, 0,
            (word_t[]){ NOTIFICATIONS + 1, 0 });
    cast_do(CONTEXTS + SPARE, SCHED_CONTEXT_BIND, NULL, 0,
            (word_t[]){ NOTIFICATIONS + 1, 0 });
}

static void make_postponed(word_t i, word_t period)
{
    const word_t words[] = { 1000, period, 2, 0, 0 };

    cast_do(world_info()->sched_control.start, SCHED_CONTROL_CONFIGURE_FLAGS,
            words, 5, (word_t[]){ CONTEXTS + i, 0 });
    cast_act(i, SYS_YIELD, 0, 0);
}

static void make_space(void)
{
    const word_t words[] = { ADDRESS, RIGHT_READ | RIGHT_WRITE, 0 };

    cast_do(SLOT_ASID_CONTROL, ASID_CONTROL_MAKE_POOL,
            (word_t[]){ FREE, WORD_BITS }, 2,
            (word_t[]){ PAGE_UNTYPED, SLOT_CNODE, 0 });
    cast_do(FREE, ASID_POOL_ASSIGN, NULL, 0, (word_t[]){ TABLES + 2, 0 });
    cast_do(TABLES, PAGE_TABLE_MAP, words, 3, (word_t[]){ TABLES + 2, 0 });
    cast_do(TABLES + 1, PAGE_TABLE_MAP, words, 3, (word_t[]){ TABLES + 2, 0 });
    cast_do(FRAMES + SPARE, PAGE_MAP, words, 3, (word_t[]){ TABLES + 2, 0 });
}

static void make_interrupt(void)
{
    cast_do(SLOT_IRQ_CONTROL, IRQ_ISSUE_IRQ_HANDLER,
            (word_t[]){ IRQ, FREE + 1, WORD_BITS }, 3,
            (word_t[]){ SLOT_CNODE, 0 });
    cast_do(FREE + 1, IRQ_SET_IRQ_HANDLER, NULL, 0,
            (word_t[]){ NOTIFICATIONS, 0 });
}

static int make_world(void **state)
{
    (void)state;
    cast_make();
    make_calls();
    make_queues();
    make_space();
    make_interrupt();
    make_postponed(POSTPONED, 100000);
    make_postponed(POSTPONED_2, 200000);
    cast_play(SERVER);
    world_prepare(SYS_CALL, SLOT_SC,
                  &(struct message){ .label = SCHED_CONTEXT_YIELD_TO });
    host_ecall();
    assert_ptr_equal(ks.current, cast_thread(ROOT));
    assert_non_null(T(SERVER)->yield_to);
    world_save();
    return 0;
}

/* -- run queues ------------------------------------------------------------ */

static void levels_linked_one_way(void)
{
    ks.ready[0]->level_prev = T(WAITER);
}

static void levels_out_of_order(void)
{
    struct tcb *t = ks.ready[0], *other = T(WAITER);

    other->level_prev = t;
    other->priority = t->priority;
    t->level_next = other;
}

static void second_of_a_level_in_the_list(void)
{
    ks.ready[0]->sched_next->level_next = T(WAITER);
}

static void in_queue_but_not_ready(void)
{
    T(READY)->in_ready = false;
}

static void in_queue_but_silent(void)
{
    T(READY)->state = STATE_INACTIVE;
    T(READY)->in_ready = false;
}

static void wrong_priority(void)
{
    T(READY)->priority = 7;
}

static void unschedulable_in_queue(void)
{
    T(READY)->state = STATE_INACTIVE;
}

static void one_sided_ready_link(void)
{
    T(READY)->sched_prev = T(READY);
}

static void running_in_queue(void)
{
    ready_push_back(ks.current);
}

static void ready_in_no_queue(void)
{
    T(WAITER)->state = STATE_INACTIVE;
    N(0)->waiters = (struct tcb_queue){ NULL, NULL };
    T(WAITER)->in_ready = true;
}

static void lost_thread(void)
{
    struct tcb *t = T(READY);

    t->sched_prev->sched_next = t->sched_next;
    t->sched_next->sched_prev = t->sched_prev;
    ks.ready[0] = t->sched_next;
    t->in_ready = false;
}

static void postponed_and_silent(void)
{
    T(POSTPONED)->sc->tcb = NULL; /* so that it is not schedulable */
    T(POSTPONED)->sc = NULL;
    T(POSTPONED)->in_release = false;
}

static void postponed_but_stopped(void)
{
    T(POSTPONED)->state = STATE_INACTIVE;
}

static void one_sided_release_link(void)
{
    T(POSTPONED_2)->sched_prev = NULL;
}

static void release_out_of_order(void)
{
    SC(POSTPONED)->refills[SC(POSTPONED)->head].time += 1000000000;
}

static void postponed_in_no_queue(void)
{
    ks.release = T(POSTPONED_2);
    T(POSTPONED_2)->sched_prev = NULL;
}

static void idle_while_current(void)
{
    ks.current->state = STATE_INACTIVE;
}

static void time_of_another(void)
{
    ks.current_sc = &ks.idle_sc;
}

/* -- threads --------------------------------------------------------------- */

static void one_sided_wait_link(void)
{
    T(SENDER)->wait_next->wait_prev = NULL;
}

static void wrong_tail(void)
{
    EP(0)->queue.tail = T(SENDER);
}

static void mixed_queue(void)
{
    T(SENDER_2)->state = STATE_BLOCKED_ON_RECEIVE;
}

static void waiting_elsewhere(void)
{
    T(SENDER_2)->waiting_on.endpoint = EP(1);
    EP(1)->queue.tail = T(SENDER_2);
}

static void queue_out_of_order(void)
{
    T(SENDER)->priority = 1;
}

static void blocked_and_ready(void)
{
    T(SENDER)->in_ready = true;
}

static void signal_for_a_waiter(void)
{
    N(0)->active = true;
}

static void signal_behind_a_stranger(void)
{
    T(WAITER)->state = STATE_INACTIVE; /* only the queue knows it now */
    N(0)->active = true;
}

static void caller_without_reply(void)
{
    T(MIDDLE)->reply = NULL;
}

static void sender_with_reply(void)
{
    T(SENDER)->reply = R(2);
}

static void reply_of_another(void)
{
    T(MIDDLE)->reply = R(0);
}

static void context_of_another(void)
{
    T(READY)->sc = SC(SENDER);
}

static void yield_without_return(void)
{
    T(SERVER)->yield_to->yield_from = NULL;
}

static void bound_on_one_side(void)
{
    N(1)->bound_tcb = NULL;
}

static void unit_of_a_stranger(void)
{
    ks.fpu_owner = (struct tcb *)object(FRAMES);
}

/* -- objects --------------------------------------------------------------- */

static void queue_with_one_end(void)
{
    EP(1)->queue.head = T(CALLER);
}

static void queue_of_runners(void)
{
    EP(1)->queue = (struct tcb_queue){ T(READY), T(READY) };
}

static void queue_of_another(void)
{
    EP(1)->queue = EP(0)->queue;
}

static void binding_of_a_stranger(void)
{
    N(0)->bound_tcb = T(READY);
}

static void lent_by_two(void)
{
    N(0)->sc = SC(SPARE);
}

static void reply_of_a_stranger(void)
{
    R(2)->tcb = T(READY);
}

static void entry_without_caller(void)
{
    R(2)->up = (word_t)R(1);
}

static void top_of_a_stranger(void)
{
    R(1)->up = (word_t)SC(READY) | REPLY_TOP;
}

static void broken_downwards(void)
{
    R(1)->down = NULL;
}

static void broken_upwards(void)
{
    R(0)->up = 0;
}

static void too_many_refills(void)
{
    SC(READY)->count = 100;
}

static void head_outside(void)
{
    SC(READY)->head = SC(READY)->max_refills;
}

static void first_refill_too_small(void)
{
    SC(POSTPONED)->refills[SC(POSTPONED)->head].amount = MIN_BUDGET - 1;
}

static void overlapping_refills(void)
{
    struct sched_context *sc = SC(POSTPONED);

    sc->count = 2;
    sc->refills[(sc->head + 1) % sc->max_refills] = sc->refills[sc->head];
}

static void thread_of_another_context(void)
{
    SC(SPARE)->tcb = T(READY);
}

static void notification_of_another(void)
{
    SC(READY)->notification = N(1);
}

static void stack_of_another(void)
{
    SC(READY)->top = R(1);
}

static void yield_of_another(void)
{
    SC(READY)->yield_from = T(SERVER);
}

static void handler_without_issue(void)
{
    ks.irq_issued[IRQ] = false;
}

static void issued_without_handler(void)
{
    ks.irq_issued[IRQ + 1] = true;
}

static void interrupt_to_nobody(void)
{
    struct cte *slot = &ks.irq_slots[IRQ + 1];

    cdt_insert_copy(slot, world_slot(NOTIFICATIONS)->cap,
                    world_slot(NOTIFICATIONS));
}

static void pool_out_of_the_table(void)
{
    world_slot(FREE)->cap.pool = 77;
}

static void pool_of_nobody(void)
{
    ks.asid_pools[77] = object(FRAMES);
    memset(object(FRAMES), 0, BIT(OBJECT_PAGE_BITS));
}

/* -- the derivation tree --------------------------------------------------- */

static void shared_memory(void)
{
    world_slot(NOTIFICATIONS)->cap.address += BIT(OBJECT_REPLY_BITS);
}

static void watermark_too_low(void)
{
    world_slot(world_untyped(17))->cap.watermark = 1;
}

static void empty_in_the_list(void)
{
    struct cte *slot = world_slot(READY + THREADS);

    slot->cap.head &= ~MASK(5); /* the type */
}

static void one_sided_next(void)
{
    cdt_next(world_slot(FRAMES))->prev = NULL;
}

/* The walk comes from the interrupt's copy, backwards. */
static void one_sided_prev(void)
{
    struct cte *slot = world_slot(NOTIFICATIONS);

    slot->next_flags =
        (word_t)cdt_next(cdt_next(slot)) | (slot->next_flags & CDT_FLAGS);
}

/* Two lists of one capability each, which name each other at both ends. */
static void endless_list(void)
{
    struct cte *a = world_slot(SLOT_DOMAIN);
    struct cte *b = world_slot(SLOT_ASID_CONTROL);

    a->prev = b;
    b->prev = a;
    a->next_flags |= (word_t)b;
    b->next_flags |= (word_t)a;
}

static void empty_slot_with_a_link(void)
{
    world_slot(FREE + 7)->prev = world_slot(FREE);
}

/* -- page tables ----------------------------------------------------------- */

static void leaf_of_nobody(void)
{
    PT(1)[5] = PT(1)[0];
}

static void leaf_with_more_rights(void)
{
    world_slot(FRAMES + SPARE)->cap.rights = RIGHT_READ;
}

static void leaf_of_another_frame(void)
{
    PT(1)[0] = pte_make(ptr_to_phys(object(FRAMES)), PTE_V | PTE_R | PTE_U);
}

static void table_of_nobody(void)
{
    PT(2)[9] = pte_make(ptr_to_phys(object(FRAMES)), PTE_V);
}

static void table_of_another_place(void)
{
    world_slot(TABLES + 1)->cap.vaddr += BIT(OBJECT_MEGA_PAGE_BITS);
}

static void table_below_the_last(void)
{
    PT(1)[6] = pte_make(ptr_to_phys(object(FRAMES)), PTE_V);
}

static void window_below(void)
{
    PT(2)[0] = PT(2)[PT_ENTRIES - 1];
}

static void no_window(void)
{
    PT(2)[PT_ENTRIES / 2] = 0;
}

static void space_of_nobody(void)
{
    world_slot(TABLES + 2)->cap.asid = 0;
}

/* -- the table ------------------------------------------------------------- */

static const struct {
    void (*damage)(void);
    const char *rule;
} damages[] = {
    { levels_linked_one_way, "the levels are linked" },
    { levels_out_of_order, "the levels are in the order of priority" },
    { second_of_a_level_in_the_list,
      "only the first of a level is in the list of levels" },
    { in_queue_but_not_ready, "a thread that can run is in a queue or runs" },
    { in_queue_but_silent, "queued threads say so" },
    { wrong_priority, "a thread is in the queue of its domain and priority" },
    { unschedulable_in_queue, "ready threads are schedulable" },
    { one_sided_ready_link, "the ready list is linked" },
    { running_in_queue, "the running thread is in no queue" },
    { ready_in_no_queue, "who says to be ready is in a queue" },
    { lost_thread, "a thread that can run is in a queue or runs" },
    { postponed_and_silent, "postponed threads say so" },
    { postponed_but_stopped, "postponed threads could run" },
    { one_sided_release_link, "the release queue is linked" },
    { release_out_of_order, "the release queue is in the order of time" },
    { postponed_in_no_queue,
      "who says to be postponed is in the release queue" },
    { idle_while_current, "the current thread can run" },
    { time_of_another, "time is charged to the context of the current thread" },
    { one_sided_wait_link, "the wait queue is linked" },
    { wrong_tail, "tail is the last waiting thread" },
    { mixed_queue, "a queue holds threads of one state" },
    { waiting_elsewhere, "a waiting thread points to the object" },
    { queue_out_of_order, "wait queues are in the order of priority" },
    { blocked_and_ready, "blocked threads do not run" },
    { signal_for_a_waiter, "nobody waits while a signal is pending" },
    { signal_behind_a_stranger, "a queue holds waiting threads" },
    { caller_without_reply, "a caller has a reply object" },
    { sender_with_reply, "only callers and receivers have reply objects" },
    { reply_of_another, "a caller and its reply object name each other" },
    { context_of_another, "tcb.sc.tcb is the thread" },
    { yield_without_return, "tcb.yield_to.yield_from is the thread" },
    { bound_on_one_side, "a bound notification names its thread" },
    { unit_of_a_stranger, "the unit's registers belong to a live thread" },
    { queue_with_one_end, "a queue has both ends or none" },
    { queue_of_runners, "a queue holds waiting threads" },
    { queue_of_another, "a waiting thread points to the object" },
    { binding_of_a_stranger, "a bound thread names its notification" },
    { lent_by_two, "notification.sc.notification is the notification" },
    { reply_of_a_stranger, "a reply object and its thread name each other" },
    { entry_without_caller, "an entry of a call stack has a caller" },
    { top_of_a_stranger, "a marked entry is the top of its context" },
    { broken_downwards, "reply.up.down is the reply object" },
    { broken_upwards, "reply.down.up is the reply object" },
    { too_many_refills, "refills fit" },
    { head_outside, "the first refill is in the ring" },
    { first_refill_too_small, "the first refill holds at least the minimum" },
    { overlapping_refills, "a refill ends before the next one begins" },
    { thread_of_another_context, "sc.tcb.sc is the context" },
    { notification_of_another, "sc.notification.sc is the context" },
    { stack_of_another,
      "the top of the call stack is marked with the context" },
    { yield_of_another, "sc.yield_from.yield_to is the context" },
    { handler_without_issue, "an issued interrupt says so" },
    { issued_without_handler,
      "each issued interrupt has its handler's capability" },
    { interrupt_to_nobody, "an interrupt with a notification is issued" },
    { pool_out_of_the_table, "an ASID pool is in the table" },
    { pool_of_nobody, "each ASID pool in the table has its capability" },
    { shared_memory, "no two objects share memory" },
    { watermark_too_low, "every child lies below the watermark" },
    { empty_in_the_list, "the list links no empty slot" },
    { one_sided_next, "next's prev is the slot" },
    { one_sided_prev, "prev's next is the slot" },
    { endless_list, "each list has a beginning" },
    { empty_slot_with_a_link, "an empty slot is in no list and all zero" },
    { leaf_of_nobody, "each leaf has its frame's capability" },
    { leaf_with_more_rights, "each leaf has its frame's capability" },
    { leaf_of_another_frame, "each leaf has its frame's capability" },
    { table_of_nobody, "each table entry has its capability" },
    { table_of_another_place, "each table entry has its capability" },
    { table_below_the_last, "the lowest tables hold leaves only" },
    { window_below, "the kernel's window is not in the user half of a root" },
    { no_window, "the upper half of each root is the kernel's window" },
    { space_of_nobody, "each address space has its capability" },
};

/* The rule that the checker stops at; NULL if it finds nothing. */
static const char *broken_rule(void)
{
    static char line[160];
    jmp_buf halted;
    const char *text;

    host.console_length = 0;
    host.on_halt = &halted;
    if (!setjmp(halted)) {
        invariants_check();
        return NULL;
    }
    text = strstr(host.console, "invariants");
    text = text ? strchr(strchr(text, ':') + 1, ' ') : NULL;
    if (!text)
        return "(a panic without a rule)";
    strncpy(line, text + 1, sizeof line - 1);
    line[strcspn(line, "\n")] = '\0';
    return line;
}

static void a_world_in_order_passes(void **state)
{
    (void)state;
    world_restore();
    for (int i = 0; i < 3; i++)
        assert_null(broken_rule());
}

static void each_rule_is_found_broken(void **state)
{
    int missed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        const char *found;

        world_restore();
        damages[i].damage();
        found = broken_rule();
        if (!found || strcmp(found, damages[i].rule) != 0) {
            print_error("damage %zu: expected \"%s\", found \"%s\"\n", i,
                        damages[i].rule, found ? found : "nothing");
            missed++;
        }
    }
    assert_int_equal(missed, 0);
}

/* Between two looks at all of memory only threads are looked at, unless an
   object was made or destroyed. */
static void memory_is_looked_at_when_due(void **state)
{
    (void)state;
    world_restore();
    invariants_check(); /* now nothing is due */
    invariants_period = 4;
    issued_without_handler();
    for (int i = 0; i < 3; i++)
        assert_null(broken_rule());
    assert_non_null(broken_rule());
    world_restore();
    invariants_check();
    issued_without_handler();
    assert_null(broken_rule());
    invariants_note_change();
    assert_non_null(broken_rule());
    invariants_period = 1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_world_in_order_passes),
        cmocka_unit_test(each_rule_is_found_broken),
        cmocka_unit_test(memory_is_looked_at_when_due),
    };

    return cmocka_run_group_tests(tests, make_world, NULL);
}
