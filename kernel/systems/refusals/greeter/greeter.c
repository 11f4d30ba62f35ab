/* SPDX-License-Identifier: MIT
 *
 * Asks for everything that it may not have, one thing at a time. Each is
 * refused with a line that says who asked for what, and nothing else happens.
 */
#include <microkit.h>
#include <stdio.h>

#define NOTIFY_ONLY 3
#define CALL_ONLY   6
#define CLOCK_IRQ   5

static void use_wrong_channels(void)
{
    microkit_msginfo answer;

    microkit_notify(7);
    microkit_notify(CALL_ONLY);
    microkit_notify(CLOCK_IRQ);
    microkit_notify(62);
    microkit_notify(0xffffffff);
    answer = microkit_ppcall(NOTIFY_ONLY, microkit_msginfo_new(0, 2));
    printf("greeter: label %lu, %lu words\n",
           microkit_msginfo_get_label(answer),
           microkit_msginfo_get_count(answer));
    microkit_irq_ack(NOTIFY_ONLY);
    microkit_deferred_notify(61);
    microkit_deferred_irq_ack(64);
}

static void use_others(void)
{
    microkit_pd_restart(9, 0x200000);
    microkit_pd_stop(0);
    microkit_pd_resume(62);
    printf("greeter: slot %lu\n", microkit_cspace_root_slot_to_cptr(0));
    printf("greeter: slot %lu\n", microkit_cspace_root_slot_to_cptr(512));
    microkit_mr_set(64, 1);
    printf("greeter: word %lu\n", microkit_mr_get(255));
}

static void defer_twice(void)
{
    microkit_deferred_notify(NOTIFY_ONLY);
    microkit_deferred_notify(NOTIFY_ONLY);
    microkit_deferred_irq_ack(CLOCK_IRQ);
}

void init(void)
{
    microkit_msginfo answer;

    use_wrong_channels();
    use_others();
    answer = microkit_ppcall(CALL_ONLY, microkit_msginfo_new(0, 0));
    printf("greeter: label %lu\n", microkit_msginfo_get_label(answer));
    defer_twice();
    printf("greeter: still here\n");
}
