/* SPDX-License-Identifier: MIT
 *
 * The trap on the host: functions that a test provides. With this folder
 * before kernel/include in the search path, user-level code is compiled as it
 * is, and the test plays the kernel.
 */
#pragma once

#include <sel4/types.h>
#include <sel4/syscall.h>

/** A message as the registers would hold it. */
struct sel4_message {
    seL4_Word badge;
    seL4_MessageInfo_t info;
    seL4_Word mr[seL4_FastMessageRegisters];
};

/** A call without a message; returns a0. */
seL4_Word sel4_trap(seL4_Word number, seL4_Word first, seL4_Word second);

/** Send, NBSend, Call. */
void sel4_trap_send(seL4_Word number, seL4_CPtr dest, struct sel4_message *m);

/** Recv, NBRecv, Wait, NBWait. */
void sel4_trap_receive(seL4_Word number, seL4_CPtr src, seL4_CPtr reply,
                       struct sel4_message *m);

/** ReplyRecv, NBSendRecv, NBSendWait. */
void sel4_trap_send_receive(seL4_Word number, seL4_CPtr src, seL4_CPtr a6_cap,
                            seL4_CPtr t0_cap, struct sel4_message *m);
