/* SPDX-License-Identifier: MIT
 *
 * The system calls. Each sending or receiving call comes in two forms:
 *
 *   seL4_X         message words are in the IPC buffer, seL4_SetMR/GetMR
 *   seL4_XWithMRs  words 0..3 are variables of the caller instead; a null
 *                  pointer leaves a word out. Words from 4 on are in the
 *                  IPC buffer in both forms.
 *
 * None returns an error: a refused Send is silent, a refused Call returns a
 * message whose label is the seL4_Error, and a capability pointer that does
 * not resolve is a fault of the caller. Where a call receives, a signal or a
 * poll that finds nothing sets the badge alone (nothing: 0) and leaves the
 * returned message info without meaning.
 *
 * `sender`, where given, receives the badge; it may be null.
 */
#pragma once

#include <sel4/functions.h>
#include <sel4/arch/syscalls.h>

/* -- Moving the four register words -------------------------------------- */

/* Takes words 0..3 from the IPC buffer. */
LIBSEL4_ALWAYS_INLINE struct sel4_message
sel4_from_buffer(seL4_MessageInfo_t info)
{
    return (struct sel4_message){
        0, info, { seL4_GetMR(0), seL4_GetMR(1), seL4_GetMR(2), seL4_GetMR(3) }
    };
}

/* Puts words 0..3 into the IPC buffer and hands out the badge. */
LIBSEL4_ALWAYS_INLINE seL4_MessageInfo_t
sel4_to_buffer(const struct sel4_message *m, seL4_Word *sender)
{
    seL4_SetMR(0, m->mr[0]);
    seL4_SetMR(1, m->mr[1]);
    seL4_SetMR(2, m->mr[2]);
    seL4_SetMR(3, m->mr[3]);
    if (sender)
        *sender = m->badge;
    return m->info;
}

/* Takes from the caller's variables as many words as the message has. */
LIBSEL4_ALWAYS_INLINE struct sel4_message
sel4_from_words(seL4_MessageInfo_t info, const seL4_Word *mr0,
                const seL4_Word *mr1, const seL4_Word *mr2,
                const seL4_Word *mr3)
{
    seL4_Word n = seL4_MessageInfo_get_length(info);

    return (struct sel4_message){
        0,
        info,
        { mr0 && n > 0 ? *mr0 : 0, mr1 && n > 1 ? *mr1 : 0,
          mr2 && n > 2 ? *mr2 : 0, mr3 && n > 3 ? *mr3 : 0 }
    };
}

/* Hands the four words and the badge to the caller's variables. */
LIBSEL4_ALWAYS_INLINE seL4_MessageInfo_t
sel4_to_words(const struct sel4_message *m, seL4_Word *sender, seL4_Word *mr0,
              seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    if (sender)
        *sender = m->badge;
    if (mr0)
        *mr0 = m->mr[0];
    if (mr1)
        *mr1 = m->mr[1];
    if (mr2)
        *mr2 = m->mr[2];
    if (mr3)
        *mr3 = m->mr[3];
    return m->info;
}

/* -- Sending ------------------------------------------------------------- */

/** Sends, and blocks until a receiver takes the message. */
LIBSEL4_INLINE_FUNC void seL4_Send(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    struct sel4_message m = sel4_from_buffer(msgInfo);

    sel4_trap_send(seL4_SysSend, dest, &m);
}

LIBSEL4_INLINE_FUNC void seL4_SendWithMRs(seL4_CPtr dest,
                                          seL4_MessageInfo_t msgInfo,
                                          seL4_Word *mr0, seL4_Word *mr1,
                                          seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_message m = sel4_from_words(msgInfo, mr0, mr1, mr2, mr3);

    sel4_trap_send(seL4_SysSend, dest, &m);
}

/** Sends if a receiver waits, otherwise drops the message. */
LIBSEL4_INLINE_FUNC void seL4_NBSend(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    struct sel4_message m = sel4_from_buffer(msgInfo);

    sel4_trap_send(seL4_SysNBSend, dest, &m);
}

LIBSEL4_INLINE_FUNC void seL4_NBSendWithMRs(seL4_CPtr dest,
                                            seL4_MessageInfo_t msgInfo,
                                            seL4_Word *mr0, seL4_Word *mr1,
                                            seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_message m = sel4_from_words(msgInfo, mr0, mr1, mr2, mr3);

    sel4_trap_send(seL4_SysNBSend, dest, &m);
}

/** Sends and waits for the answer; the caller's time goes along. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Call(seL4_CPtr dest,
                                                 seL4_MessageInfo_t msgInfo)
{
    struct sel4_message m = sel4_from_buffer(msgInfo);

    sel4_trap_send(seL4_SysCall, dest, &m);
    return sel4_to_buffer(&m, SEL4_NULL);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t
seL4_CallWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo, seL4_Word *mr0,
                 seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_message m = sel4_from_words(msgInfo, mr0, mr1, mr2, mr3);

    sel4_trap_send(seL4_SysCall, dest, &m);
    return sel4_to_words(&m, SEL4_NULL, mr0, mr1, mr2, mr3);
}

/** Signals a notification with the capability's badge. */
LIBSEL4_INLINE_FUNC void seL4_Signal(seL4_CPtr dest)
{
    sel4_trap(seL4_SysSend, dest, seL4_MessageInfo_new(0, 0, 0, 0).words[0]);
}

/* -- Receiving ----------------------------------------------------------- */

/** Receives; `reply` is the reply object that will answer a Call. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Recv(seL4_CPtr src,
                                                 seL4_Word *sender,
                                                 seL4_CPtr reply)
{
    struct sel4_message m;

    sel4_trap_receive(seL4_SysRecv, src, reply, &m);
    return sel4_to_buffer(&m, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_RecvWithMRs(
    seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0, seL4_Word *mr1,
    seL4_Word *mr2, seL4_Word *mr3, seL4_CPtr reply)
{
    struct sel4_message m;

    sel4_trap_receive(seL4_SysRecv, src, reply, &m);
    return sel4_to_words(&m, sender, mr0, mr1, mr2, mr3);
}

/** Receives what is there already; badge 0 if nothing is. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBRecv(seL4_CPtr src,
                                                   seL4_Word *sender,
                                                   seL4_CPtr reply)
{
    struct sel4_message m;

    sel4_trap_receive(seL4_SysNBRecv, src, reply, &m);
    return sel4_to_buffer(&m, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBRecvWithMRs(
    seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0, seL4_Word *mr1,
    seL4_Word *mr2, seL4_Word *mr3, seL4_CPtr reply)
{
    struct sel4_message m;

    sel4_trap_receive(seL4_SysNBRecv, src, reply, &m);
    return sel4_to_words(&m, sender, mr0, mr1, mr2, mr3);
}

/** Waits for a signal, or a message that nobody will answer. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Wait(seL4_CPtr src,
                                                 seL4_Word *sender)
{
    struct sel4_message m;

    sel4_trap_receive(seL4_SysWait, src, 0, &m);
    return sel4_to_buffer(&m, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t
seL4_WaitWithMRs(seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
                 seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_message m;

    sel4_trap_receive(seL4_SysWait, src, 0, &m);
    return sel4_to_words(&m, sender, mr0, mr1, mr2, mr3);
}

/** As seL4_Wait, but returns at once; badge 0 if there is nothing. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBWait(seL4_CPtr src,
                                                   seL4_Word *sender)
{
    struct sel4_message m;

    sel4_trap_receive(seL4_SysNBWait, src, 0, &m);
    return sel4_to_buffer(&m, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t
seL4_NBWaitWithMRs(seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
                   seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_message m;

    sel4_trap_receive(seL4_SysNBWait, src, 0, &m);
    return sel4_to_words(&m, sender, mr0, mr1, mr2, mr3);
}

/** Takes a pending signal: seL4_NBWait by the name used for one. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Poll(seL4_CPtr src,
                                                 seL4_Word *sender)
{
    return seL4_NBWait(src, sender);
}

/* -- Sending, then receiving, in one call -------------------------------- */

/** Answers through `reply`, then receives the next message with it. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t
seL4_ReplyRecv(seL4_CPtr src, seL4_MessageInfo_t msgInfo, seL4_Word *sender,
               seL4_CPtr reply)
{
    struct sel4_message m = sel4_from_buffer(msgInfo);

    sel4_trap_send_receive(seL4_SysReplyRecv, src, reply, 0, &m);
    return sel4_to_buffer(&m, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t
seL4_ReplyRecvWithMRs(seL4_CPtr src, seL4_MessageInfo_t msgInfo,
                      seL4_Word *sender, seL4_Word *mr0, seL4_Word *mr1,
                      seL4_Word *mr2, seL4_Word *mr3, seL4_CPtr reply)
{
    struct sel4_message m = sel4_from_words(msgInfo, mr0, mr1, mr2, mr3);

    sel4_trap_send_receive(seL4_SysReplyRecv, src, reply, 0, &m);
    return sel4_to_words(&m, sender, mr0, mr1, mr2, mr3);
}

/** Sends to `dest` without blocking, then receives from `src`. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t
seL4_NBSendRecv(seL4_CPtr dest, seL4_MessageInfo_t msgInfo, seL4_CPtr src,
                seL4_Word *sender, seL4_CPtr reply)
{
    struct sel4_message m = sel4_from_buffer(msgInfo);

    sel4_trap_send_receive(seL4_SysNBSendRecv, src, reply, dest, &m);
    return sel4_to_buffer(&m, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBSendRecvWithMRs(
    seL4_CPtr dest, seL4_MessageInfo_t msgInfo, seL4_CPtr src,
    seL4_Word *sender, seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2,
    seL4_Word *mr3, seL4_CPtr reply)
{
    struct sel4_message m = sel4_from_words(msgInfo, mr0, mr1, mr2, mr3);

    sel4_trap_send_receive(seL4_SysNBSendRecv, src, reply, dest, &m);
    return sel4_to_words(&m, sender, mr0, mr1, mr2, mr3);
}

/** Sends to `dest` without blocking, then waits on `src`. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t
seL4_NBSendWait(seL4_CPtr dest, seL4_MessageInfo_t msgInfo, seL4_CPtr src,
                seL4_Word *sender)
{
    struct sel4_message m = sel4_from_buffer(msgInfo);

    sel4_trap_send_receive(seL4_SysNBSendWait, src, dest, 0, &m);
    return sel4_to_buffer(&m, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t
seL4_NBSendWaitWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                       seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
                       seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    struct sel4_message m = sel4_from_words(msgInfo, mr0, mr1, mr2, mr3);

    sel4_trap_send_receive(seL4_SysNBSendWait, src, dest, 0, &m);
    return sel4_to_words(&m, sender, mr0, mr1, mr2, mr3);
}

/** Gives up the rest of the time that the caller may use now. */
LIBSEL4_INLINE_FUNC void seL4_Yield(void)
{
    sel4_trap(seL4_SysYield, 0, 0);
}

#include <sel4/debug.h>
