/* SPDX-License-Identifier: MIT
 *
 * The supervisor of the hostile threads: the root task `abuse`.
 *
 *   round:  build a sandbox -> let it run -> Revoke -> is anything left?
 *
 * It runs at the highest priority, and only when something happens: a fault
 * of a hostile thread, a tick of its clock, or the idle thread's word that
 * nobody can run any more. A thread that faulted is set up again and starts
 * over, unless its TCB is out of reach. A round ends when it has made its
 * calls, or when nobody moves although all were restarted.
 *
 * After each round the supervisor's own capabilities must be what they were.
 * That a kernel panics or finds an invariant broken is seen from outside.
 */
#include "abuse.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "sandbox.h"

#define FINISHER_PADDR 0x100000ul

enum { FINISHER_PASS = 0x5555, FINISHER_FAIL = 0x3333 };
enum { IDLE_LIMIT = 3, TICK_LIMIT = 4, PROGRESS_LINES = 10 };
enum { CREDIBLE_CALLS = 100000 }; /* of one thread in one sandbox */

#define BADGE_TICK (1ul << 62)
#define BADGE_IDLE (1ul << 61)
#define TICK_US    1000
#define SECOND_US  1000000

struct objects pool;
struct address_space space;
volatile struct abuse_region *region;

static volatile seL4_Uint32 *finisher;
static seL4_CPtr reply, notification;
static struct thread ticker, idler;

/* -- ends ------------------------------------------------------------------ */

_Noreturn void finish(const char *reason)
{
    for (unsigned i = 0; reason && i < REASON_BYTES - 1 && reason[i]; i++)
        region->reason[i] = reason[i];
    region->magic = ABUSE_MAGIC;
    printf("abuse: %s\n", reason ? reason : "nothing broke");
    for (;;)
        *finisher = reason ? 1 << 16 | FINISHER_FAIL : FINISHER_PASS;
}

void must(seL4_Error error, const char *what)
{
    static char text[REASON_BYTES];

    if (error == seL4_NoError)
        return;
    snprintf(text, sizeof(text), "error %d: %s", (int)error, what);
    finish(text);
}

/* -- set-up ---------------------------------------------------------------- */

static volatile void *map_device(seL4_Word type, seL4_Word paddr)
{
    volatile void *at;

    if (address_space_map_device(&pool, &space, type, paddr, NULL, &at) !=
        seL4_NoError)
        __builtin_trap();
    return at;
}

/* Signals once in each period of its time, or whenever it can run. */
static void signal_for_ever(seL4_Word cap)
{
    for (;;) {
        seL4_Signal(cap);
        seL4_Yield();
    }
}

static void start_helper(struct thread *t, const char *name, seL4_Word badge,
                         seL4_Word priority, seL4_Time period)
{
    seL4_CPtr cap;
    struct thread_config config = { .name = name,
                                    .run = signal_for_ever,
                                    .space = &space,
                                    .stack_pages = 1,
                                    .priority = priority,
                                    .budget = TICK_US / 2,
                                    .period = period };

    MUST(objects_mint(&pool, notification, seL4_CanWrite, badge, &cap));
    config.argument = cap;
    MUST(thread_create(&pool, &config, t));
    MUST(thread_start(t));
}

static void set_up(void)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();

    objects_init(&pool, info);
    space = address_space_own();
    finisher = map_device(seL4_RISCV_4K_Page, FINISHER_PADDR);
    region = map_device(seL4_RISCV_Mega_Page, objects_end_of_memory(info));
    if (region->wanted.magic != ABUSE_MAGIC)
        finish("the host left no order in the result region");
    MUST(seL4_SchedControl_Configure(info->schedcontrol.start,
                                     seL4_CapInitThreadSC, SECOND_US, SECOND_US,
                                     0, 0));
    MUST(objects_create(&pool, seL4_ReplyObject, 0, &reply));
    MUST(objects_create(&pool, seL4_NotificationObject, 0, &notification));
    MUST(seL4_TCB_BindNotification(seL4_CapInitThreadTCB, notification));
    sandbox_init();
    start_helper(&ticker, "ticker", BADGE_TICK, 254, TICK_US);
    start_helper(&idler, "idler", BADGE_IDLE, 0, TICK_US / 2);
}

/* -- a round --------------------------------------------------------------- */

/* The hostile threads can write to each other's counters, and now and then one
 * does: what does not agree with itself is not counted. */
static bool is_credible(const struct hostile *h)
{
    seL4_Word sum = 0;

    for (unsigned i = 0; i < COUNTED_SYSCALLS; i++)
        sum += h->syscall[i];
    for (unsigned i = 0; i < nArchInvocationLabels; i++)
        for (unsigned e = 0; e < COUNTED_ERRORS; e++)
            if (h->answer[i][e] > sum)
                return false;
    return sum <= h->calls && h->calls <= CREDIBLE_CALLS &&
           h->interrupts <= CREDIBLE_CALLS;
}

static seL4_Word round_calls(void)
{
    seL4_Word calls = 0;

    for (unsigned t = 0; t < THREADS; t++)
        if (sandbox_counters(t)->calls <= CREDIBLE_CALLS)
            calls += sandbox_counters(t)->calls;
    return calls;
}

static void restart(unsigned t, bool anew)
{
    region->restarts++;
    sandbox_restart(t, anew);
}

/* What to do when the clock ticked or nobody can run: nothing as long as there
 * is progress. False when restarting all did not help either. */
static bool keep_going(seL4_Word badge)
{
    static seL4_Word last, idle, ticks;
    seL4_Word now = round_calls();

    if (now != last) {
        last = now;
        idle = ticks = 0;
    }
    if (badge & BADGE_IDLE)
        idle++;
    if (badge & BADGE_TICK)
        ticks++;
    if (badge & BADGE_IDLE)
        for (unsigned t = 0; t < THREADS; t++)
            restart(t, true);
    return idle <= IDLE_LIMIT && ticks <= TICK_LIMIT;
}

/* A fault of thread `badge - 1`. One that ran out of time may go on. */
static void handle_fault(seL4_Word badge, seL4_Word label)
{
    region->fault[label < COUNTED_FAULTS ? label : 0]++;
    if (label == seL4_Fault_Timeout)
        seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 0));
    else
        restart(badge - 1, region->restarts % 4 == 0);
}

static void supervise(seL4_Word calls)
{
    while (round_calls() < calls) {
        seL4_Word badge;
        seL4_MessageInfo_t info = seL4_Recv(sandbox_faults, &badge, reply);

        if (badge & (BADGE_TICK | BADGE_IDLE)) {
            if (!keep_going(badge))
                return;
        } else if (badge <= THREADS) {
            handle_fault(badge, seL4_MessageInfo_get_label(info));
        }
    }
}

static void count(void)
{
    for (unsigned t = 0; t < THREADS; t++) {
        const struct hostile *h = sandbox_counters(t);

        if (!is_credible(h))
            continue;
        region->calls += h->calls;
        region->interrupts += h->interrupts;
        for (unsigned i = 0; i < COUNTED_SYSCALLS; i++)
            region->syscall[i] += h->syscall[i];
        for (unsigned i = 0; i < nArchInvocationLabels; i++)
            for (unsigned e = 0; e < COUNTED_ERRORS; e++)
                region->answer[i][e] += h->answer[i][e];
    }
}

/* -- the supervisor's own -------------------------------------------------- */

/* The kinds of the boot capabilities, where the kernel can tell them. */
static const char *check_own(void)
{
#ifdef CONFIG_DEBUG_BUILD
    static const unsigned char kinds[seL4_NumInitialCaps] = {
        0, 12, 10, 3, 14, 11, 13, 0, 0, 1, 1, 20, 0, 0, 22, 0,
    };

    for (seL4_CPtr slot = 0; slot < seL4_NumInitialCaps; slot++)
        if (seL4_DebugCapIdentify(slot) != kinds[slot])
            return "a boot capability of the supervisor is another one";
    if (seL4_DebugCapIdentify(ticker.tcb) != 12 ||
        seL4_DebugCapIdentify(notification) != 6 ||
        seL4_DebugCapIdentify(sandbox_faults) != 4)
        return "a capability of the supervisor is another one";
#endif
    /* They still name what they did: the objects say so. */
    if (seL4_TCB_BindNotification(seL4_CapInitThreadTCB, notification) !=
        seL4_IllegalOperation)
        return "the supervisor's notification is not bound any more";
    return SEL4_NULL;
}

static void run_round(seL4_Word number)
{
    const char *wrong;

    sandbox_build(number, region->wanted.seed * 0x9e3779b97f4a7c15ul + number);
    supervise(region->wanted.round);
    count();
    region->rounds = number + 1;
    wrong = sandbox_destroy();
    if (!wrong)
        wrong = check_own();
    if (wrong)
        finish(wrong);
}

int main(void)
{
    seL4_Word line = 0;

    set_up();
    for (seL4_Word i = 0; region->calls < region->wanted.calls; i++) {
        run_round(i);
        if (region->calls * PROGRESS_LINES / region->wanted.calls > line) {
            line = region->calls * PROGRESS_LINES / region->wanted.calls;
            printf("abuse: %lu calls, %lu sandboxes\n", region->calls,
                   region->rounds);
        }
    }
    finish(SEL4_NULL);
}
