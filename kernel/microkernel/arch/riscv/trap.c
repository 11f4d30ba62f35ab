/* SPDX-License-Identifier: MIT */
/*
 * Traps: from the hardware's cause to the kernel's entry points.
 *
 * The assembly has saved the registers of the current thread; both the address
 * to go on at and the restart address are that of the trapped instruction.
 *
 *   cause             becomes
 *   environment call  a system call; the thread goes on behind it
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
    CAUSE_ECALL_USER = 8,
    CAUSE_FETCH_PAGE = 12,
    CAUSE_LOAD_PAGE = 13,
    CAUSE_STORE_PAGE = 15,
};

_Static_assert(offsetof(struct tcb, context) == 160, "TCB_CONTEXT");
_Static_assert(offsetof(struct context, restart_pc) == 256, "RESTART_PC");
_Static_assert(offsetof(struct kernel_state, current) == 0, "ks.current");

void trap_handle(word_t cause);
void trap_in_kernel_panic(word_t sp, word_t ra);

static void vm_fault(word_t fsr)
{
    kernel_fault((struct fault){ .type = FAULT_VM,
                                 .address = csr_read(stval),
                                 .detail = fsr == CAUSE_FETCH_ACCESS,
                                 .fsr = fsr });
}

/* Kept apart, like interrupts, so that system calls need no stack frame. */
static __attribute__((noinline)) void exception(word_t cause)
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

static __attribute__((noinline)) void interrupt(void)
{
    kernel_interrupt();
}

static void system_call(void)
{
    long number = (long)tcb_reg(ks.current, REG_SYSCALL);

    if (number == SYS_CALL)
        fastpath_call();
    else if (number == SYS_REPLY_RECV)
        fastpath_reply_recv();
    else
        kernel_syscall();
}

void trap_handle(word_t cause)
{
    if (cause == CAUSE_ECALL_USER) {
        ks.current->context.r[REG_PC] += 4;
        system_call();
    } else if ((long)cause < 0) {
        interrupt();
    } else {
        exception(cause);
    }
}

void trap_in_kernel_panic(word_t sp, word_t ra)
{
    kprintf("kernel trap: scause %lx sepc %lx stval %lx sp %lx ra %lx\n",
            csr_read(scause), csr_read(sepc), csr_read(stval), sp, ra);
    kernel_panic("kernel", 0, "trap in the kernel");
}
