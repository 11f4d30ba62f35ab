/* SPDX-License-Identifier: MIT
 *
 * A parent: watches its child and decides what becomes of it.
 *
 * It runs at the higher priority, so it has handled a fault before the child
 * can do anything else. Each time the worker reports, the next step of the
 * plan below is taken.
 */
#include <microkit.h>
#include <stdio.h>

#define WORK   0
#define CRASH  1
#define WORKER 3

#define WORKER_ENTRY 0x200000

static unsigned step;

static void stop_and_resume(void)
{
    microkit_pd_stop(WORKER);
    microkit_notify(WORK);
    printf("supervisor: the worker is stopped and has a job\n");
    microkit_pd_resume(WORKER);
    printf("supervisor: the worker may go on\n");
}

void init(void)
{
    printf("supervisor: ready\n");
}

void notified(microkit_channel ch)
{
    (void)ch;
    switch (step++) {
    case 0: /* it has started */
        microkit_notify(CRASH);
        break;
    case 1: /* it has started again, after its fault */
        printf("supervisor: once more, without a fault\n");
        microkit_pd_restart(WORKER, WORKER_ENTRY);
        break;
    case 2: /* it has started a third time */
        stop_and_resume();
        break;
    default: /* it has done its job */
        printf("supervisor: done\n");
    }
}

seL4_Bool fault(microkit_child child, microkit_msginfo msginfo,
                microkit_msginfo *reply_msginfo)
{
    (void)reply_msginfo;
    if (microkit_msginfo_get_label(msginfo) == seL4_Fault_VMFault)
        printf("supervisor: child %u touched address %#lx\n", child,
               microkit_mr_get(seL4_VMFault_Addr));
    else
        printf("supervisor: child %u, fault %lu\n", child,
               microkit_msginfo_get_label(msginfo));
    microkit_pd_restart(child, WORKER_ENTRY);
    return seL4_False;
}
