/* SPDX-License-Identifier: MIT */
/*
 * The end of objects: whoever waits at one, or is tied to it, must be let go.
 *
 * Each test brings threads into a relation with an object, through system
 * calls, and deletes the object's last capability. Then it looks at every other
 * object concerned, by the rules of the interface on finalisation, and through
 * all of the kernel's memory for an address within the dead object. The
 * invariants are checked at each kernel exit besides.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cap/cdt.h"
#include "cast.h"
#include "ipc/endpoint.h"
#include "ipc/notification.h"
#include "ipc/reply.h"
#include "object/sched_context.h"
#include "object/vspace.h"

enum { ADDRESS = 0x40000000, PAGE = 0x1000, IRQ = 10 };

static int make(void **state)
{
    (void)state;
    cast_make();
    return 0;
}

/* -- what is looked at ----------------------------------------------------- */

static void *object(word_t slot)
{
    return cap_object(world_slot(slot)->cap);
}

static struct reply *reply(word_t i)
{
    return object(REPLIES + i);
}

static struct sched_context *context(word_t i)
{
    return object(CONTEXTS + i);
}

static struct tcb_queue *queue(word_t i)
{
    return &((struct endpoint *)object(ENDPOINTS + i))->queue;
}

static void assert_state(word_t i, enum thread_state state)
{
    assert_int_equal(cast_thread(i)->state, state);
}

static bool lies_in(word_t word, word_t start, word_t bytes)
{
    return (word & ~3ul) - start < bytes;
}

/* What may name anything: a dead thread, and the links of one in no queue. */
static bool is_stale(const word_t *at)
{
    for (word_t i = 0; i <= ROOT; i++) {
        const struct tcb *t = cast_thread(i);

        if (i != ROOT && cap_is(world_slot(THREADS + i)->cap, CAP_NULL) &&
            lies_in((word_t)at, (word_t)t, BIT(OBJECT_TCB_BITS)))
            return true;
        if (!t->in_ready && !t->in_release &&
            (at == (const word_t *)&t->sched_next ||
             at == (const word_t *)&t->sched_prev))
            return true;
    }
    return false;
}

/* No word of the kernel's state or of memory is an address in the object,
   but for the object's own. */
static void assert_forgotten(const void *dead, word_t bytes)
{
    const word_t *own = (const word_t *)&ks, *ram = phys_to_ptr(RAM_BASE);
    const word_t start = (word_t)dead;

    for (word_t i = 0; i < sizeof ks / sizeof *own; i++)
        assert_false(lies_in(own[i], start, bytes));
    for (word_t i = 0; i < (WORLD_RAM_END - RAM_BASE) / sizeof *ram; i++)
        if (lies_in(ram[i], start, bytes) && !is_stale(ram + i) &&
            !lies_in((word_t)(ram + i), start, bytes))
            fail_msg("the word at %p still names it", (const void *)(ram + i));
}

/* Everything goes on: each of these threads makes a system call. */
static void assert_alive(unsigned count, const word_t *threads)
{
    for (unsigned i = 0; i < count; i++)
        cast_play(threads[i]);
}
#define ASSERT_ALIVE(...)                                            \
    assert_alive(sizeof((word_t[]){ __VA_ARGS__ }) / sizeof(word_t), \
                 (word_t[]){ __VA_ARGS__ })

static void delete_object(word_t slot, word_t bits)
{
    void *dead = object(slot);

    cast_delete(slot);
    assert_true(cap_is(world_slot(slot)->cap, CAP_NULL));
    assert_forgotten(dead, BIT(bits));
}

/* -- endpoints ------------------------------------------------------------- */

static void let_fault(word_t i)
{
    cast_do(THREADS + i, TCB_SET_SPACE,
            (word_t[]){ WORD_BITS - WORLD_CNODE_BITS, 0 }, 2,
            (word_t[]){ ENDPOINTS, SLOT_CNODE, SLOT_VSPACE });
    cast_play(i);
    host_exception((struct fault){ .type = FAULT_VM, .address = 0x123 });
}

static void an_endpoint_lets_its_senders_go(void **state)
{
    (void)state;
    cast_act(0, SYS_SEND, ENDPOINTS, 0);
    cast_act(1, SYS_CALL, ENDPOINTS, 0);
    let_fault(2);
    assert_ptr_equal(queue(0)->head, cast_thread(0));
    assert_ptr_equal(queue(0)->tail, cast_thread(2));
    cast_delete(THREADS + 2); /* a copy keeps the endpoint: handler slot */
    cast_act(2 + 1, SYS_SEND, ENDPOINTS, 0);
    delete_object(ENDPOINTS, OBJECT_ENDPOINT_BITS);
    assert_state(0, STATE_RESTART);
    assert_state(1, STATE_RESTART);
    assert_state(3, STATE_RESTART);
    assert_null(cast_thread(0)->waiting_on.endpoint);
    assert_null(cast_thread(1)->wait_prev);
    ASSERT_ALIVE(0, 1, 3, 4);
}

/* The handler's slot holds a capability too: it must go first. */
static void an_endpoint_stops_the_faulters_in_its_queue(void **state)
{
    struct tcb *t = cast_thread(2);

    (void)state;
    let_fault(2);
    cast_act(0, SYS_SEND, ENDPOINTS, 0);
    assert_state(2, STATE_BLOCKED_ON_SEND);
    cast_revoke(ENDPOINTS);
    assert_true(cap_is(t->slots[TCB_FAULT_HANDLER].cap, CAP_NULL));
    assert_state(2, STATE_BLOCKED_ON_SEND);
    delete_object(ENDPOINTS, OBJECT_ENDPOINT_BITS);
    assert_state(2, STATE_INACTIVE);
    assert_state(0, STATE_RESTART);
    ASSERT_ALIVE(0, 1);
}

static void an_endpoint_lets_its_receivers_go(void **state)
{
    (void)state;
    cast_act(0, SYS_RECV, ENDPOINTS, REPLIES);
    cast_act(1, SYS_RECV, ENDPOINTS, REPLIES + 1);
    cast_act(2, SYS_WAIT, ENDPOINTS, 0);
    assert_ptr_equal(reply(1)->tcb, cast_thread(1));
    delete_object(ENDPOINTS, OBJECT_ENDPOINT_BITS);
    for (word_t i = 0; i < 3; i++) {
        assert_state(i, STATE_RESTART);
        assert_null(cast_thread(i)->reply);
    }
    assert_null(reply(0)->tcb);
    assert_null(reply(1)->tcb);
    ASSERT_ALIVE(0, 1, 2);
    cast_act(3, SYS_RECV, ENDPOINTS + 1, REPLIES); /* free for another */
    assert_ptr_equal(reply(0)->tcb, cast_thread(3));
}

/* -- notifications --------------------------------------------------------- */

static void a_notification_lets_its_waiters_go(void **state)
{
    (void)state;
    cast_act(0, SYS_WAIT, NOTIFICATIONS, 0);
    cast_act(1, SYS_WAIT, NOTIFICATIONS, 0);
    delete_object(NOTIFICATIONS, OBJECT_NOTIFICATION_BITS);
    assert_state(0, STATE_RESTART);
    assert_state(1, STATE_RESTART);
    assert_null(cast_thread(0)->waiting_on.notification);
    assert_null(cast_thread(0)->wait_next);
    ASSERT_ALIVE(0, 1);
}

static void a_notification_unbinds_thread_and_context(void **state)
{
    struct sched_context *sc = context(SPARE);

    (void)state;
    cast_do(THREADS, TCB_BIND_NOTIFICATION, NULL, 0,
            (word_t[]){ NOTIFICATIONS, 0 });
    cast_do(CONTEXTS + SPARE, SCHED_CONTEXT_BIND, NULL, 0,
            (word_t[]){ NOTIFICATIONS, 0 });
    cast_act(0, SYS_RECV, ENDPOINTS, REPLIES);
    delete_object(NOTIFICATIONS, OBJECT_NOTIFICATION_BITS);
    assert_null(cast_thread(0)->bound_notification);
    assert_null(sc->notification);
    assert_state(0, STATE_BLOCKED_ON_RECEIVE); /* goes on waiting */
    assert_ptr_equal(queue(0)->head, cast_thread(0));
    cast_act(1, SYS_SEND, ENDPOINTS, 0);
    ASSERT_ALIVE(0);
    cast_do(THREADS, TCB_BIND_NOTIFICATION, NULL, 0,
            (word_t[]){ NOTIFICATIONS + 1, 0 });
    cast_do(CONTEXTS + SPARE, SCHED_CONTEXT_BIND, NULL, 0,
            (word_t[]){ NOTIFICATIONS + 1, 0 });
}

/* A passive receiver that runs on the lent context keeps it. */
static void a_lent_context_stays_when_its_notification_goes(void **state)
{
    (void)state;
    cast_do(CONTEXTS + SPARE, SCHED_CONTEXT_BIND, NULL, 0,
            (word_t[]){ NOTIFICATIONS, 0 });
    cast_act(0, SYS_WAIT, NOTIFICATIONS, 0);
    cast_make_passive(0);
    cast_act(1, SYS_SEND, NOTIFICATIONS, 0);
    assert_ptr_equal(cast_thread(0)->sc, context(SPARE));
    delete_object(NOTIFICATIONS, OBJECT_NOTIFICATION_BITS);
    assert_ptr_equal(cast_thread(0)->sc, context(SPARE));
    assert_ptr_equal(context(SPARE)->tcb, cast_thread(0));
    assert_null(context(SPARE)->notification);
    ASSERT_ALIVE(0);
}

/* -- reply objects --------------------------------------------------------- */

/* Thread 0 calls 4, which calls 5; both serve on the context of thread 0. */
static void call_twice(void)
{
    cast_act(5, SYS_RECV, ENDPOINTS + 1, REPLIES + 1);
    cast_make_passive(5);
    cast_act(4, SYS_RECV, ENDPOINTS, REPLIES);
    cast_make_passive(4);
    cast_act(0, SYS_CALL, ENDPOINTS, 0);
    cast_act(4, SYS_CALL, ENDPOINTS + 1, 0);
    assert_ptr_equal(context(0)->tcb, cast_thread(5));
    assert_ptr_equal(context(0)->top, reply(1));
    assert_ptr_equal(reply(1)->down, reply(0));
    assert_int_equal(reply(0)->up, (word_t)reply(1));
}

static void a_reply_object_stops_its_receiver(void **state)
{
    (void)state;
    cast_act(0, SYS_RECV, ENDPOINTS, REPLIES);
    cast_act(1, SYS_RECV, ENDPOINTS, REPLIES + 1);
    delete_object(REPLIES, OBJECT_REPLY_BITS);
    assert_state(0, STATE_INACTIVE);
    assert_null(cast_thread(0)->reply);
    assert_ptr_equal(queue(0)->head, cast_thread(1));
    assert_state(1, STATE_BLOCKED_ON_RECEIVE);
    ASSERT_ALIVE(2);
}

static void a_top_reply_object_returns_the_context(void **state)
{
    (void)state;
    call_twice();
    delete_object(REPLIES + 1, OBJECT_REPLY_BITS);
    assert_state(4, STATE_INACTIVE); /* the caller through it */
    assert_ptr_equal(context(0)->tcb, cast_thread(4));
    assert_null(cast_thread(5)->sc);
    assert_null(cast_thread(4)->reply);
    assert_ptr_equal(context(0)->top, reply(0));
    assert_int_equal(reply(0)->up, (word_t)context(0) | REPLY_TOP);
    assert_state(0, STATE_BLOCKED_ON_REPLY);
    ASSERT_ALIVE(1);
}

static void a_lower_reply_object_cuts_the_stack(void **state)
{
    (void)state;
    call_twice();
    delete_object(REPLIES, OBJECT_REPLY_BITS);
    assert_state(0, STATE_INACTIVE);
    assert_null(cast_thread(0)->reply);
    assert_null(cast_thread(0)->sc);
    assert_ptr_equal(context(0)->tcb, cast_thread(5));
    assert_ptr_equal(context(0)->top, reply(1));
    assert_null(reply(1)->down);
    ASSERT_ALIVE(5, 1);
}

/* -- threads --------------------------------------------------------------- */

static void delete_thread(word_t i)
{
    struct tcb *t = cast_thread(i);

    delete_object(THREADS + i, OBJECT_TCB_BITS);
    for (const struct tcb *other = ks.all_threads; other;
         other = other->all_next)
        assert_ptr_not_equal(other, t);
    assert_null(context(i)->tcb);
}

static void a_thread_leaves_the_queue_of_an_endpoint(void **state)
{
    (void)state;
    for (word_t i = 0; i < 3; i++)
        cast_act(i, SYS_SEND, ENDPOINTS, 0);
    delete_thread(1);
    assert_ptr_equal(cast_thread(0)->wait_next, cast_thread(2));
    assert_ptr_equal(cast_thread(2)->wait_prev, cast_thread(0));
    delete_thread(0);
    assert_ptr_equal(queue(0)->head, cast_thread(2));
    delete_thread(2);
    assert_null(queue(0)->head);
    assert_null(queue(0)->tail);
    ASSERT_ALIVE(3);
}

static void a_thread_gives_up_what_it_waits_with(void **state)
{
    struct notification *n = object(NOTIFICATIONS);

    (void)state;
    cast_act(0, SYS_RECV, ENDPOINTS, REPLIES);
    cast_act(1, SYS_WAIT, NOTIFICATIONS, 0);
    cast_do(THREADS + 2, TCB_BIND_NOTIFICATION, NULL, 0,
            (word_t[]){ NOTIFICATIONS + 1, 0 });
    delete_thread(0);
    assert_null(reply(0)->tcb);
    assert_null(queue(0)->head);
    delete_thread(1);
    assert_null(n->waiters.head);
    delete_thread(2);
    assert_null(((struct notification *)object(NOTIFICATIONS + 1))->bound_tcb);
    ASSERT_ALIVE(3);
}

static void a_caller_leaves_its_context_with_the_server(void **state)
{
    (void)state;
    call_twice();
    delete_thread(4); /* called through the top of the stack */
    assert_null(context(0)->top);
    assert_ptr_equal(context(0)->tcb, cast_thread(5));
    assert_null(reply(1)->tcb);
    assert_int_equal(reply(1)->up, 0);
    assert_int_equal(reply(0)->up, 0);
    assert_state(0, STATE_BLOCKED_ON_REPLY);
    assert_ptr_equal(reply(0)->tcb, cast_thread(0));
    cast_act(5, SYS_SEND, REPLIES, 0); /* answers thread 0, lends nothing */
    assert_state(0, STATE_RUNNING);
    assert_null(cast_thread(0)->sc);
    ASSERT_ALIVE(5);
}

static void a_server_leaves_the_stack_as_it_is(void **state)
{
    struct sched_context *sc = context(0);

    (void)state;
    call_twice();
    delete_object(THREADS + 5, OBJECT_TCB_BITS);
    assert_null(sc->tcb);
    assert_ptr_equal(sc->top, reply(1));
    assert_state(4, STATE_BLOCKED_ON_REPLY);
    cast_act(1, SYS_SEND, REPLIES + 1, 0);
    assert_ptr_equal(sc->tcb, cast_thread(4));
    assert_ptr_equal(sc->top, reply(0));
    ASSERT_ALIVE(4);
}

static void a_thread_leaves_the_ready_queue_and_the_fpu(void **state)
{
    (void)state;
    ks.fpu_owner = cast_thread(3);
    delete_thread(3);
    assert_null(ks.fpu_owner);
    for (word_t i = 0; i < CAST; i++)
        if (i != 3)
            cast_play(i);
}

static void a_dying_thread_answers_who_yielded_to_it(void **state)
{
    (void)state;
    cast_act(1, SYS_YIELD, 0, 0);
    cast_play(0);
    world_prepare(SYS_CALL, CONTEXTS + 1,
                  &(struct message){ .label = SCHED_CONTEXT_YIELD_TO });
    host_ecall();
    assert_ptr_equal(cast_thread(0)->yield_to, context(1));
    assert_ptr_equal(ks.current, cast_thread(1));
    /* it deletes itself, by the only capability */
    world_prepare(SYS_CALL, SLOT_CNODE,
                  &(struct message){ .label = CNODE_DELETE,
                                     .length = 2,
                                     .words = { THREADS + 1, WORD_BITS } });
    host_ecall();
    assert_null(cast_thread(0)->yield_to);
    assert_null(context(1)->yield_from);
    assert_null(context(1)->tcb);
    assert_int_equal(tcb_reg(cast_thread(0), REG_INFO), 1);
    ASSERT_ALIVE(0, 2);
}

static void the_caller_of_a_yield_is_forgotten(void **state)
{
    (void)state;
    cast_play(0);
    world_prepare(SYS_CALL, CONTEXTS + 1,
                  &(struct message){ .label = SCHED_CONTEXT_YIELD_TO });
    host_ecall();
    assert_ptr_equal(ks.current, cast_thread(1));
    world_do(SLOT_CNODE, CNODE_DELETE, (word_t[]){ THREADS, WORD_BITS }, 2,
             NULL);
    assert_null(context(1)->yield_from);
    assert_null(context(0)->tcb);
    ASSERT_ALIVE(1, 2);
}

/* -- scheduling contexts --------------------------------------------------- */

static void a_context_stops_its_thread(void **state)
{
    struct tcb *t = cast_thread(0);

    (void)state;
    delete_object(CONTEXTS, 8);
    assert_null(t->sc);
    assert_false(t->in_ready);
    assert_true(tcb_runnable(t));
    cast_do(CONTEXTS + SPARE, SCHED_CONTEXT_BIND, NULL, 0,
            (word_t[]){ THREADS, 0 });
    ASSERT_ALIVE(0, 1);
}

static void a_context_leaves_stack_and_notification(void **state)
{
    struct notification *n = object(NOTIFICATIONS);

    (void)state;
    call_twice();
    cast_do(CONTEXTS, SCHED_CONTEXT_BIND, NULL, 0,
            (word_t[]){ NOTIFICATIONS, 0 });
    delete_object(CONTEXTS, 8);
    assert_null(cast_thread(5)->sc);
    assert_null(n->sc);
    assert_int_equal(reply(1)->up, 0);
    assert_ptr_equal(reply(1)->down, reply(0)); /* the rest stays linked */
    assert_int_equal(reply(0)->up, (word_t)reply(1));
    assert_state(0, STATE_BLOCKED_ON_REPLY);
    assert_state(4, STATE_BLOCKED_ON_REPLY);
    ASSERT_ALIVE(1);
}

/* The yielder gets no chance to run before: it is of low priority by then. */
static void a_context_answers_who_yielded_to_it(void **state)
{
    struct tcb *t = cast_thread(0);

    (void)state;
    cast_play(0);
    world_prepare(SYS_CALL, CONTEXTS + 1,
                  &(struct message){ .label = SCHED_CONTEXT_YIELD_TO });
    host_ecall();
    assert_ptr_equal(ks.current, cast_thread(1));
    world_do(THREADS, TCB_SET_PRIORITY, (word_t[]){ 7 }, 1,
             (word_t[]){ SLOT_TCB, 0 });
    world_prepare(SYS_CALL, SLOT_CNODE,
                  &(struct message){ .label = CNODE_DELETE,
                                     .length = 2,
                                     .words = { CONTEXTS + 1, WORD_BITS } });
    host_ecall();
    assert_ptr_not_equal(ks.current, t);
    assert_null(t->yield_to);
    assert_int_equal(tcb_reg(t, REG_INFO), 1);
    assert_null(cast_thread(1)->sc);
    ASSERT_ALIVE(2);
}

/* A thread that waits for its next refill is in the release queue. */
static void a_context_takes_its_thread_from_the_release_queue(void **state)
{
    const word_t words[] = { 1000, 100000, 0, 0, 0 };
    struct tcb *t = cast_thread(0);

    (void)state;
    cast_do(world_info()->sched_control.start, SCHED_CONTROL_CONFIGURE_FLAGS,
            words, 5, (word_t[]){ CONTEXTS, 0 });
    cast_act(0, SYS_YIELD, 0, 0);
    assert_true(t->in_release);
    assert_ptr_equal(ks.release, t);
    delete_object(CONTEXTS, 8);
    assert_null(ks.release);
    assert_false(t->in_release);
    ASSERT_ALIVE(1);
}

/* -- CNodes ---------------------------------------------------------------- */

static void move_to_cnode(word_t slot, word_t from)
{
    const word_t words[] = { slot, 3, from, WORD_BITS };

    cast_do(CNODE, CNODE_MOVE, words, 4, (word_t[]){ SLOT_CNODE, 0 });
}

static void a_cnode_takes_its_capabilities_along(void **state)
{
    struct reply *gone = reply(1);

    (void)state;
    cast_act(0, SYS_SEND, ENDPOINTS, 0);
    cast_act(1, SYS_RECV, ENDPOINTS + 1, REPLIES + 1);
    move_to_cnode(7, ENDPOINTS);
    move_to_cnode(0, REPLIES + 1);
    move_to_cnode(3, CONTEXTS + 2);
    assert_state(0, STATE_BLOCKED_ON_SEND);
    delete_object(CNODE, 3 + SLOT_BITS);
    assert_state(0, STATE_RESTART);
    assert_state(1, STATE_INACTIVE);
    assert_null(queue(1)->head);
    assert_null(cast_thread(2)->sc);
    assert_forgotten(gone, BIT(OBJECT_REPLY_BITS));
    ASSERT_ALIVE(0, 3);
}

/* The thread's space is a copy: it holds the CNode until it is revoked. */
static void a_space_is_taken_away_by_revoking_it(void **state)
{
    struct tcb *t = cast_thread(0);

    (void)state;
    cast_do(THREADS, TCB_SET_SPACE, (word_t[]){ 0, 0 }, 2,
            (word_t[]){ FREE, CNODE, SLOT_VSPACE });
    cast_revoke(CNODE);
    assert_true(cap_is(t->slots[TCB_CSPACE].cap, CAP_NULL));
    delete_object(CNODE, 3 + SLOT_BITS);
    cast_act(0, SYS_SEND, ENDPOINTS, 0); /* a fault that nobody handles */
    assert_state(0, STATE_INACTIVE);
    ASSERT_ALIVE(1);
}

/* -- address spaces -------------------------------------------------------- */

static void map(word_t slot, word_t label, word_t space)
{
    cast_do(slot, label, (word_t[]){ ADDRESS, RIGHT_READ | RIGHT_WRITE, 0 }, 3,
            (word_t[]){ space, 0 });
}

static pte_t *root_entry(word_t asid)
{
    return &asid_root(asid)[ADDRESS >> 30];
}

/* In an address space, tables 0 and 1 lead to the spare frame. */
static void map_all(word_t space)
{
    map(TABLES, PAGE_TABLE_MAP, space);
    map(TABLES + 1, PAGE_TABLE_MAP, space);
    map(FRAMES + SPARE, PAGE_MAP, space);
}

static void a_frame_takes_its_mapping_along(void **state)
{
    const pte_t *leaf = object(TABLES + 1);

    (void)state;
    map_all(SLOT_VSPACE);
    assert_true(*leaf & PTE_V);
    cast_delete(FRAMES + SPARE);
    assert_int_equal(*leaf, 0);
}

static void a_page_table_is_unlinked_from_its_parent(void **state)
{
    const pte_t *upper = object(TABLES);
    word_t flushes;

    (void)state;
    map_all(SLOT_VSPACE);
    flushes = host.asid_flushes;
    delete_object(TABLES + 1, OBJECT_PAGE_BITS);
    assert_int_equal(upper[0], 0);
    assert_true(host.asid_flushes > flushes);
    /* the frame's record is stale: unmapping it touches nothing */
    cast_do(FRAMES + SPARE, PAGE_UNMAP, NULL, 0, NULL);
    delete_object(TABLES, OBJECT_PAGE_BITS);
    assert_int_equal(*root_entry(1), 0);
    map(TABLES + 2, PAGE_TABLE_MAP, SLOT_VSPACE);
}

static void a_table_in_the_middle_takes_away_what_is_below(void **state)
{
    (void)state;
    map_all(SLOT_VSPACE);
    delete_object(TABLES, OBJECT_PAGE_BITS);
    assert_int_equal(*root_entry(1), 0);
    assert_int_equal(world_slot(TABLES + 1)->cap.asid, 1); /* stale */
    cast_do(TABLES + 1, PAGE_TABLE_UNMAP, NULL, 0, NULL);
    map(TABLES + 1, PAGE_TABLE_MAP, SLOT_VSPACE);
    assert_true(pte_is_table(*root_entry(1)));
}

/* Thread 0 gets an address space of its own: table 2, with all below it. */
static word_t make_space(void)
{
    cast_do(SLOT_ASID_CONTROL, ASID_CONTROL_MAKE_POOL,
            (word_t[]){ FREE, WORD_BITS }, 2,
            (word_t[]){ PAGE_UNTYPED, SLOT_CNODE, 0 });
    cast_do(FREE, ASID_POOL_ASSIGN, NULL, 0, (word_t[]){ TABLES + 2, 0 });
    map_all(TABLES + 2);
    cast_do(THREADS, TCB_SET_SPACE,
            (word_t[]){ WORD_BITS - WORLD_CNODE_BITS, 0 }, 2,
            (word_t[]){ FREE + 1, SLOT_CNODE, TABLES + 2 });
    cast_play(0);
    assert_int_equal(host.asid, world_slot(TABLES + 2)->cap.asid);
    assert_int_equal(host.root, ptr_to_phys(object(TABLES + 2)));
    return host.asid;
}

static void a_dead_root_gives_its_asid_back(void **state)
{
    word_t asid;

    (void)state;
    asid = make_space();
    cast_revoke(TABLES + 2); /* takes the thread's copy */
    delete_object(TABLES + 2, OBJECT_PAGE_BITS);
    assert_null(asid_root(asid));
    cast_play(0);
    assert_int_equal(host.asid, 0);
    cast_delete(FRAMES + SPARE);
    cast_do(TABLES + 1, PAGE_TABLE_UNMAP, NULL, 0, NULL);
    cast_do(FREE, ASID_POOL_ASSIGN, NULL, 0, (word_t[]){ TABLES + 1, 0 });
    assert_int_equal(world_slot(TABLES + 1)->cap.asid, asid);
}

static void a_dead_pool_takes_its_address_spaces_along(void **state)
{
    word_t asid;

    (void)state;
    asid = make_space();
    /* the thread in it deletes the pool: its space is not in force any more */
    world_do(SLOT_CNODE, CNODE_DELETE, (word_t[]){ FREE, WORD_BITS }, 2, NULL);
    assert_null(ks.asid_pools[asid >> ASID_POOL_BITS]);
    assert_null(asid_root(asid));
    assert_int_equal(host.asid, 0);
    assert_forgotten(object(PAGE_UNTYPED), PAGE);
    cast_play(1);
    cast_play(0);
    assert_int_equal(host.asid, 0);
    /* what the records say does no harm */
    cast_do(FRAMES + SPARE, PAGE_UNMAP, NULL, 0, NULL);
    cast_delete(TABLES + 1);
    cast_revoke(TABLES + 2);
    delete_object(TABLES + 2, OBJECT_PAGE_BITS);
    ASSERT_ALIVE(0, 1);
}

/* -- interrupts ------------------------------------------------------------ */

static bool is_unmasked(void)
{
    return host.irq_unmasked[IRQ / WORD_BITS] & BIT(IRQ % WORD_BITS);
}

static void make_handler(void)
{
    cast_do(SLOT_IRQ_CONTROL, IRQ_ISSUE_IRQ_HANDLER,
            (word_t[]){ IRQ, FREE, WORD_BITS }, 3, (word_t[]){ SLOT_CNODE, 0 });
    cast_do(FREE, IRQ_SET_IRQ_HANDLER, NULL, 0, (word_t[]){ NOTIFICATIONS, 0 });
}

static void an_irq_handler_frees_its_interrupt(void **state)
{
    (void)state;
    make_handler();
    assert_true(is_unmasked());
    cast_delete(FREE);
    assert_false(is_unmasked());
    assert_false(ks.irq_issued[IRQ]);
    assert_true(cap_is(ks.irq_slots[IRQ].cap, CAP_NULL));
    assert_true(cdt_is_final(world_slot(NOTIFICATIONS)));
    make_handler(); /* by the next owner */
}

/* The installed capability is the last: it keeps the notification alive, and
   takes it along. */
static void a_handler_may_hold_the_last_capability(void **state)
{
    struct notification *n = object(NOTIFICATIONS);

    (void)state;
    make_handler();
    cast_act(0, SYS_WAIT, NOTIFICATIONS, 0);
    cast_act(1, SYS_WAIT, NOTIFICATIONS, 0);
    cast_delete(NOTIFICATIONS);
    assert_state(0, STATE_BLOCKED_ON_NOTIFICATION);
    host_irq_raise(IRQ);
    host_interrupt();
    assert_true(tcb_runnable(cast_thread(0)));
    cast_delete(FREE);
    assert_state(1, STATE_RESTART);
    assert_forgotten(n, BIT(OBJECT_NOTIFICATION_BITS));
    ASSERT_ALIVE(0, 1);
}

static void a_revoked_notification_leaves_the_interrupt_to_nobody(void **state)
{
    (void)state;
    make_handler();
    cast_revoke(NOTIFICATIONS);
    assert_true(cap_is(ks.irq_slots[IRQ].cap, CAP_NULL));
    assert_true(ks.irq_issued[IRQ]);
    host_irq_raise(IRQ);
    host_interrupt();
    ASSERT_ALIVE(0);
}

/* -- buffers --------------------------------------------------------------- */

static void a_revoked_frame_is_no_buffer_any_more(void **state)
{
    (void)state;
    assert_non_null(tcb_ipc_buffer(cast_thread(0), true));
    cast_revoke(FRAMES);
    assert_null(tcb_ipc_buffer(cast_thread(0), false));
    cast_delete(FRAMES);
    cast_act(1, SYS_WAIT, ENDPOINTS, 0);
    cast_act(0, SYS_SEND, ENDPOINTS, 0);
    ASSERT_ALIVE(0, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_endpoint_lets_its_senders_go, make),
        cmocka_unit_test_setup(an_endpoint_stops_the_faulters_in_its_queue,
                               make),
        cmocka_unit_test_setup(an_endpoint_lets_its_receivers_go, make),
        cmocka_unit_test_setup(a_notification_lets_its_waiters_go, make),
        cmocka_unit_test_setup(a_notification_unbinds_thread_and_context, make),
        cmocka_unit_test_setup(a_lent_context_stays_when_its_notification_goes,
                               make),
        cmocka_unit_test_setup(a_reply_object_stops_its_receiver, make),
        cmocka_unit_test_setup(a_top_reply_object_returns_the_context, make),
        cmocka_unit_test_setup(a_lower_reply_object_cuts_the_stack, make),
        cmocka_unit_test_setup(a_thread_leaves_the_queue_of_an_endpoint, make),
        cmocka_unit_test_setup(a_thread_gives_up_what_it_waits_with, make),
        cmocka_unit_test_setup(a_caller_leaves_its_context_with_the_server,
                               make),
        cmocka_unit_test_setup(a_server_leaves_the_stack_as_it_is, make),
        cmocka_unit_test_setup(a_thread_leaves_the_ready_queue_and_the_fpu,
                               make),
        cmocka_unit_test_setup(a_dying_thread_answers_who_yielded_to_it, make),
        cmocka_unit_test_setup(the_caller_of_a_yield_is_forgotten, make),
        cmocka_unit_test_setup(a_context_stops_its_thread, make),
        cmocka_unit_test_setup(a_context_leaves_stack_and_notification, make),
        cmocka_unit_test_setup(a_context_answers_who_yielded_to_it, make),
        cmocka_unit_test_setup(
            a_context_takes_its_thread_from_the_release_queue, make),
        cmocka_unit_test_setup(a_cnode_takes_its_capabilities_along, make),
        cmocka_unit_test_setup(a_space_is_taken_away_by_revoking_it, make),
        cmocka_unit_test_setup(a_frame_takes_its_mapping_along, make),
        cmocka_unit_test_setup(a_page_table_is_unlinked_from_its_parent, make),
        cmocka_unit_test_setup(a_table_in_the_middle_takes_away_what_is_below,
                               make),
        cmocka_unit_test_setup(a_dead_root_gives_its_asid_back, make),
        cmocka_unit_test_setup(a_dead_pool_takes_its_address_spaces_along,
                               make),
        cmocka_unit_test_setup(an_irq_handler_frees_its_interrupt, make),
        cmocka_unit_test_setup(a_handler_may_hold_the_last_capability, make),
        cmocka_unit_test_setup(
            a_revoked_notification_leaves_the_interrupt_to_nobody, make),
        cmocka_unit_test_setup(a_revoked_frame_is_no_buffer_any_more, make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
