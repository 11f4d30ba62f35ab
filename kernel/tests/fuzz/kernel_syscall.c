/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: all that user level and the hardware can do to the kernel.
 *
 * The input is a programme for a whole system: its bytes become, one step after
 * the other, system calls of whichever thread is running (registers and IPC
 * buffer included), faults, interrupts, and the passing of time. The world in
 * which it plays has threads of several priorities, with and without a
 * scheduling context, and a capability of every type; see build_world().
 *
 * For any programme: the sanitizers find nothing, no kernel assertion fails,
 * the kernel's invariants hold at each exit, and in the end, when the untyped
 * from which everything was made is revoked, nothing in the kernel points to
 * any of it: that memory is then forbidden, and the kernel goes on.
 */
#include <string.h>

#include <sanitizer/asan_interface.h>

#include "cap/cdt.h"
#include "cap/cspace.h"
#include "cap/delete.h"
#include "debug/invariants.h"
#include "fuzz_target.h"
#include "ipc/message.h"
#include "sched/domain.h"
#include "world.h"

enum {
    STEPS_MAX = 200,
    BIG_BITS = 16,
    DOMAINS = 3,
    THREADS = 5,
    WAITS = 10, /* deadlines in a row at which nobody runs: for ever */
};

/* Where things lie in the root CNode, at the start. */
enum {
    FIRST = 128,
    ENDPOINT = FIRST,
    NOTIFICATION = ENDPOINT + 3,
    REPLY = NOTIFICATION + 3,
    THREAD = REPLY + 3,
    CONTEXT = THREAD + THREADS,
    CNODE = CONTEXT + 4,
    UNTYPED = CNODE + 2,
    PAGE_UNTYPED = UNTYPED + 1,
    TABLE = PAGE_UNTYPED + 1,
    FRAME = TABLE + 3,
    HANDLER = FRAME + THREADS,
    BADGED_ENDPOINT = HANDLER + 1,
    BADGED_NOTIFICATION = BADGED_ENDPOINT + 2,
    FREE = BADGED_NOTIFICATION + 2,
    LAST = FREE + 8,
};

static word_t big;        /* the untyped of which all this is made */
static struct cte *slots; /* of the root CNode                     */
static word_t sched_control;

/* -- the world ------------------------------------------------------------- */

static void mint(word_t slot, word_t source, word_t badge)
{
    const word_t words[] = { slot, 64, source, 64, RIGHTS_ALL, badge };

    world_do(SLOT_CNODE, CNODE_MINT, words, 6, (word_t[]){ SLOT_CNODE, 0 });
}

static void build_objects(void)
{
    world_retype(big, OBJECT_PAGE, 0, FRAME, THREADS);
    world_retype(big, OBJECT_PAGE_TABLE, 0, TABLE, 3);
    world_retype(big, OBJECT_UNTYPED, 12, PAGE_UNTYPED, 1);
    world_retype(big, OBJECT_UNTYPED, 12, UNTYPED, 1);
    world_retype(big, OBJECT_TCB, 0, THREAD, THREADS);
    world_retype(big, OBJECT_SCHED_CONTEXT, 8, CONTEXT, 4);
    world_retype(big, OBJECT_CNODE, 3, CNODE, 2);
    world_retype(big, OBJECT_ENDPOINT, 0, ENDPOINT, 3);
    world_retype(big, OBJECT_NOTIFICATION, 0, NOTIFICATION, 3);
    world_retype(big, OBJECT_REPLY, 0, REPLY, 3);
    mint(BADGED_ENDPOINT, ENDPOINT, 5);
    mint(BADGED_ENDPOINT + 1, ENDPOINT + 1, 6);
    mint(BADGED_NOTIFICATION, NOTIFICATION, 1);
    mint(BADGED_NOTIFICATION + 1, NOTIFICATION, 2);
    world_do(SLOT_IRQ_CONTROL, IRQ_ISSUE_IRQ_HANDLER,
             (word_t[]){ 10, HANDLER, 64 }, 3, (word_t[]){ SLOT_CNODE, 0 });
    world_do(HANDLER, IRQ_SET_IRQ_HANDLER, NULL, 0,
             (word_t[]){ BADGED_NOTIFICATION, 0 });
}

/* All share the root CNode and address space. The last is without a context:
   a passive server. Contexts differ: round robin, periodic, sporadic. */
static void build_thread(word_t i)
{
    const word_t guard = WORD_BITS - WORLD_CNODE_BITS;
    const word_t budget = 1000, period = i == 0 ? budget : 5000;

    world_do(THREAD + i, TCB_CONFIGURE, (word_t[]){ guard, 0, 0x10000 }, 3,
             (word_t[]){ SLOT_CNODE, SLOT_VSPACE, FRAME + i });
    if (i + 1 < THREADS) {
        world_do(sched_control, SCHED_CONTROL_CONFIGURE_FLAGS,
                 (word_t[]){ budget, period, i, i, i & 1 }, 5,
                 (word_t[]){ CONTEXT + i, 0 });
        world_do(CONTEXT + i, SCHED_CONTEXT_BIND, NULL, 0,
                 (word_t[]){ THREAD + i, 0 });
    }
    world_do(THREAD + i, TCB_SET_MC_PRIORITY, (word_t[]){ 255 }, 1,
             (word_t[]){ SLOT_TCB, 0 });
    world_do(THREAD + i, TCB_SET_PRIORITY, (word_t[]){ 100 + i / 2 * 50 }, 1,
             (word_t[]){ SLOT_TCB, 0 });
    world_do(THREAD + i, TCB_SET_TIMEOUT_ENDPOINT, NULL, 0,
             (word_t[]){ i == 1 ? BADGED_ENDPOINT + 1 : FREE, 0 });
    world_do(THREAD + i, TCB_RESUME, NULL, 0, NULL);
}

static void build_world(void)
{
    world_boot();
    ks.config.domains = DOMAINS;
    domain_init();
    slots = world_slot(0);
    big = world_untyped(BIG_BITS);
    sched_control = world_info()->sched_control.start;
    build_objects();
    for (word_t i = 0; i < THREADS; i++)
        build_thread(i);
    world_do(SLOT_TCB, TCB_SET_PRIORITY, (word_t[]){ 150 }, 1,
             (word_t[]){ SLOT_TCB, 0 });
    world_save();
}

/* -- reading the programme ------------------------------------------------- */

static const uint8_t *at, *end;

static uint8_t byte(void)
{
    return at < end ? *at++ : 0;
}

static word_t raw_word(void)
{
    word_t w = 0;

    for (int i = 0; i < 8; i++)
        w = w << 8 | byte();
    return w;
}

/* A capability's address: mostly one that leads somewhere. */
static word_t address(void)
{
    static const uint8_t boot[] = {
        SLOT_TCB,       SLOT_CNODE,        SLOT_VSPACE, SLOT_IRQ_CONTROL,
        SLOT_ASID_POOL, SLOT_ASID_CONTROL, SLOT_DOMAIN, SLOT_SC,
    };
    uint8_t b = byte();

    if (b < 0xc0)
        return FIRST + b % (LAST - FIRST);
    if (b < 0xf0)
        return boot[b % sizeof boot];
    if (b < 0xf8)
        return sched_control;
    return b < 0xfc ? big : raw_word();
}

static word_t value(void)
{
    uint8_t b = byte();

    switch (b & 7) {
    case 0:
    case 1:
        return b >> 3;
    case 2:
        return address();
    case 3:
        return 64;
    case 4:
        return byte();
    case 5:
        return BIT(byte() % 64) - (b >> 7);
    case 6: /* an address of user level, or a guard */
        return (word_t)byte() << (b >> 3);
    default:
        return raw_word();
    }
}

/** The first and the last method of a capability's type. */
static const uint8_t methods[32][2] = {
    [CAP_UNTYPED] = { UNTYPED_RETYPE, UNTYPED_RETYPE },
    [CAP_TCB] = { TCB_READ_REGISTERS, TCB_SET_FLAGS },
    [CAP_CNODE] = { CNODE_REVOKE, CNODE_ROTATE },
    [CAP_IRQ_CONTROL] = { IRQ_ISSUE_IRQ_HANDLER, IRQ_ISSUE_IRQ_HANDLER },
    [CAP_IRQ_HANDLER] = { IRQ_ACK_IRQ, IRQ_CLEAR_IRQ_HANDLER },
    [CAP_DOMAIN] = { DOMAIN_SET, DOMAIN_SCHEDULE_SET_START },
    [CAP_SCHED_CONTROL] = { SCHED_CONTROL_CONFIGURE_FLAGS,
                            SCHED_CONTROL_CONFIGURE_FLAGS },
    [CAP_SCHED_CONTEXT] = { SCHED_CONTEXT_BIND, SCHED_CONTEXT_YIELD_TO },
    [CAP_PAGE_TABLE] = { PAGE_TABLE_MAP, PAGE_TABLE_UNMAP },
    [CAP_FRAME] = { PAGE_MAP, PAGE_GET_ADDRESS },
    [CAP_ASID_CONTROL] = { ASID_CONTROL_MAKE_POOL, ASID_CONTROL_MAKE_POOL },
    [CAP_ASID_POOL] = { ASID_POOL_ASSIGN, ASID_POOL_ASSIGN },
};

static word_t label_for(word_t cptr)
{
    struct cte *slot = cspace_lookup(ks.current, cptr);
    uint8_t b = byte();
    const uint8_t *m;

    if (!slot || b >= 0xe0)
        return b % 64;
    m = methods[slot->cap.type];
    return m[0] + b % (m[1] - m[0] + 1);
}

/* -- the steps ------------------------------------------------------------- */

static void system_call(void)
{
    struct tcb *t = ks.current;
    word_t *buffer = tcb_ipc_buffer(t, true);
    uint8_t shape = byte();
    struct message m = { 0 };
    word_t cptr = address();
    long number = -1 - (long)(byte() % 17);

    if (number == SYS_DEBUG_HALT || number == SYS_DEBUG_NAME_THREAD)
        number = SYS_CALL; /* these may stop the machine */
    m.label = label_for(cptr);
    m.length = shape % 16 < 9 ? shape % 16 : shape;
    m.cap_count = shape >> 4 & 3;
    for (word_t i = 0; i < m.length && i < 8; i++)
        m.words[i] = value();
    for (word_t i = 0; i < m.cap_count; i++)
        m.caps[i] = address();
    world_prepare(number, cptr, &m);
    tcb_set_reg(t, REG_REPLY, address());
    tcb_set_reg(t, REG_T0, address());
    if (buffer && shape >= 0x80) {
        buffer[BUFFER_RECEIVE_CNODE] = SLOT_CNODE;
        buffer[BUFFER_RECEIVE_INDEX] = address();
        buffer[BUFFER_RECEIVE_DEPTH] = WORD_BITS;
    }
    host_ecall();
}

static void exception(void)
{
    uint8_t b = byte();

    if (b & 1)
        host_exception(
            (struct fault){ .type = FAULT_USER_EXCEPTION, .address = b >> 1 });
    else
        host_exception(
            (struct fault){ .type = FAULT_VM, .address = value(), .fsr = 5 });
}

/* All have blocked or stopped: a supervisor, outside of the programme, resumes
   one after the other until one of them runs. */
static void revive(void)
{
    for (struct tcb *t = ks.all_threads; t && ks.current == &ks.idle;
         t = t->all_next) {
        if (byte() & 1)
            continue;
        tcb_resume(t);
        host.waits = WAITS;
        kernel_leave();
    }
}

/* Lets user level run; false if nobody can ever run again. */
static bool somebody_runs(void)
{
    if (interrupt_pending())
        host_interrupt();
    if (ks.current == &ks.idle)
        kernel_leave();
    if (ks.current == &ks.idle)
        revive();
    return ks.current != &ks.idle || at < end;
}

static bool step(void)
{
    host.waits = WAITS;
    switch (byte() % 16) {
    case 0:
        host_irq_raise(1 + byte() % 12);
        break;
    case 1:
        host.clock += byte() * 64ul;
        break;
    case 2:
        host.clock += 1ul << byte() % 24;
        break;
    case 3:
        host.clock_step = byte();
        break;
    case 4:
        host.no_short_way = !host.no_short_way;
        break;
    case 5:
        if (ks.current != &ks.idle)
            exception();
        break;
    default:
        if (ks.current != &ks.idle)
            system_call();
        break;
    }
    return somebody_runs();
}

/* -- the end --------------------------------------------------------------- */

/* Takes all memory back; false if its capability has been moved or deleted. */
static bool revoke_all(void)
{
    struct cte *slot = &slots[big];
    struct cap cap = slot->cap;
    error_t err;

    if (!cap_is(cap, CAP_UNTYPED) || cap.is_device || !cdt_is_orig(slot) ||
        slot->prev || cap.size_bits < BIG_BITS)
        return false;
    do {
        err = cap_revoke(slot);
    } while (err == PREEMPTED);
    return true;
}

/* No kernel entry may touch what was revoked. */
static void check_that_nothing_dangles(void)
{
    void *memory = cap_object(slots[big].cap);
    word_t bytes = BIT(slots[big].cap.size_bits);

    host.waits = WAITS;
    kernel_leave();
    invariants_check();
    ASAN_POISON_MEMORY_REGION(memory, bytes);
    for (word_t irq = 1; irq < 12; irq++) {
        host_irq_raise(irq);
        host.clock += 100 * BIT(irq);
        kernel_interrupt();
        invariants_check();
    }
    ASAN_UNPOISON_MEMORY_REGION(memory, bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool built;

    if (!built)
        build_world();
    built = true;
    world_restore();
    at = data;
    end = data + size;
    for (int steps = 0; at < end && steps < STEPS_MAX && step(); steps++)
        ;
    if (revoke_all())
        check_that_nothing_dangles();
    return 0;
}
