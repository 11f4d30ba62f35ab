/* SPDX-License-Identifier: MIT
 *
 * The benchmark's root task: how many instructions the kernel's operations
 * take, as a program sees it.
 *
 * Each part measures a group of operations and leaves the samples in the
 * result region (samples.h). peers.yml names them, with the figure of another
 * kernel for the same operation; bench.py boots this program and prints both.
 * It runs on every build of the kernel, but says most about a release build.
 */
#include "bench.h"

struct objects pool;
struct address_space space;
seL4_CPtr large_untyped;

/* A second: no measured operation takes so long, and the budget starts anew
 * with each configuration. */
#define BUDGET_US 1000000

seL4_CPtr make(seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr cap;

    MUST(objects_create(&pool, type, size_bits, &cap));
    return cap;
}

seL4_SlotPos make_slot(void)
{
    seL4_SlotPos slot;

    MUST(objects_slot(&pool, &slot));
    return slot;
}

seL4_SlotPos many_slots(unsigned count)
{
    seL4_SlotPos first = make_slot();

    for (unsigned i = 1; i < count; i++)
        make_slot();
    return first;
}

struct thread_config helper_config(void (*run)(seL4_Word), seL4_Word argument,
                                   seL4_Word priority)
{
    return (struct thread_config){ .name = "helper",
                                   .run = run,
                                   .argument = argument,
                                   .space = &space,
                                   .stack_pages = 2,
                                   .priority = priority,
                                   .budget = BUDGET_US,
                                   .period = BUDGET_US };
}

struct thread helper_start_as(const struct thread_config *config)
{
    struct thread helper;

    MUST(thread_create(&pool, config, &helper));
    MUST(thread_start(&helper));
    return helper;
}

struct thread helper_start(void (*run)(seL4_Word), seL4_Word argument,
                           seL4_Word priority)
{
    struct thread_config config = helper_config(run, argument, priority);

    return helper_start_as(&config);
}

void helper_make_passive(const struct thread *helper)
{
    MUST(seL4_SchedContext_UnbindObject(helper->sched_context, helper->tcb));
}

void helper_stop(const struct thread *helper)
{
    MUST(seL4_TCB_Suspend(helper->tcb));
}

void use_large_untyped(void)
{
    static seL4_SlotPos halves;

    if (!halves)
        halves = many_slots(2);
    MUST(seL4_Untyped_Retype(large_untyped, seL4_UntypedObject,
                             LARGE_UNTYPED_BITS - 1, seL4_CapInitThreadCNode, 0,
                             0, halves, 2));
    MUST(seL4_CNode_Revoke(seL4_CapInitThreadCNode, large_untyped,
                           seL4_WordBits));
}

/* What one reading of the counter costs is part of every sample. */
static void measure_nothing(void)
{
    struct series s = series_begin("nothing", SAMPLES);

    while (series_wants(&s)) {
        seL4_Word start = instret();

        series_add(&s, instret() - start);
    }
}

int main(void)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();

    objects_init(&pool, info);
    space = address_space_own();
    samples_open(&pool, &space);
    MUST(seL4_SchedControl_Configure(info->schedcontrol.start,
                                     seL4_CapInitThreadSC, BUDGET_US, BUDGET_US,
                                     0, 0));
    MUST(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB,
                              MAIN_PRIORITY));

    large_untyped = make(seL4_UntypedObject, LARGE_UNTYPED_BITS);

    measure_nothing();
    measure_round_trips();
    measure_signals();
    measure_simple_calls();
    measure_memory();
    measure_capabilities();
    measure_objects();
    measure_faults();
    measure_interrupts();
    samples_finish();
}
