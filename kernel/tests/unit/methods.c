/* SPDX-License-Identifier: MIT */
/*
 * Each method's refusals and its less used ways, on the host.
 *
 * What the conformance tests prove on the machine is called here once more,
 * mainly for the sanitizers and so that every branch of the decoders is known
 * to be executed (make coverage). The expected errors are those of the
 * interface, section "invocations".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cap/cdt.h"
#include "cast.h"
#include "ipc/endpoint.h"
#include "ipc/message.h"
#include "ipc/notification.h"
#include "object/sched_context.h"
#include "object/vspace.h"

enum {
    ADDRESS = 0x40000000,
    NOWHERE = FREE + 20, /* an empty slot                              */
    GUARD = WORD_BITS - WORLD_CNODE_BITS,
    MEGA = BIT(OBJECT_MEGA_PAGE_BITS),
};

static int make(void **state)
{
    (void)state;
    cast_make();
    return 0;
}

/* Words or capabilities of a call. */
#define W(...)                                                                 \
    sizeof((const word_t[]){ __VA_ARGS__ }) / sizeof(word_t), (const word_t[]) \
    {                                                                          \
        __VA_ARGS__                                                            \
    }
#define NONE 0, NULL

static struct message message_of(word_t label, word_t length,
                                 const word_t *words, word_t count,
                                 const word_t *caps)
{
    struct message m = { .label = label, .length = length, .cap_count = count };

    for (word_t i = 0; i < length; i++)
        m.words[i] = words[i];
    for (word_t i = 0; i < count; i++)
        m.caps[i] = caps[i];
    return m;
}

/* The current thread calls; returns the error. */
static word_t call(word_t cptr, word_t label, word_t length,
                   const word_t *words, word_t count, const word_t *caps)
{
    struct message m = message_of(label, length, words, count, caps);

    return world_invoke(SYS_CALL, cptr, &m).error;
}

static void mint_with(word_t slot, word_t source, word_t rights)
{
    assert_int_equal(call(SLOT_CNODE, CNODE_COPY,
                          W(slot, WORD_BITS, source, WORD_BITS, rights),
                          W(SLOT_CNODE)),
                     OK);
}

#define REFUSED(error, ...) assert_int_equal(call(__VA_ARGS__), error)
#define DONE(...)           assert_int_equal(call(__VA_ARGS__), OK)

/* -- threads --------------------------------------------------------------- */

static void registers(void **state)
{
    const word_t t = THREADS;

    (void)state;
    cast_play(ROOT);
    REFUSED(ERR_TRUNCATED_MESSAGE, t, TCB_READ_REGISTERS, W(0), NONE);
    REFUSED(ERR_RANGE, t, TCB_READ_REGISTERS, W(0, 0), NONE);
    REFUSED(ERR_RANGE, t, TCB_READ_REGISTERS, W(0, 33), NONE);
    REFUSED(ERR_ILLEGAL_OPERATION, SLOT_TCB, TCB_READ_REGISTERS, W(0, 1), NONE);
    cast_thread(0)->context.restart_pc = 0x1234;
    DONE(t, TCB_READ_REGISTERS, W(0, 32), NONE);
    assert_int_equal(tcb_reg(ks.current, REG_MSG), 0x1234);
    assert_true(tcb_runnable(cast_thread(0)));
    DONE(t, TCB_READ_REGISTERS, W(1, 1), NONE);
    assert_int_equal(cast_thread(0)->state, STATE_INACTIVE);
    REFUSED(ERR_TRUNCATED_MESSAGE, t, TCB_WRITE_REGISTERS, W(0), NONE);
    REFUSED(ERR_TRUNCATED_MESSAGE, t, TCB_WRITE_REGISTERS, W(0, 2, 0), NONE);
    REFUSED(ERR_ILLEGAL_OPERATION, SLOT_TCB, TCB_WRITE_REGISTERS, W(0, 0),
            NONE);
    DONE(t, TCB_WRITE_REGISTERS, W(0, 0), NONE);
    DONE(t, TCB_RESUME, NONE, NONE);
    DONE(t, TCB_RESUME, NONE, NONE);
    REFUSED(ERR_TRUNCATED_MESSAGE, t, TCB_SET_TLS_BASE, NONE, NONE);
    DONE(t, TCB_SET_TLS_BASE, W(77), NONE);
    REFUSED(ERR_TRUNCATED_MESSAGE, t, TCB_SET_FLAGS, W(0), NONE);
    DONE(t, TCB_SET_FLAGS, W(0, 1), NONE);
    DONE(SLOT_TCB, TCB_SET_FLAGS, W(0, 0), NONE);
    DONE(t, TCB_SUSPEND, NONE, NONE);
    REFUSED(ERR_ILLEGAL_OPERATION, t, 63, NONE, NONE);
}

static void copied_registers(void **state)
{
    enum { SUSPEND = 1, RESUME = 2, FRAME = 4, INTEGER = 8 };
    struct tcb *source = cast_thread(1), *t = cast_thread(0);

    (void)state;
    cast_play(ROOT);
    REFUSED(ERR_TRUNCATED_MESSAGE, THREADS, TCB_COPY_REGISTERS, NONE,
            W(THREADS));
    REFUSED(ERR_TRUNCATED_MESSAGE, THREADS, TCB_COPY_REGISTERS, W(0), NONE);
    REFUSED(ERR_INVALID_CAPABILITY, THREADS, TCB_COPY_REGISTERS, W(0),
            W(CNODE));
    source->context.r[REG_SP] = 111;
    source->context.r[REG_TP] = 222;
    DONE(THREADS, TCB_COPY_REGISTERS, W(FRAME), W(THREADS + 1));
    assert_int_equal(t->context.r[REG_SP], 111);
    assert_int_not_equal(t->context.r[REG_TP], 222);
    DONE(THREADS, TCB_COPY_REGISTERS, W(INTEGER | SUSPEND), W(THREADS + 1));
    assert_int_equal(t->context.r[REG_TP], 222);
    assert_int_equal(source->state, STATE_INACTIVE);
    DONE(THREADS + 1, TCB_COPY_REGISTERS, W(RESUME), W(THREADS));
    assert_true(tcb_runnable(source));
    DONE(SLOT_TCB, TCB_COPY_REGISTERS, W(0), W(THREADS));
}

static void spaces(void **state)
{
    const word_t t = THREADS;

    (void)state;
    cast_play(ROOT);
    REFUSED(ERR_TRUNCATED_MESSAGE, t, TCB_CONFIGURE, W(0, 0),
            W(SLOT_CNODE, SLOT_VSPACE, FRAMES));
    REFUSED(ERR_TRUNCATED_MESSAGE, t, TCB_CONFIGURE, W(0, 0, 0),
            W(SLOT_CNODE, SLOT_VSPACE));
    REFUSED(ERR_ILLEGAL_OPERATION, t, TCB_CONFIGURE, W(0, 0, 0),
            W(ENDPOINTS, SLOT_VSPACE, FRAMES));
    REFUSED(ERR_ILLEGAL_OPERATION, t, TCB_CONFIGURE, W(0, 0, 0x400),
            W(SLOT_CNODE, SLOT_VSPACE, ENDPOINTS));
    DONE(t, TCB_CONFIGURE, W(GUARD, 0, 0), W(SLOT_CNODE, SLOT_VSPACE, NOWHERE));
    REFUSED(ERR_TRUNCATED_MESSAGE, t, TCB_SET_SPACE, W(0),
            W(ENDPOINTS, SLOT_CNODE, SLOT_VSPACE));
    REFUSED(ERR_TRUNCATED_MESSAGE, t, TCB_SET_SPACE, W(0, 0),
            W(ENDPOINTS, SLOT_CNODE));
    REFUSED(ERR_INVALID_CAPABILITY, t, TCB_SET_SPACE, W(0, 0),
            W(CNODE, SLOT_CNODE, SLOT_VSPACE));
    /* an unmapped table has no copy; another kind is no space */
    REFUSED(ERR_ILLEGAL_OPERATION, t, TCB_SET_SPACE, W(0, 0),
            W(NOWHERE, SLOT_CNODE, TABLES));
    REFUSED(ERR_ILLEGAL_OPERATION, t, TCB_SET_SPACE, W(0, 0),
            W(NOWHERE, SLOT_CNODE, ENDPOINTS));
    /* an untyped with children has no copy either */
    DONE(PAGE_UNTYPED, UNTYPED_RETYPE, W(OBJECT_ENDPOINT, 0, 0, 0, FREE, 1),
         W(SLOT_CNODE));
    REFUSED(ERR_REVOKE_FIRST, t, TCB_SET_SPACE, W(0, 0),
            W(NOWHERE, PAGE_UNTYPED, SLOT_VSPACE));
    REFUSED(ERR_REVOKE_FIRST, t, TCB_SET_IPC_BUFFER, W(0x400), W(PAGE_UNTYPED));
}

/* The only capability of a CNode, moved into the thread's own slot. */
static void busy_slots(void **state)
{
    struct cte *slot = &cast_thread(0)->slots[TCB_CSPACE];

    (void)state;
    cast_play(ROOT);
    cdt_remove(slot);
    cdt_move(world_slot(CNODE), slot, world_slot(CNODE)->cap);
    REFUSED(ERR_ILLEGAL_OPERATION, THREADS, TCB_SET_SPACE, W(0, 0),
            W(NOWHERE, SLOT_CNODE, SLOT_VSPACE));
    cdt_move(slot, &cast_thread(0)->slots[TCB_TIMEOUT_HANDLER], slot->cap);
}

static void buffers(void **state)
{
    (void)state;
    cast_play(ROOT);
    REFUSED(ERR_TRUNCATED_MESSAGE, THREADS, TCB_SET_IPC_BUFFER, NONE,
            W(FRAMES));
    REFUSED(ERR_TRUNCATED_MESSAGE, THREADS, TCB_SET_IPC_BUFFER, W(0x400), NONE);
    REFUSED(ERR_ILLEGAL_OPERATION, THREADS, TCB_SET_IPC_BUFFER, W(0x400),
            W(ENDPOINTS));
    REFUSED(ERR_ALIGNMENT, THREADS, TCB_SET_IPC_BUFFER, W(0x404), W(FRAMES));
    DONE(THREADS, TCB_SET_IPC_BUFFER, W(0), W(NOWHERE));
    assert_null(tcb_ipc_buffer(cast_thread(0), false));
    DONE(THREADS, TCB_SET_IPC_BUFFER, W(0x400), W(FRAMES));
    assert_non_null(tcb_ipc_buffer(cast_thread(0), true));
    DONE(SLOT_TCB, TCB_SET_IPC_BUFFER, W(0x400), W(FRAMES + SPARE));
    REFUSED(ERR_TRUNCATED_MESSAGE, THREADS, TCB_SET_TIMEOUT_ENDPOINT, NONE,
            NONE);
    REFUSED(ERR_INVALID_CAPABILITY, THREADS, TCB_SET_TIMEOUT_ENDPOINT, NONE,
            W(CNODE));
}

static void priorities(void **state)
{
    const word_t t = THREADS;

    (void)state;
    cast_play(ROOT);
    DONE(THREADS + 1, TCB_SET_MC_PRIORITY, W(9), W(SLOT_TCB));
    REFUSED(ERR_TRUNCATED_MESSAGE, t, TCB_SET_PRIORITY, NONE, W(SLOT_TCB));
    REFUSED(ERR_TRUNCATED_MESSAGE, t, TCB_SET_PRIORITY, W(1), NONE);
    REFUSED(ERR_INVALID_CAPABILITY, t, TCB_SET_PRIORITY, W(1), W(CNODE));
    REFUSED(ERR_RANGE, t, TCB_SET_PRIORITY, W(10), W(THREADS + 1));
    REFUSED(ERR_TRUNCATED_MESSAGE, t, TCB_SET_SCHED_PARAMS, W(1),
            W(SLOT_TCB, CONTEXTS, NOWHERE));
    REFUSED(ERR_TRUNCATED_MESSAGE, t, TCB_SET_SCHED_PARAMS, W(1, 1),
            W(SLOT_TCB, CONTEXTS));
    REFUSED(ERR_INVALID_CAPABILITY, t, TCB_SET_SCHED_PARAMS, W(1, 1),
            W(CNODE, CONTEXTS, NOWHERE));
    REFUSED(ERR_RANGE, t, TCB_SET_SCHED_PARAMS, W(10, 1),
            W(THREADS + 1, CONTEXTS, NOWHERE));
    REFUSED(ERR_RANGE, t, TCB_SET_SCHED_PARAMS, W(1, 10),
            W(THREADS + 1, CONTEXTS, NOWHERE));
    REFUSED(ERR_INVALID_CAPABILITY, t, TCB_SET_SCHED_PARAMS, W(1, 1),
            W(SLOT_TCB, CNODE, NOWHERE));
    REFUSED(ERR_ILLEGAL_OPERATION, t, TCB_SET_SCHED_PARAMS, W(1, 1),
            W(SLOT_TCB, CONTEXTS + SPARE, NOWHERE)); /* has another */
    REFUSED(ERR_INVALID_CAPABILITY, t, TCB_SET_SCHED_PARAMS, W(1, 1),
            W(SLOT_TCB, CONTEXTS, CNODE));
    REFUSED(ERR_ILLEGAL_OPERATION, SLOT_TCB, TCB_SET_SCHED_PARAMS, W(1, 1),
            W(SLOT_TCB, NOWHERE, NOWHERE)); /* its own */
    DONE(t, TCB_SET_SCHED_PARAMS, W(1, 1), W(SLOT_TCB, CONTEXTS, ENDPOINTS));
    DONE(t, TCB_SET_SCHED_PARAMS, W(1, 1), W(SLOT_TCB, NOWHERE, NOWHERE));
    assert_null(cast_thread(0)->sc);
    DONE(t, TCB_SET_SCHED_PARAMS, W(1, 1), W(SLOT_TCB, NOWHERE, NOWHERE));
    REFUSED(ERR_ILLEGAL_OPERATION, t, TCB_SET_SCHED_PARAMS, W(1, 1),
            W(SLOT_TCB, CONTEXTS + 2, NOWHERE)); /* it has a thread */
    DONE(t, TCB_SET_SCHED_PARAMS, W(1, 1), W(SLOT_TCB, CONTEXTS, NOWHERE));
    assert_non_null(cast_thread(0)->sc);
}

/* A waiting thread keeps a place by its priority. */
static void priorities_of_waiting_threads(void **state)
{
    struct endpoint *ep = cap_endpoint(world_slot(ENDPOINTS)->cap);
    struct notification *n = cap_notification(world_slot(NOTIFICATIONS)->cap);

    (void)state;
    cast_act(0, SYS_SEND, ENDPOINTS, 0);
    cast_act(1, SYS_SEND, ENDPOINTS, 0);
    cast_act(2, SYS_RECV, ENDPOINTS + 1, REPLIES);
    cast_act(3, SYS_WAIT, NOTIFICATIONS, 0);
    cast_act(4, SYS_WAIT, NOTIFICATIONS, 0);
    for (word_t i = 0; i < 5; i += 1 + (i == 0))
        cast_do(THREADS + i, TCB_SET_PRIORITY, (word_t[]){ 7 + i % 2 }, 1,
                (word_t[]){ SLOT_TCB, 0 });
    assert_ptr_equal(ep->queue.head, cast_thread(1));
    assert_ptr_equal(ep->queue.tail, cast_thread(0));
    assert_ptr_equal(n->waiters.head, cast_thread(3));
}

static void bound_notifications(void **state)
{
    const word_t bind = TCB_BIND_NOTIFICATION;

    (void)state;
    cast_play(ROOT);
    mint_with(FREE, NOTIFICATIONS, RIGHT_WRITE);
    REFUSED(ERR_TRUNCATED_MESSAGE, THREADS, bind, NONE, NONE);
    REFUSED(ERR_ILLEGAL_OPERATION, THREADS, bind, NONE, W(ENDPOINTS));
    REFUSED(ERR_ILLEGAL_OPERATION, THREADS, bind, NONE, W(FREE));
    REFUSED(ERR_ILLEGAL_OPERATION, THREADS, TCB_UNBIND_NOTIFICATION, NONE,
            NONE);
    DONE(THREADS, bind, NONE, W(NOTIFICATIONS));
    REFUSED(ERR_ILLEGAL_OPERATION, THREADS, bind, NONE, W(NOTIFICATIONS + 1));
    REFUSED(ERR_ILLEGAL_OPERATION, THREADS + 1, bind, NONE, W(NOTIFICATIONS));
    DONE(THREADS, TCB_UNBIND_NOTIFICATION, NONE, NONE);
    cast_act(2, SYS_WAIT, NOTIFICATIONS, 0);
    cast_play(ROOT);
    REFUSED(ERR_ILLEGAL_OPERATION, THREADS, bind, NONE, W(NOTIFICATIONS));
}

/* -- scheduling contexts --------------------------------------------------- */

static void bound_contexts(void **state)
{
    const word_t sc = CONTEXTS, spare = CONTEXTS + SPARE;

    (void)state;
    cast_play(ROOT);
    REFUSED(ERR_TRUNCATED_MESSAGE, sc, SCHED_CONTEXT_BIND, NONE, NONE);
    REFUSED(ERR_INVALID_CAPABILITY, sc, SCHED_CONTEXT_BIND, NONE, W(CNODE));
    REFUSED(ERR_ILLEGAL_OPERATION, sc, SCHED_CONTEXT_BIND, NONE, W(THREADS));
    REFUSED(ERR_ILLEGAL_OPERATION, spare, SCHED_CONTEXT_BIND, NONE, W(THREADS));
    DONE(sc, SCHED_CONTEXT_BIND, NONE, W(NOTIFICATIONS));
    REFUSED(ERR_ILLEGAL_OPERATION, sc, SCHED_CONTEXT_BIND, NONE,
            W(NOTIFICATIONS + 1));
    REFUSED(ERR_ILLEGAL_OPERATION, spare, SCHED_CONTEXT_BIND, NONE,
            W(NOTIFICATIONS));
    REFUSED(ERR_TRUNCATED_MESSAGE, sc, SCHED_CONTEXT_UNBIND_OBJECT, NONE, NONE);
    REFUSED(ERR_INVALID_CAPABILITY, sc, SCHED_CONTEXT_UNBIND_OBJECT, NONE,
            W(CNODE));
    REFUSED(ERR_ILLEGAL_OPERATION, sc, SCHED_CONTEXT_UNBIND_OBJECT, NONE,
            W(THREADS + 1));
    REFUSED(ERR_ILLEGAL_OPERATION, sc, SCHED_CONTEXT_UNBIND_OBJECT, NONE,
            W(NOTIFICATIONS + 1));
    REFUSED(ERR_ILLEGAL_OPERATION, SLOT_SC, SCHED_CONTEXT_UNBIND_OBJECT, NONE,
            W(SLOT_TCB));
    REFUSED(ERR_ILLEGAL_OPERATION, SLOT_SC, SCHED_CONTEXT_UNBIND, NONE, NONE);
    DONE(sc, SCHED_CONTEXT_UNBIND_OBJECT, NONE, W(NOTIFICATIONS));
    DONE(sc, SCHED_CONTEXT_UNBIND_OBJECT, NONE, W(THREADS));
    DONE(sc, SCHED_CONTEXT_UNBIND, NONE, NONE);
    DONE(sc, SCHED_CONTEXT_CONSUMED, NONE, NONE);
    REFUSED(ERR_ILLEGAL_OPERATION, sc, 63, NONE, NONE);
    REFUSED(ERR_ILLEGAL_OPERATION, world_info()->sched_control.start, 63, NONE,
            NONE);
}

/* A blocked thread takes only a context that it could run on at once. */
static void contexts_of_blocked_threads(void **state)
{
    const word_t control = world_info()->sched_control.start;
    struct sched_context *sc = cap_sched_context(world_slot(CONTEXTS)->cap);

    (void)state;
    cast_act(0, SYS_RECV, ENDPOINTS, REPLIES);
    cast_make_passive(0);
    sc->max_refills = 0;
    REFUSED(ERR_ILLEGAL_OPERATION, CONTEXTS, SCHED_CONTEXT_BIND, NONE,
            W(THREADS));
    REFUSED(ERR_ILLEGAL_OPERATION, THREADS, TCB_SET_SCHED_PARAMS, W(1, 1),
            W(SLOT_TCB, CONTEXTS, NOWHERE));
    DONE(control, SCHED_CONTROL_CONFIGURE_FLAGS, W(1000, 5000, 0, 0, 0),
         W(CONTEXTS));
    sc->refills[sc->head].time = ks.now + 100000;
    REFUSED(ERR_ILLEGAL_OPERATION, CONTEXTS, SCHED_CONTEXT_BIND, NONE,
            W(THREADS));
    sc->refills[sc->head].time = 0;
    DONE(CONTEXTS, SCHED_CONTEXT_BIND, NONE, W(THREADS));
    /* configured anew while its thread is blocked; and while it runs */
    DONE(control, SCHED_CONTROL_CONFIGURE_FLAGS, W(1000, 5000, 0, 0, 0),
         W(CONTEXTS));
    DONE(control, SCHED_CONTROL_CONFIGURE_FLAGS, W(1000, 5000, 0, 0, 0),
         W(CONTEXTS + 1));
    DONE(control, SCHED_CONTROL_CONFIGURE_FLAGS, W(2000, 5000, 0, 0, 0),
         W(SLOT_SC));
    cast_thread(2)->sc->max_refills = 0;
    DONE(control, SCHED_CONTROL_CONFIGURE_FLAGS, W(1000, 5000, 0, 0, 0),
         W(CONTEXTS + 2));
}

static void configured_contexts(void **state)
{
    const word_t control = world_info()->sched_control.start;
    const word_t label = SCHED_CONTROL_CONFIGURE_FLAGS;

    (void)state;
    cast_play(ROOT);
    REFUSED(ERR_TRUNCATED_MESSAGE, control, label, W(100, 100, 0, 0, 0), NONE);
    REFUSED(ERR_TRUNCATED_MESSAGE, control, label, W(100, 100, 0, 0),
            W(CONTEXTS));
    REFUSED(ERR_RANGE, control, label, W(~0ul, 100, 0, 0, 0), W(CONTEXTS));
    REFUSED(ERR_RANGE, control, label, W(100, ~0ul, 0, 0, 0), W(CONTEXTS));
    REFUSED(ERR_RANGE, control, label, W(19, 100, 0, 0, 0), W(CONTEXTS));
    REFUSED(ERR_RANGE, control, label, W(100, 19, 0, 0, 0), W(CONTEXTS));
    REFUSED(ERR_RANGE, control, label, W(101, 100, 0, 0, 0), W(CONTEXTS));
    REFUSED(ERR_RANGE, control, label, W(100, 100, 9, 0, 0), W(CONTEXTS));
    REFUSED(ERR_INVALID_CAPABILITY, control, label, W(100, 100, 0, 0, 0),
            W(CNODE));
    DONE(control, label, W(100, 100, 0, 0, 0), W(CONTEXTS + SPARE));
    DONE(control, label, W(100, 200, 0, 0, 0), W(CONTEXTS + SPARE));
}

static void yields(void **state)
{
    const word_t label = SCHED_CONTEXT_YIELD_TO;

    (void)state;
    cast_play(ROOT);
    REFUSED(ERR_ILLEGAL_OPERATION, CONTEXTS + SPARE, label, NONE, NONE);
    REFUSED(ERR_ILLEGAL_OPERATION, SLOT_SC, label, NONE, NONE);
    DONE(THREADS, TCB_SET_PRIORITY, W(7), W(SLOT_TCB));
    DONE(CONTEXTS, label, NONE, NONE); /* of a lower priority */
    DONE(THREADS + 1, TCB_SUSPEND, NONE, NONE);
    DONE(CONTEXTS + 1, label, NONE, NONE); /* cannot run */
    DONE(SLOT_TCB, TCB_SET_MC_PRIORITY, W(250), W(SLOT_TCB));
    REFUSED(ERR_ILLEGAL_OPERATION, CONTEXTS + 2, label, NONE, NONE);
}

/* A notification lends its context to whoever has none, and gets it back. */
static void lent_contexts(void **state)
{
    struct sched_context *sc =
        cap_sched_context(world_slot(CONTEXTS + SPARE)->cap);

    (void)state;
    cast_do(CONTEXTS + SPARE, SCHED_CONTEXT_BIND, NULL, 0,
            (word_t[]){ NOTIFICATIONS, 0 });
    cast_act(0, SYS_WAIT, NOTIFICATIONS, 0);
    cast_make_passive(0);
    cast_act(1, SYS_SEND, NOTIFICATIONS, 0);
    assert_ptr_equal(cast_thread(0)->sc, sc);
    cast_act(0, SYS_WAIT, NOTIFICATIONS, 0);
    assert_null(cast_thread(0)->sc);
    assert_null(sc->tcb);
    /* not one that has a thread already */
    cast_do(CONTEXTS + 2, SCHED_CONTEXT_BIND, NULL, 0,
            (word_t[]){ NOTIFICATIONS + 1, 0 });
    cast_act(3, SYS_WAIT, NOTIFICATIONS + 1, 0);
    cast_make_passive(3);
    cast_act(1, SYS_SEND, NOTIFICATIONS + 1, 0);
    assert_true(tcb_runnable(cast_thread(3)));
    assert_null(cast_thread(3)->sc);
}

static void a_context_that_is_not_configured(void **state)
{
    (void)state;
    cast_make_passive(0);
    DONE(PAGE_UNTYPED, UNTYPED_RETYPE,
         W(OBJECT_SCHED_CONTEXT, 8, 0, 0, FREE, 1), W(SLOT_CNODE));
    DONE(THREADS, TCB_SUSPEND, NONE, NONE);
    DONE(FREE, SCHED_CONTEXT_BIND, NONE, W(THREADS));
    DONE(THREADS, TCB_RESUME, NONE, NONE);
    assert_int_equal(cast_thread(0)->state, STATE_RESTART);
    assert_false(cast_thread(0)->in_ready);
}

/* -- address spaces -------------------------------------------------------- */

static void page_tables(void **state)
{
    const word_t map = PAGE_TABLE_MAP;

    (void)state;
    cast_play(ROOT);
    REFUSED(ERR_TRUNCATED_MESSAGE, TABLES, map, W(ADDRESS), W(SLOT_VSPACE));
    REFUSED(ERR_TRUNCATED_MESSAGE, TABLES, map, W(ADDRESS, 0), NONE);
    REFUSED(ERR_INVALID_CAPABILITY, TABLES, map, W(ADDRESS, 0), W(CNODE));
    REFUSED(ERR_INVALID_CAPABILITY, TABLES, map, W(ADDRESS, 0), W(TABLES + 1));
    REFUSED(ERR_INVALID_ARGUMENT, TABLES, map, W(USER_TOP, 0), W(SLOT_VSPACE));
    DONE(TABLES, map, W(ADDRESS, 0), W(SLOT_VSPACE));
    REFUSED(ERR_INVALID_CAPABILITY, TABLES, map, W(ADDRESS, 0), W(SLOT_VSPACE));
    REFUSED(ERR_INVALID_CAPABILITY, TABLES + 1, map, W(ADDRESS, 0), W(TABLES));
    DONE(TABLES + 1, map, W(ADDRESS, 0), W(SLOT_VSPACE));
    REFUSED(ERR_DELETE_FIRST, TABLES + 2, map, W(ADDRESS, 0), W(SLOT_VSPACE));
    REFUSED(ERR_REVOKE_FIRST, SLOT_VSPACE, PAGE_TABLE_UNMAP, NONE, NONE);
    mint_with(FREE, TABLES + 1, RIGHTS_ALL);
    REFUSED(ERR_REVOKE_FIRST, TABLES + 1, PAGE_TABLE_UNMAP, NONE, NONE);
    DONE(SLOT_CNODE, CNODE_DELETE, W(FREE, WORD_BITS), NONE);
    DONE(TABLES + 1, PAGE_TABLE_UNMAP, NONE, NONE);
    DONE(TABLES + 1, PAGE_TABLE_UNMAP, NONE, NONE);
    REFUSED(ERR_ILLEGAL_OPERATION, TABLES, 63, NONE, NONE);
}

static void frames(void **state)
{
    const word_t frame = FRAMES + SPARE, map = PAGE_MAP, rw = 3;

    (void)state;
    cast_play(ROOT);
    REFUSED(ERR_TRUNCATED_MESSAGE, frame, map, W(ADDRESS, rw), W(SLOT_VSPACE));
    REFUSED(ERR_TRUNCATED_MESSAGE, frame, map, W(ADDRESS, rw, 0), NONE);
    REFUSED(ERR_INVALID_CAPABILITY, frame, map, W(ADDRESS, rw, 0), W(CNODE));
    REFUSED(ERR_INVALID_ARGUMENT, frame, map, W(USER_TOP, rw, 0),
            W(SLOT_VSPACE));
    REFUSED(ERR_ALIGNMENT, frame, map, W(ADDRESS + 8, rw, 0), W(SLOT_VSPACE));
    REFUSED(ERR_FAILED_LOOKUP, frame, map, W(ADDRESS, rw, 0), W(SLOT_VSPACE));
    DONE(TABLES, PAGE_TABLE_MAP, W(ADDRESS, 0), W(SLOT_VSPACE));
    DONE(TABLES + 1, PAGE_TABLE_MAP, W(ADDRESS, 0), W(SLOT_VSPACE));
    DONE(frame, map, W(ADDRESS, rw, 1), W(SLOT_VSPACE));
    DONE(frame, map, W(ADDRESS, RIGHT_READ, 0), W(SLOT_VSPACE));
    DONE(frame, map, W(ADDRESS, 0, 1), W(SLOT_VSPACE)); /* no access at all */
    REFUSED(ERR_INVALID_ARGUMENT, frame, map, W(ADDRESS + 0x1000, rw, 0),
            W(SLOT_VSPACE));
    DONE(frame, map, W(ADDRESS, rw, 0), W(SLOT_VSPACE));
    REFUSED(ERR_DELETE_FIRST, FRAMES + 1, map, W(ADDRESS, rw, 0),
            W(SLOT_VSPACE));
    DONE(SLOT_ASID_POOL, ASID_POOL_ASSIGN, NONE, W(TABLES + 2));
    REFUSED(ERR_FAILED_LOOKUP, frame, map, W(ADDRESS, rw, 0), W(TABLES + 2));
    DONE(frame, PAGE_GET_ADDRESS, NONE, NONE);
    DONE(frame, PAGE_UNMAP, NONE, NONE);
    DONE(frame, PAGE_UNMAP, NONE, NONE);
    REFUSED(ERR_ILLEGAL_OPERATION, frame, 63, NONE, NONE);
}

/* A record that names another space: two roots with the same tree below. */
static void frames_of_another_space(void **state)
{
    const word_t frame = FRAMES + SPARE;
    const word_t words[] = { ADDRESS, 3, 0 };

    (void)state;
    cast_play(ROOT);
    DONE(SLOT_ASID_POOL, ASID_POOL_ASSIGN, NONE, W(TABLES + 2));
    DONE(TABLES, PAGE_TABLE_MAP, W(ADDRESS, 0), W(SLOT_VSPACE));
    DONE(TABLES + 1, PAGE_TABLE_MAP, W(ADDRESS, 0), W(SLOT_VSPACE));
    DONE(frame, PAGE_MAP, 3, words, W(SLOT_VSPACE));
    DONE(TABLES + 1, PAGE_TABLE_UNMAP, NONE, NONE);
    DONE(TABLES, PAGE_TABLE_UNMAP, NONE, NONE);
    DONE(TABLES, PAGE_TABLE_MAP, W(ADDRESS, 0), W(TABLES + 2));
    DONE(TABLES + 1, PAGE_TABLE_MAP, W(ADDRESS, 0), W(TABLES + 2));
    REFUSED(ERR_INVALID_CAPABILITY, frame, PAGE_MAP, 3, words, W(TABLES + 2));
    /* a dead space: its root's record is stale */
    DONE(SLOT_CNODE, CNODE_DELETE, W(SLOT_ASID_POOL, WORD_BITS), NONE);
    REFUSED(ERR_FAILED_LOOKUP, FRAMES + 1, PAGE_MAP, 3, words, W(TABLES + 2));
}

static void asids(void **state)
{
    const word_t label = ASID_CONTROL_MAKE_POOL;

    (void)state;
    cast_play(ROOT);
    REFUSED(ERR_ILLEGAL_OPERATION, SLOT_ASID_CONTROL, 63, NONE, NONE);
    REFUSED(ERR_TRUNCATED_MESSAGE, SLOT_ASID_CONTROL, label, W(FREE),
            W(PAGE_UNTYPED, SLOT_CNODE));
    REFUSED(ERR_TRUNCATED_MESSAGE, SLOT_ASID_CONTROL, label, W(FREE, 64),
            W(PAGE_UNTYPED));
    REFUSED(ERR_INVALID_CAPABILITY, SLOT_ASID_CONTROL, label, W(FREE, 64),
            W(CNODE, SLOT_CNODE));
    REFUSED(ERR_INVALID_CAPABILITY, SLOT_ASID_CONTROL, label, W(FREE, 64),
            W(world_untyped(17), SLOT_CNODE));
    REFUSED(ERR_DELETE_FIRST, SLOT_ASID_CONTROL, label, W(CNODE, 64),
            W(PAGE_UNTYPED, SLOT_CNODE));
    REFUSED(ERR_FAILED_LOOKUP, SLOT_ASID_CONTROL, label, W(FREE, 64),
            W(PAGE_UNTYPED, ENDPOINTS));
    REFUSED(ERR_ILLEGAL_OPERATION, SLOT_ASID_POOL, 63, NONE, NONE);
    REFUSED(ERR_TRUNCATED_MESSAGE, SLOT_ASID_POOL, ASID_POOL_ASSIGN, NONE,
            NONE);
    REFUSED(ERR_INVALID_CAPABILITY, SLOT_ASID_POOL, ASID_POOL_ASSIGN, NONE,
            W(CNODE));
    REFUSED(ERR_INVALID_CAPABILITY, SLOT_ASID_POOL, ASID_POOL_ASSIGN, NONE,
            W(SLOT_VSPACE));
    DONE(SLOT_ASID_CONTROL, label, W(FREE, 64), W(PAGE_UNTYPED, SLOT_CNODE));
    REFUSED(ERR_REVOKE_FIRST, SLOT_ASID_CONTROL, label, W(FREE + 1, 64),
            W(PAGE_UNTYPED, SLOT_CNODE));
}

static int no_check(void **state)
{
    int failed = make(state);

    ks.config.flags = 0; /* the tables are filled with what has no owner */
    return failed;
}

static void full_tables_of_asids(void **state)
{
    struct asid_pool *pool = ks.asid_pools[0];

    (void)state;
    cast_play(ROOT);
    for (word_t i = 2; i < BIT(ASID_POOL_BITS); i++)
        pool->roots[i] = pool->roots[1];
    REFUSED(ERR_DELETE_FIRST, SLOT_ASID_POOL, ASID_POOL_ASSIGN, NONE,
            W(TABLES));
    for (word_t i = 1; i < BIT(ASID_POOLS_BITS); i++)
        ks.asid_pools[i] = pool;
    REFUSED(ERR_DELETE_FIRST, SLOT_ASID_CONTROL, ASID_CONTROL_MAKE_POOL,
            W(FREE, 64), W(PAGE_UNTYPED, SLOT_CNODE));
}

/* A large page, of device memory, where a table would go. */
static void a_page_in_the_way_of_a_table(void **state)
{
    word_t device = world_info()->untyped.start;

    (void)state;
    cast_play(ROOT);
    while (world_slot(device)->cap.size_bits < OBJECT_MEGA_PAGE_BITS)
        device++;
    DONE(device, UNTYPED_RETYPE, W(OBJECT_MEGA_PAGE, 0, 0, 0, FREE, 1),
         W(SLOT_CNODE));
    DONE(TABLES, PAGE_TABLE_MAP, W(ADDRESS, 0), W(SLOT_VSPACE));
    DONE(FREE, PAGE_MAP, W(ADDRESS, 3, 0), W(SLOT_VSPACE));
    REFUSED(ERR_DELETE_FIRST, TABLES + 1, PAGE_TABLE_MAP, W(ADDRESS, 0),
            W(SLOT_VSPACE));
    REFUSED(ERR_FAILED_LOOKUP, FRAMES + SPARE, PAGE_MAP, W(ADDRESS, 3, 0),
            W(SLOT_VSPACE));
}

/* Where the record of table 1 leads there is another one now. */
static void a_stale_record_of_a_table(void **state)
{
    (void)state;
    cast_play(ROOT);
    DONE(TABLES, PAGE_TABLE_MAP, W(ADDRESS, 0), W(SLOT_VSPACE));
    DONE(TABLES + 1, PAGE_TABLE_MAP, W(ADDRESS, 0), W(SLOT_VSPACE));
    DONE(TABLES, PAGE_TABLE_UNMAP, NONE, NONE);
    DONE(TABLES + 2, PAGE_TABLE_MAP, W(ADDRESS, 0), W(SLOT_VSPACE));
    DONE(TABLES, PAGE_TABLE_MAP, W(ADDRESS, 0), W(SLOT_VSPACE));
    DONE(TABLES + 1, PAGE_TABLE_UNMAP, NONE, NONE);
    assert_true(*(pte_t *)cap_object(world_slot(TABLES + 2)->cap) & PTE_V);
    DONE(SLOT_ASID_POOL, ASID_POOL_ASSIGN, NONE, W(TABLES + 1));
    REFUSED(ERR_REVOKE_FIRST, TABLES + 1, PAGE_TABLE_UNMAP, NONE, NONE);
}

/* -- interrupts ------------------------------------------------------------ */

static void interrupts(void **state)
{
    const word_t get = IRQ_ISSUE_IRQ_HANDLER;

    (void)state;
    cast_play(ROOT);
    REFUSED(ERR_ILLEGAL_OPERATION, SLOT_IRQ_CONTROL, 63, NONE, NONE);
    REFUSED(ERR_TRUNCATED_MESSAGE, SLOT_IRQ_CONTROL, get, W(5, FREE),
            W(SLOT_CNODE));
    REFUSED(ERR_TRUNCATED_MESSAGE, SLOT_IRQ_CONTROL, get, W(5, FREE, 64), NONE);
    REFUSED(ERR_RANGE, SLOT_IRQ_CONTROL, get, W(0, FREE, 64), W(SLOT_CNODE));
    REFUSED(ERR_RANGE, SLOT_IRQ_CONTROL, get, W(97, FREE, 64), W(SLOT_CNODE));
    REFUSED(ERR_REVOKE_FIRST, SLOT_IRQ_CONTROL, get, W(96, FREE, 64),
            W(SLOT_CNODE));
    REFUSED(ERR_DELETE_FIRST, SLOT_IRQ_CONTROL, get, W(5, CNODE, 64),
            W(SLOT_CNODE));
    REFUSED(ERR_FAILED_LOOKUP, SLOT_IRQ_CONTROL, get, W(5, FREE, 64),
            W(ENDPOINTS));
    DONE(SLOT_IRQ_CONTROL, IRQ_ISSUE_IRQ_HANDLER_TRIGGER, W(5, 1, FREE, 64),
         W(SLOT_CNODE));
    mint_with(FREE + 1, NOTIFICATIONS, RIGHT_READ);
    REFUSED(ERR_TRUNCATED_MESSAGE, FREE, IRQ_SET_IRQ_HANDLER, NONE, NONE);
    REFUSED(ERR_INVALID_CAPABILITY, FREE, IRQ_SET_IRQ_HANDLER, NONE,
            W(ENDPOINTS));
    REFUSED(ERR_INVALID_CAPABILITY, FREE, IRQ_SET_IRQ_HANDLER, NONE,
            W(FREE + 1));
    REFUSED(ERR_ILLEGAL_OPERATION, FREE, 63, NONE, NONE);
    DONE(FREE, IRQ_ACK_IRQ, NONE, NONE);
    DONE(FREE, IRQ_CLEAR_IRQ_HANDLER, NONE, NONE);
    mint_with(FREE + 2, FREE, RIGHTS_ALL);
}

/* A copy of a handler keeps the interrupt; the control capability takes all. */
static void copies_of_handlers(void **state)
{
    (void)state;
    cast_play(ROOT);
    for (word_t i = 0; i < 2; i++)
        DONE(SLOT_IRQ_CONTROL, IRQ_ISSUE_IRQ_HANDLER, W(5 + i, FREE + i, 64),
             W(SLOT_CNODE));
    mint_with(FREE + 2, FREE, RIGHTS_ALL);
    DONE(SLOT_CNODE, CNODE_DELETE, W(FREE, WORD_BITS), NONE);
    assert_true(ks.irq_issued[5]);
    DONE(SLOT_CNODE, CNODE_REVOKE, W(SLOT_IRQ_CONTROL, WORD_BITS), NONE);
    assert_false(ks.irq_issued[5] || ks.irq_issued[6]);
}

/* Memory of a device is neither a buffer nor a pool. */
static void devices(void **state)
{
    word_t device = world_info()->untyped.start;

    (void)state;
    cast_play(ROOT);
    while (!world_slot(device)->cap.is_device)
        device++;
    REFUSED(ERR_INVALID_CAPABILITY, SLOT_ASID_CONTROL, ASID_CONTROL_MAKE_POOL,
            W(FREE, 64), W(device, SLOT_CNODE));
    DONE(device, UNTYPED_RETYPE, W(OBJECT_PAGE, 0, 0, 0, FREE, 1),
         W(SLOT_CNODE));
    REFUSED(ERR_ILLEGAL_OPERATION, THREADS, TCB_SET_IPC_BUFFER, W(0x400),
            W(FREE));
}

/* -- messages -------------------------------------------------------------- */

static void cancelled_senders(void **state)
{
    (void)state;
    cast_mint(FREE, ENDPOINTS, 7);
    cast_mint(FREE + 1, ENDPOINTS, 8);
    cast_do(SLOT_CNODE, CNODE_CANCEL_BADGED_SENDS,
            (word_t[]){ FREE, WORD_BITS }, 2, NULL);
    for (word_t i = 0; i < 4; i++)
        cast_act(i, SYS_SEND, FREE + i % 2, 0);
    cast_do(SLOT_CNODE, CNODE_CANCEL_BADGED_SENDS,
            (word_t[]){ FREE, WORD_BITS }, 2, NULL);
    for (word_t i = 0; i < 4; i++)
        assert_int_equal(cast_thread(i)->state,
                         i % 2 ? STATE_BLOCKED_ON_SEND : STATE_RESTART);
}

/* A right that is missing, a buffer that is missing. */
static void rights_and_buffers(void **state)
{
    struct message m = { .label = 1, .length = 9 };

    (void)state;
    cast_play(ROOT);
    mint_with(FREE, NOTIFICATIONS, RIGHT_READ);
    mint_with(FREE + 1, NOTIFICATIONS, RIGHT_WRITE);
    REFUSED(ERR_INVALID_CAPABILITY, FREE, 0, NONE, NONE);
    cast_act(0, SYS_WAIT, FREE + 1, 0); /* faults: nobody handles it */
    assert_int_equal(cast_thread(0)->state, STATE_INACTIVE);
    cast_do(THREADS + 1, TCB_SET_IPC_BUFFER, (word_t[]){ 0 }, 1,
            (word_t[]){ FREE + 9, 0 });
    cast_play(1);
    world_prepare(SYS_SEND, ENDPOINTS, &m);
    host_ecall();
    cast_act(2, SYS_RECV, ENDPOINTS, REPLIES);
    assert_int_equal(info_length(tcb_reg(cast_thread(2), REG_INFO)), 4);
    cast_play(1);
    assert_int_equal(world_invoke(SYS_CALL, THREADS + 3, &m).error,
                     ERR_ILLEGAL_OPERATION);
}

/* The answer to a fault: the thread goes on, or is told to stop. */
static void answers_to_faults(void **state)
{
    (void)state;
    for (word_t i = 0; i < 2; i++) {
        cast_do(THREADS + i, TCB_SET_SPACE, (word_t[]){ GUARD, 0 }, 2,
                (word_t[]){ ENDPOINTS, SLOT_CNODE, SLOT_VSPACE });
        cast_play(i);
        host_exception(
            (struct fault){ .type = FAULT_USER_EXCEPTION, .address = 1 });
        cast_act(2, SYS_RECV, ENDPOINTS, REPLIES);
        cast_play(2);
        world_prepare(SYS_SEND, REPLIES, &(struct message){ .label = i });
        host_ecall();
    }
    assert_true(tcb_runnable(cast_thread(0)));
    assert_int_equal(cast_thread(1)->state, STATE_INACTIVE);
}

/* A caller that was given another context meanwhile keeps that one. */
static void a_caller_with_another_context(void **state)
{
    (void)state;
    cast_act(1, SYS_RECV, ENDPOINTS, REPLIES);
    cast_make_passive(1);
    cast_act(0, SYS_CALL, ENDPOINTS, 0);
    cast_do(CONTEXTS + SPARE, SCHED_CONTEXT_BIND, NULL, 0,
            (word_t[]){ THREADS, 0 });
    cast_act(1, SYS_SEND, REPLIES, 0);
    assert_ptr_equal(cast_thread(0)->sc,
                     cap_sched_context(world_slot(CONTEXTS + SPARE)->cap));
    assert_ptr_equal(cast_thread(1)->sc,
                     cap_sched_context(world_slot(CONTEXTS)->cap));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(registers, make),
        cmocka_unit_test_setup(copied_registers, make),
        cmocka_unit_test_setup(spaces, make),
        cmocka_unit_test_setup(busy_slots, make),
        cmocka_unit_test_setup(buffers, make),
        cmocka_unit_test_setup(priorities, make),
        cmocka_unit_test_setup(priorities_of_waiting_threads, make),
        cmocka_unit_test_setup(bound_notifications, make),
        cmocka_unit_test_setup(bound_contexts, make),
        cmocka_unit_test_setup(contexts_of_blocked_threads, make),
        cmocka_unit_test_setup(configured_contexts, make),
        cmocka_unit_test_setup(yields, make),
        cmocka_unit_test_setup(lent_contexts, make),
        cmocka_unit_test_setup(a_context_that_is_not_configured, make),
        cmocka_unit_test_setup(a_page_in_the_way_of_a_table, make),
        cmocka_unit_test_setup(a_stale_record_of_a_table, make),
        cmocka_unit_test_setup(page_tables, make),
        cmocka_unit_test_setup(frames, make),
        cmocka_unit_test_setup(frames_of_another_space, make),
        cmocka_unit_test_setup(asids, make),
        cmocka_unit_test_setup(full_tables_of_asids, no_check),
        cmocka_unit_test_setup(interrupts, make),
        cmocka_unit_test_setup(copies_of_handlers, make),
        cmocka_unit_test_setup(devices, make),
        cmocka_unit_test_setup(cancelled_senders, make),
        cmocka_unit_test_setup(rights_and_buffers, make),
        cmocka_unit_test_setup(answers_to_faults, make),
        cmocka_unit_test_setup(a_caller_with_another_context, make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
