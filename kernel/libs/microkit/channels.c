/* SPDX-License-Identifier: MIT
 *
 * What a program does through its channels.
 *
 * Each channel's capabilities lie in slots that its number gives (PD_SLOT),
 * and a set of the numbers that are there lies in symbols.c: a program that
 * names another number is told so, instead of using an empty slot.
 */
#include "runtime.h"

#include <console.h>

/* The kernel's message for "acknowledge" to an interrupt handler. */
static seL4_MessageInfo_t acknowledge(void)
{
    return seL4_MessageInfo_new(IRQAckIRQ, 0, 0, 0);
}

void microkit_notify(microkit_channel ch)
{
    if (!id_in(microkit_notifications, ch)) {
        complain_none("microkit_notify", "channel", ch);
        return;
    }
    seL4_Signal(PD_SLOT(ch, PD_NOTIFY));
}

microkit_msginfo microkit_ppcall(microkit_channel ch, microkit_msginfo msginfo)
{
    if (!id_in(microkit_pps, ch)) {
        complain_none("microkit_ppcall", "channel", ch);
        return microkit_msginfo_new(seL4_InvalidCapability, 0);
    }
    return seL4_Call(PD_SLOT(ch, PD_CALL), msginfo);
}

void microkit_irq_ack(microkit_channel ch)
{
    if (!id_in(microkit_irqs, ch)) {
        complain_none("microkit_irq_ack", "IRQ", ch);
        return;
    }
    seL4_Send(PD_SLOT(ch, PD_IRQ), acknowledge());
}

/* "<name>: <who>: channel 3 refused, IRQ 2 is deferred already" */
static void complain_second(const char *who, struct deferred next)
{
    complain(who);
    complain_number(next.is_irq ? ": IRQ " : ": channel ", next.channel);
    complain_number(deferred.is_irq ? " refused, IRQ " : " refused, channel ",
                    deferred.channel);
    console_text(" is deferred already");
    complain_end();
}

/* Leaves an operation for the end of the entry point, if there is none. */
static void defer(const char *who, struct deferred next)
{
    if (deferred.to != seL4_CapNull)
        complain_second(who, next);
    else
        deferred = next;
}

void microkit_deferred_notify(microkit_channel ch)
{
    const char *who = "microkit_deferred_notify";

    if (!id_in(microkit_notifications, ch)) {
        complain_none(who, "channel", ch);
        return;
    }
    defer(who, (struct deferred){ PD_SLOT(ch, PD_NOTIFY),
                                  microkit_msginfo_new(0, 0), false, ch });
}

void microkit_deferred_irq_ack(microkit_channel ch)
{
    const char *who = "microkit_deferred_irq_ack";

    if (!id_in(microkit_irqs, ch)) {
        complain_none(who, "IRQ", ch);
        return;
    }
    defer(who,
          (struct deferred){ PD_SLOT(ch, PD_IRQ), acknowledge(), "IRQ", ch });
}
