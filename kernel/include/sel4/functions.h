/* SPDX-License-Identifier: MIT
 *
 * Access to the caller's IPC buffer. The pointer to it is a variable of each
 * thread, set once when the thread starts; no system call is involved.
 */
#pragma once

#include <sel4/shared_types.h>

#ifdef CONFIG_LIB_SEL4_USE_THREAD_LOCALS
extern __thread seL4_IPCBuffer *__sel4_ipc_buffer;
#else
extern seL4_IPCBuffer *__sel4_ipc_buffer;
#endif

/** Says where this thread's IPC buffer is mapped. */
LIBSEL4_INLINE_FUNC void seL4_SetIPCBuffer(seL4_IPCBuffer *buffer)
{
    __sel4_ipc_buffer = buffer;
}

/** This thread's IPC buffer. */
LIBSEL4_INLINE_FUNC seL4_IPCBuffer *seL4_GetIPCBuffer(void)
{
    return __sel4_ipc_buffer;
}

/** Message word `i`, 0..seL4_MsgMaxLength-1. */
LIBSEL4_INLINE_FUNC seL4_Word seL4_GetMR(int i)
{
    return __sel4_ipc_buffer->msg[i];
}

/** Sets message word `i`, 0..seL4_MsgMaxLength-1. */
LIBSEL4_INLINE_FUNC void seL4_SetMR(int i, seL4_Word mr)
{
    __sel4_ipc_buffer->msg[i] = mr;
}

/** The tag word of the buffer, which the kernel leaves alone. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_GetTag(void)
{
    return __sel4_ipc_buffer->tag;
}

/** Sets the tag word of the buffer. */
LIBSEL4_INLINE_FUNC void seL4_SetTag(seL4_MessageInfo_t tag)
{
    __sel4_ipc_buffer->tag = tag;
}

/** The word that the buffer keeps for the program. */
LIBSEL4_INLINE_FUNC seL4_Word seL4_GetUserData(void)
{
    return __sel4_ipc_buffer->userData;
}

/** Sets the word that the buffer keeps for the program. */
LIBSEL4_INLINE_FUNC void seL4_SetUserData(seL4_Word data)
{
    __sel4_ipc_buffer->userData = data;
}

/** Badge of the `i`-th capability (0..2) that arrived unwrapped. */
LIBSEL4_INLINE_FUNC seL4_Word seL4_GetBadge(int i)
{
    return __sel4_ipc_buffer->caps_or_badges[i];
}

/** The `i`-th capability (0..2) set for sending. */
LIBSEL4_INLINE_FUNC seL4_CPtr seL4_GetCap(int i)
{
    return __sel4_ipc_buffer->caps_or_badges[i];
}

/** Puts a capability into the `i`-th place (0..2) of the next message. */
LIBSEL4_INLINE_FUNC void seL4_SetCap(int i, seL4_CPtr cptr)
{
    __sel4_ipc_buffer->caps_or_badges[i] = cptr;
}

/** Reads which slot an arriving capability goes to; null leaves out. */
LIBSEL4_INLINE_FUNC void seL4_GetCapReceivePath(seL4_CPtr *receiveCNode,
                                                seL4_CPtr *receiveIndex,
                                                seL4_Word *receiveDepth)
{
    if (receiveCNode)
        *receiveCNode = __sel4_ipc_buffer->receiveCNode;
    if (receiveIndex)
        *receiveIndex = __sel4_ipc_buffer->receiveIndex;
    if (receiveDepth)
        *receiveDepth = __sel4_ipc_buffer->receiveDepth;
}

/**
 * Names the slot for an arriving capability: index and depth (1..64 bits)
 * within a CNode of the receiver. It must be empty, else none arrives.
 */
LIBSEL4_INLINE_FUNC void seL4_SetCapReceivePath(seL4_CPtr receiveCNode,
                                                seL4_CPtr receiveIndex,
                                                seL4_Word receiveDepth)
{
    __sel4_ipc_buffer->receiveCNode = receiveCNode;
    __sel4_ipc_buffer->receiveIndex = receiveIndex;
    __sel4_ipc_buffer->receiveDepth = receiveDepth;
}
