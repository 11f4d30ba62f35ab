/* SPDX-License-Identifier: MIT */
/*
 * The short way of Call and ReplyRecv has the effect of the ordinary one.
 *
 * A small world of clients, servers, endpoints and reply objects, with threads
 * of several priorities, with and without contexts and bound notifications, is
 * driven by random system calls. Each Call and ReplyRecv is executed twice
 * from the same state: with the short way and without. Afterwards the kernel's
 * state and all of memory must be equal, byte by byte, but for what no later
 * entry looks at. The clock stands still meanwhile: that the short way does
 * not read it is its one permitted difference.
 *
 * A third execution, with the clock going on, tells whether the short way was
 * taken: then the kernel has not noticed. Both ways must have been met often.
 *
 *   FASTPATH_OPS=1000000 build/unit/fastpath     more than the tests do
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ipc/endpoint.h"
#include "ipc/message.h"
#include "ipc/reply.h"
#include "object/sched_context.h"
#include "world.h"

enum {
    OPS = 16000, /* executed system calls */
    THREADS = 6,
    OBJECTS = 100, /* first slot of the objects below */
    TCBS = OBJECTS,
    CONTEXTS = TCBS + THREADS,
    REPLIES = CONTEXTS + THREADS,
    REPLY_COUNT = 4,
    ENDPOINTS = REPLIES + REPLY_COUNT, /* two, and copies with less right */
    PLAIN = ENDPOINTS + 2,             /* badge, all rights               */
    NO_GRANT = PLAIN + 1,              /* badge, write only               */
    GRANT_REPLY = PLAIN + 2,           /* badge, write and grant reply    */
    READ_ONLY = PLAIN + 3,
    GRANT_ONLY = PLAIN + 4, /* no write */
    NOTIFICATION = PLAIN + 5,
    FRAMES = NOTIFICATION + 1, /* IPC buffers */
    EVERY = 64,                /* calls between two fresh starts */
};

#define RAM_BYTES (WORLD_RAM_END - RAM_BASE)

struct snapshot {
    struct kernel_state ks;
    struct host_machine host;
    uint8_t ram[RAM_BYTES];
};

static struct snapshot start, before, after;
static uint64_t random_state = 1;
static unsigned long short_ways, long_ways;

static uint64_t any(uint64_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % below;
}

static void keep(struct snapshot *s)
{
    s->ks = ks;
    s->host = host;
    memcpy(s->ram, phys_to_ptr(RAM_BASE), RAM_BYTES);
}

static void go_back(const struct snapshot *s)
{
    ks = s->ks;
    host = s->host;
    memcpy(phys_to_ptr(RAM_BASE), s->ram, RAM_BYTES);
}

/* -- the world ----------------------------------------------------------- */

static void copy_endpoint(word_t slot, word_t rights, word_t badge)
{
    const word_t words[] = { slot,      WORD_BITS, ENDPOINTS,
                             WORD_BITS, rights,    badge };

    world_do(SLOT_CNODE, CNODE_MINT, words, 6, (word_t[]){ SLOT_CNODE, 0 });
}

/* Thread i with a context of its own. */
static void make_thread(word_t i)
{
    const word_t sched_control = world_info()->sched_control.start;
    const word_t buffer = 0x40000000 + (i << 12);
    const word_t tcb = TCBS + i;
    const word_t guard = WORD_BITS - WORLD_CNODE_BITS;
    const word_t priority = 10 + i / 2 * 10;

    world_do(sched_control, SCHED_CONTROL_CONFIGURE_FLAGS,
             (word_t[]){ 10000, i % 2 ? 10000 : 20000, 0, i, 0 }, 5,
             (word_t[]){ CONTEXTS + i, 0 });
    world_do(tcb, TCB_CONFIGURE, (word_t[]){ guard, 0, buffer }, 3,
             (word_t[]){ SLOT_CNODE, SLOT_VSPACE, FRAMES + i, 0 });
    world_do(tcb, TCB_SET_SPACE, (word_t[]){ guard, 0 }, 2,
             (word_t[]){ PLAIN, SLOT_CNODE, SLOT_VSPACE, 0 });
    world_do(tcb, TCB_SET_PRIORITY, &priority, 1, (word_t[]){ SLOT_TCB, 0 });
    world_do(CONTEXTS + i, SCHED_CONTEXT_BIND, NULL, 0, (word_t[]){ tcb, 0 });
    world_do(tcb, TCB_WRITE_REGISTERS, (word_t[]){ 1, 1, 0x10000 }, 3, NULL);
}

/* A passive server: it waits, and its own context has been taken away. */
static void make_passive(word_t i, word_t reply)
{
    struct tcb *t = cap_tcb(world_slot(TCBS + i)->cap);

    tcb_suspend(t);
    tcb_set_state(t, STATE_RUNNING);
    endpoint_receive(cap_endpoint(world_slot(ENDPOINTS)->cap), t,
                     cap_reply(world_slot(reply)->cap), true);
    sc_unbind_tcb(t->sc);
}

static void make_world(void)
{
    word_t memory;

    world_boot();
    memory = world_untyped(17);
    world_retype(memory, OBJECT_TCB, 0, TCBS, THREADS);
    world_retype(memory, OBJECT_SCHED_CONTEXT, 8, CONTEXTS, THREADS);
    world_retype(memory, OBJECT_REPLY, 0, REPLIES, REPLY_COUNT);
    world_retype(memory, OBJECT_ENDPOINT, 0, ENDPOINTS, 2);
    world_retype(memory, OBJECT_NOTIFICATION, 0, NOTIFICATION, 1);
    world_retype(memory, OBJECT_PAGE, 0, FRAMES, THREADS);
    copy_endpoint(PLAIN, RIGHTS_ALL, 7);
    copy_endpoint(NO_GRANT, RIGHT_WRITE, 8);
    copy_endpoint(GRANT_REPLY, RIGHT_WRITE | RIGHT_GRANT_REPLY, 9);
    copy_endpoint(READ_ONLY, RIGHT_READ, 0);
    copy_endpoint(GRANT_ONLY, RIGHT_GRANT | RIGHT_GRANT_REPLY, 0);
    for (word_t i = 0; i < THREADS; i++)
        make_thread(i);
    world_do(TCBS + 5, TCB_BIND_NOTIFICATION, NULL, 0,
             (word_t[]){ NOTIFICATION, 0 });
    make_passive(2, REPLIES);
    make_passive(5, REPLIES + 1);

    /* From now on the root thread is out of the game. */
    world_prepare(SYS_CALL, SLOT_TCB,
                  &(struct message){ .label = TCB_SUSPEND });
    host_ecall();
    assert_ptr_not_equal(ks.current, &ks.idle);
    keep(&start);
}

/* -- one step ------------------------------------------------------------ */

static const word_t destinations[] = { ENDPOINTS,  ENDPOINTS + 1, PLAIN,
                                       NO_GRANT,   GRANT_REPLY,   READ_ONLY,
                                       GRANT_ONLY, NOTIFICATION };

static word_t any_destination(void)
{
    return any(3) ? PLAIN
                  : destinations[any(sizeof destinations / sizeof(word_t))];
}

/* Half of the calls are those that the test is about; the others bring the
   world into all kinds of states. */
static long any_syscall(void)
{
    static const long others[] = { SYS_RECV,    SYS_RECV,  SYS_NB_RECV,
                                   SYS_SEND,    SYS_WAIT,  SYS_NB_SEND,
                                   SYS_NB_WAIT, SYS_YIELD, SYS_NB_SEND_RECV };

    switch (any(6)) {
    case 0:
    case 1:
        return SYS_CALL;
    case 2:
    case 3:
        return SYS_REPLY_RECV;
    default:
        return others[any(sizeof others / sizeof(long))];
    }
}

/* Mostly the reply object that the current thread owes an answer through. */
static word_t any_reply(void)
{
    const struct reply *top = ks.current->sc ? ks.current->sc->top : NULL;

    for (word_t i = 0; any(4) && i < REPLY_COUNT; i++)
        if (cap_reply(world_slot(REPLIES + i)->cap) == top)
            return REPLIES + i;
    return REPLIES + any(REPLY_COUNT);
}

/* Puts a random system call into the registers of the current thread. */
static void prepare(void)
{
    struct message m = { .label = any(3) };

    m.length = any(8) ? any(5) : any(9);
    m.cap_count = any(12) == 0;
    m.caps[0] = PLAIN;
    for (word_t i = 0; i < m.length; i++)
        m.words[i] = random_state + i;
    world_prepare(any_syscall(), any_destination(), &m);
    tcb_set_reg(ks.current, REG_REPLY, any_reply());
    tcb_set_reg(ks.current, REG_T0, any_destination());
}

static void execute(bool short_way, ticks_t ticks)
{
    host.no_short_way = !short_way;
    host.clock += ticks;
    host_ecall();
    host.no_short_way = false;
}

/* What no later entry looks at. */
static void forget_leftovers(struct kernel_state *state)
{
    memset(&state->error, 0, sizeof state->error);
    state->work_done = 0;
}

static void compare_ways(void)
{
    ticks_t now = ks.now;

    keep(&before);
    execute(true, 7);
    if (ks.now == now)
        short_ways++;
    else
        long_ways++;

    go_back(&before);
    execute(true, 0);
    keep(&after);
    go_back(&before);
    execute(false, 0);
    forget_leftovers(&ks);
    forget_leftovers(&after.ks);
    assert_memory_equal(&ks, &after.ks, sizeof ks);
    assert_memory_equal(phys_to_ptr(RAM_BASE), after.ram, RAM_BYTES);
    assert_true(host.root == after.host.root && host.asid == after.host.asid);
    assert_true(host.deadline == after.host.deadline);
}

/* Nobody runs, or it has been long: a fresh start with other chances. */
static void keep_going(unsigned long op)
{
    if (ks.current == &ks.idle || op % EVERY == 0)
        go_back(&start);
}

static void both_ways_have_the_same_effect(void **state)
{
    const char *wanted = getenv("FASTPATH_OPS");
    unsigned long ops = wanted ? strtoul(wanted, NULL, 0) : OPS;

    (void)state;
    make_world();
    for (unsigned long op = 1; op <= ops; op++) {
        long number;

        keep_going(op);
        prepare();
        number = (long)tcb_reg(ks.current, REG_SYSCALL);
        if (number == SYS_CALL || number == SYS_REPLY_RECV)
            compare_ways();
        else if (any(4))
            execute(true, any(200));
        else
            host_exception((struct fault){ .type = FAULT_VM });
    }
    print_message("%lu calls: %lu short ways, %lu ordinary ones\n", ops,
                  short_ways, long_ways);
    assert_true(short_ways >= ops / 50);
    assert_true(long_ways >= ops / 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways_have_the_same_effect),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
