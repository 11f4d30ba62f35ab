/* SPDX-License-Identifier: MIT
 *
 * The trap itself: how a system call's operands lie in registers.
 *
 *   register  in                                  out
 *   a7        system call number                  unchanged
 *   a0        capability invoked or received from badge
 *   a1        message info                        message info
 *   a2..a5    message words 0..3                  message words 0..3
 *   a6        reply object                        unchanged
 *   t0        NBSendRecv: where to send           unchanged
 *
 * The kernel keeps every register that it does not write on purpose, the
 * floating point registers included, so each function below names exactly
 * what may change. Memory counts as changed, for the IPC buffer may be.
 */
#pragma once

#include <sel4/types.h>
#include <sel4/syscall.h>

/** A message as the registers hold it. */
struct sel4_message {
    seL4_Word badge;
    seL4_MessageInfo_t info;
    seL4_Word mr[seL4_FastMessageRegisters];
};

/** A call without a message: two operands in, one result out (a0). */
LIBSEL4_ALWAYS_INLINE seL4_Word sel4_trap(seL4_Word number, seL4_Word first,
                                          seL4_Word second)
{
    register seL4_Word a0 __asm__("a0") = first;
    register seL4_Word a1 __asm__("a1") = second;
    register seL4_Word a7 __asm__("a7") = number;

    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a7) : "memory");
    return a0;
}

/** Send, NBSend and Call: the message goes out, for Call one comes back. */
LIBSEL4_ALWAYS_INLINE void sel4_trap_send(seL4_Word number, seL4_CPtr dest,
                                          struct sel4_message *m)
{
    register seL4_Word a0 __asm__("a0") = dest;
    register seL4_Word a1 __asm__("a1") = m->info.words[0];
    register seL4_Word a2 __asm__("a2") = m->mr[0];
    register seL4_Word a3 __asm__("a3") = m->mr[1];
    register seL4_Word a4 __asm__("a4") = m->mr[2];
    register seL4_Word a5 __asm__("a5") = m->mr[3];
    register seL4_Word a7 __asm__("a7") = number;

    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4),
                       "+r"(a5)
                     : "r"(a7)
                     : "memory");
    *m = (struct sel4_message){ a0, { { a1 } }, { a2, a3, a4, a5 } };
}

/** Recv, NBRecv, Wait and NBWait; `reply` counts for the first two. */
LIBSEL4_ALWAYS_INLINE void sel4_trap_receive(seL4_Word number, seL4_CPtr src,
                                             seL4_CPtr reply,
                                             struct sel4_message *m)
{
    register seL4_Word a0 __asm__("a0") = src;
    register seL4_Word a1 __asm__("a1");
    register seL4_Word a2 __asm__("a2");
    register seL4_Word a3 __asm__("a3");
    register seL4_Word a4 __asm__("a4");
    register seL4_Word a5 __asm__("a5");
    register seL4_Word a6 __asm__("a6") = reply;
    register seL4_Word a7 __asm__("a7") = number;

    __asm__ volatile("ecall"
                     : "+r"(a0), "=r"(a1), "=r"(a2), "=r"(a3), "=r"(a4),
                       "=r"(a5)
                     : "r"(a6), "r"(a7)
                     : "memory");
    *m = (struct sel4_message){ a0, { { a1 } }, { a2, a3, a4, a5 } };
}

/**
 * ReplyRecv, NBSendRecv and NBSendWait: sends, then receives from `src`.
 *
 * @param a6_cap  the reply object; for NBSendWait where to send
 * @param t0_cap  for NBSendRecv where to send
 */
LIBSEL4_ALWAYS_INLINE void
sel4_trap_send_receive(seL4_Word number, seL4_CPtr src, seL4_CPtr a6_cap,
                       seL4_CPtr t0_cap, struct sel4_message *m)
{
    register seL4_Word a0 __asm__("a0") = src;
    register seL4_Word a1 __asm__("a1") = m->info.words[0];
    register seL4_Word a2 __asm__("a2") = m->mr[0];
    register seL4_Word a3 __asm__("a3") = m->mr[1];
    register seL4_Word a4 __asm__("a4") = m->mr[2];
    register seL4_Word a5 __asm__("a5") = m->mr[3];
    register seL4_Word a6 __asm__("a6") = a6_cap;
    register seL4_Word a7 __asm__("a7") = number;
    register seL4_Word t0 __asm__("t0") = t0_cap;

    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4),
                       "+r"(a5)
                     : "r"(a6), "r"(a7), "r"(t0)
                     : "memory");
    *m = (struct sel4_message){ a0, { { a1 } }, { a2, a3, a4, a5 } };
}
