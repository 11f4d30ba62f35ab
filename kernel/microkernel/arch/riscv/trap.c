/* SPDX-License-Identifier: MIT */
/*
 * Traps: from the hardware's cause to the kernel's entry points.
 *
 * The assembly has saved the registers of the current thread. The restart
 * address is that of the trapped instruction; so is the address to go on at,
 * but behind a system call.
 *
 *   cause             becomes
 *   environment call  a system call, without coming by trap_handle()
 *   page fault        a VMFault, with the code of the access fault
 *   access fault      a VMFault
 *   illegal           perhaps the first use of floating point by this thread;
 *                     else a UserException
 *   other exception   a UserException with the cause as its number
 *   interrupt         kernel_interrupt()
 *
 * Source: RISC-V privileged specification, "Supervisor cause register".
 */
#include "debug/assert.h"
#include "debug/print.h"
#include "ipc/fastpath.h"
#include "ipc/syscall.h"
#include "machine.h"
#include "state.h"

enum {
    CAUSE_FETCH_ACCESS = 1,
    CAUSE_ILLEGAL = 2,
    CAUSE_LOAD_ACCESS = 5,
    CAUSE_STORE_ACCESS = 7,
    CAUSE_FETCH_PAGE = 12,
    CAUSE_LOAD_PAGE = 13,
    CAUSE_STORE_PAGE = 15,
};

_Static_assert(offsetof(struct tcb, context) == 160, "TCB_CONTEXT");
_Static_assert(offsetof(struct tcb, context.restart_pc) == 416, "RESTART_PC");
_Static_assert(offsetof(struct kernel_state, current) == 0, "ks.current");

void trap_handle(word_t cause);
void system_call(word_t a0, word_t a1, word_t a2, word_t a3, word_t a4,
                 word_t a5, word_t a6, word_t a7);
void trap_in_kernel_panic(word_t sp, word_t ra);

static void vm_fault(word_t fsr)
{
    kernel_fault((struct fault){ .type = FAULT_VM,
                                 .address = csr_read(stval),
                                 .detail = fsr == CAUSE_FETCH_ACCESS,
                                 .fsr = fsr });
}

static void exception(word_t cause)
{
    switch (cause) {
    case CAUSE_FETCH_PAGE:
        vm_fault(CAUSE_FETCH_ACCESS);
        break;
    case CAUSE_LOAD_PAGE:
        vm_fault(CAUSE_LOAD_ACCESS);
        break;
    case CAUSE_STORE_PAGE:
        vm_fault(CAUSE_STORE_ACCESS);
        break;
    case CAUSE_FETCH_ACCESS:
    case CAUSE_LOAD_ACCESS:
    case CAUSE_STORE_ACCESS:
        vm_fault(cause);
        break;
    case CAUSE_ILLEGAL:
        if (fpu_acquire(ks.current))
            break;
        /* fall through */
    default:
        kernel_fault(
            (struct fault){ .type = FAULT_USER_EXCEPTION, .address = cause });
        break;
    }
}

void trap_handle(word_t cause)
{
    if ((long)cause < 0)
        kernel_interrupt();
    else
        exception(cause);
}

void system_call(word_t a0, word_t a1, word_t a2, word_t a3, word_t a4,
                 word_t a5, word_t a6, word_t a7)
{
    (void)a2, (void)a3, (void)a4, (void)a5; /* words: copied from the TCB */
    if ((long)a7 == SYS_CALL)
        fastpath_call(a0, a1);
    else if ((long)a7 == SYS_REPLY_RECV)
        fastpath_reply_recv(a0, a1, a6);
    else
        kernel_syscall((long)a7);
}

void trap_in_kernel_panic(word_t sp, word_t ra)
{
    kprintf("kernel trap: scause %lx sepc %lx stval %lx sp %lx ra %lx\n",
            csr_read(scause), csr_read(sepc), csr_read(stval), sp, ra);
    kernel_panic("kernel", 0, "trap in the kernel");
}
