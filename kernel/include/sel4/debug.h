/* SPDX-License-Identifier: MIT
 *
 * System calls that debug builds answer; release builds do not have them,
 * so a program asks with #ifdef CONFIG_PRINTING or CONFIG_DEBUG_BUILD.
 */
#pragma once

#include <sel4/functions.h>
#include <sel4/arch/syscalls.h>

#ifdef CONFIG_PRINTING

/** Writes one character to the kernel's console. */
LIBSEL4_INLINE_FUNC void seL4_DebugPutChar(char c)
{
    sel4_trap(seL4_SysDebugPutChar, (seL4_Word)(seL4_Uint8)c, 0);
}

/** Writes a string that ends in NUL to the kernel's console. */
LIBSEL4_INLINE_FUNC void seL4_DebugPutString(const char *str)
{
    for (; *str; str++)
        seL4_DebugPutChar(*str);
}

/** Prints every thread: name, state, pc, priority. */
LIBSEL4_INLINE_FUNC void seL4_DebugDumpScheduler(void)
{
    sel4_trap(seL4_SysDebugDumpScheduler, 0, 0);
}

#endif

#ifdef CONFIG_DEBUG_BUILD

/** Powers the machine off. */
LIBSEL4_INLINE_FUNC void seL4_DebugHalt(void)
{
    sel4_trap(seL4_SysDebugHalt, 0, 0);
}

/** Prints the capabilities of the system. */
LIBSEL4_INLINE_FUNC void seL4_DebugSnapshot(void)
{
    sel4_trap(seL4_SysDebugSnapshot, 0, 0);
}

/**
 * Says what kind of capability a slot holds, by the kernel's own numbers:
 * 0 none, 1 frame, 2 untyped, 3 page table, 4 endpoint, 6 notification,
 * 8 reply, 10 CNode, 11 ASID control, 12 TCB, 13 ASID pool, 14 IRQ control,
 * 16 IRQ handler, 18 zombie, 20 domain, 22 scheduling context, 24 scheduling
 * control. 0 also if the pointer does not resolve.
 */
LIBSEL4_INLINE_FUNC seL4_Uint32 seL4_DebugCapIdentify(seL4_CPtr cap)
{
    return (seL4_Uint32)sel4_trap(seL4_SysDebugCapIdentify, cap, 0);
}

/**
 * Gives a thread a name for the kernel's messages. It travels in the message
 * words of the IPC buffer, which it overwrites.
 *
 * @param tcb   a TCB: anything else stops the kernel
 * @param name  ends in NUL; only the first 959 bytes count
 */
LIBSEL4_INLINE_FUNC void seL4_DebugNameThread(seL4_CPtr tcb, const char *name)
{
    volatile char *to = (volatile char *)__sel4_ipc_buffer->msg;
    unsigned i;

    for (i = 0; i < sizeof(__sel4_ipc_buffer->msg) - 1 && name[i]; i++)
        to[i] = name[i];
    to[i] = '\0';
    sel4_trap(seL4_SysDebugNameThread, tcb, 0);
}

#endif
