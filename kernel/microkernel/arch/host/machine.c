/* SPDX-License-Identifier: MIT */
/*
 * The machine as an ordinary process. See arch/host/machine.h.
 */
#define _GNU_SOURCE
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "debug/assert.h"
#include "debug/invariants.h"
#include "ipc/fastpath.h"
#include "ipc/syscall.h"
#include "object/vspace.h"
#include "state.h"

struct host_machine host;

char host_image[1];
asm(".globl ki_boot_end, ki_end\n"
    ".set ki_boot_end, host_image + 0x2000\n"
    ".set ki_end, host_image + 0x8000\n");

/* -- power -------------------------------------------------------------- */

void host_ram_map(paddr_t ram_end)
{
    static paddr_t mapped_end;
    void *start = phys_to_ptr(RAM_BASE);

    if (mapped_end)
        munmap(start, mapped_end - RAM_BASE);
    mapped_end = ram_end;
    if (mmap(start, ram_end - RAM_BASE, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
             -1, 0) != start) {
        perror("host RAM");
        abort();
    }
}

void host_reset(void)
{
    memset(&ks, 0, sizeof ks);
    memset(&host, 0, sizeof host);
    host.deadline = ~0ul;
}

void machine_halt(void)
{
    if (host.on_halt)
        longjmp(*host.on_halt, 1);
    fprintf(stderr, "the kernel halts:\n%.*s\n", (int)host.console_length,
            host.console);
    abort();
}

void machine_init(void)
{
    host.deadline = ~0ul;
}

/* The sanitizers, or a debugger, know the calls. */
void machine_backtrace(void)
{
}

/* When the buffer is full, its older half makes room. */
void console_put(char c)
{
    const word_t half = HOST_CONSOLE_BYTES / 2;

    if (host.console_length == HOST_CONSOLE_BYTES - 1) {
        memmove(host.console, host.console + half, half);
        host.console_length -= half;
    }
    host.console[host.console_length++] = c;
    host.console[host.console_length] = '\0';
}

/* -- traps -------------------------------------------------------------- */

static void system_call(void)
{
    const struct tcb *t = ks.current;
    long number = (long)tcb_reg(t, REG_SYSCALL);

    if (number == SYS_CALL && !host.no_short_way)
        fastpath_call(tcb_reg(t, REG_CAP), tcb_reg(t, REG_INFO));
    else if (number == SYS_REPLY_RECV && !host.no_short_way)
        fastpath_reply_recv(tcb_reg(t, REG_CAP), tcb_reg(t, REG_INFO),
                            tcb_reg(t, REG_REPLY));
    else
        kernel_syscall(number);
}

void host_ecall(void)
{
    struct context *context = &ks.current->context;

    context->restart_pc = context->r[REG_PC];
    context->r[REG_PC] += 4;
    system_call();
    if (ks.config.flags & BOOT_CHECK) /* the short way does not look */
        invariants_check();
}

void host_exception(struct fault fault)
{
    struct context *context = &ks.current->context;

    context->restart_pc = context->r[REG_PC];
    kernel_fault(fault);
}

void host_interrupt(void)
{
    if (!interrupt_pending())
        return;
    if (ks.current != &ks.idle)
        ks.current->context.restart_pc = ks.current->context.r[REG_PC];
    kernel_interrupt();
}

/* -- time --------------------------------------------------------------- */

ticks_t clock_read(void)
{
    ticks_t now = host.clock;

    host.clock += host.clock_step;
    return now;
}

void timer_set(ticks_t deadline)
{
    host.deadline = deadline;
}

bool machine_idle(void)
{
    if (external_interrupt_pending())
        return true;
    if (!host.waits)
        return false;
    host.waits--;
    if (timer_interrupt_pending())
        return true;
    if (host.deadline - host.clock >= HOST_FOREVER)
        return false;
    host.clock = host.deadline;
    return true;
}

/* -- interrupts ---------------------------------------------------------- */

static word_t irq_bit(word_t irq)
{
    kassert(irq >= 1 && irq <= IRQ_MAX);
    return BIT(irq % WORD_BITS);
}

void host_irq_raise(word_t irq)
{
    host.irq_pending[irq / WORD_BITS] |= irq_bit(irq);
}

bool external_interrupt_pending(void)
{
    for (word_t i = 0; i < HOST_IRQ_WORDS; i++)
        if (host.irq_pending[i] & host.irq_unmasked[i])
            return true;
    return false;
}

bool timer_interrupt_pending(void)
{
    return host.clock >= host.deadline;
}

bool interrupt_pending(void)
{
    return external_interrupt_pending() || timer_interrupt_pending();
}

word_t irq_claim(void)
{
    for (word_t i = 0; i < HOST_IRQ_WORDS; i++) {
        word_t bits = host.irq_pending[i] & host.irq_unmasked[i];

        if (bits) {
            host.irq_claimed = i * WORD_BITS + lowest_bit(bits);
            host.irq_pending[i] &= ~irq_bit(host.irq_claimed);
            return host.irq_claimed;
        }
    }
    return 0;
}

void irq_complete(word_t irq)
{
    kassert(irq == host.irq_claimed);
    host.irq_claimed = 0;
}

void irq_mask(word_t irq)
{
    host.irq_unmasked[irq / WORD_BITS] &= ~irq_bit(irq);
}

void irq_unmask(word_t irq)
{
    host.irq_unmasked[irq / WORD_BITS] |= irq_bit(irq);
}

/* -- translation --------------------------------------------------------- */

void mmu_install(paddr_t root, word_t asid)
{
    host.root = root;
    host.asid = asid;
}

void mmu_install_kernel(void)
{
    mmu_install(0, 0);
}

void mmu_uninstall(word_t asid)
{
    if (host.asid == asid)
        mmu_install_kernel();
}

/* Leaves of 1 GiB: whoever walks there by mistake does not find a table. */
void mmu_fill_kernel_half(word_t *root)
{
    for (word_t i = PT_ENTRIES / 2; i < PT_ENTRIES; i++)
        root[i] = pte_make(i << 30, PTE_V | PTE_R | PTE_W | PTE_G);
}

void mmu_flush_page(word_t vaddr, word_t asid)
{
    (void)vaddr;
    (void)asid;
    host.page_flushes++;
}

void mmu_flush_asid(word_t asid)
{
    (void)asid;
    host.asid_flushes++;
}

/* -- memory and floating point ------------------------------------------- */

void memory_clear(void *start, word_t bytes)
{
    kassert((word_t)start % 16 == 0 && bytes % 16 == 0);
    memset(start, 0, bytes);
}

static bool may_use_fpu(const struct tcb *t)
{
    return !(t->flags & FLAG_FPU_DISABLED);
}

void fpu_switch(struct tcb *t)
{
    host.fpu_on = ks.fpu_owner == t && may_use_fpu(t);
}

bool fpu_acquire(struct tcb *t)
{
    if (ks.fpu_owner == t || !may_use_fpu(t))
        return false;
    ks.fpu_owner = t;
    host.fpu_on = true;
    return true;
}

void fpu_forget(struct tcb *t)
{
    if (ks.fpu_owner == t)
        ks.fpu_owner = NULL;
}
