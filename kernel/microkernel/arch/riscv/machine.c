/* SPDX-License-Identifier: MIT */
/*
 * The machine: firmware calls, interrupt controller, translation, floating
 * point. See arch/riscv/machine.h.
 *
 * The floating-point registers stay in the unit until another thread needs it.
 * For whoever did not use it lately the unit is off; a floating-point
 * instruction traps, and fpu_acquire() brings in the registers. A system that
 * does not compute with floats pays nothing. A trap costs more than an
 * exchange, so a thread that wrote floating-point registers when it last ran
 * gets the unit at once when it runs again. The hardware tells: the state it
 * keeps of the unit (sstatus.FS) is clean when a thread starts and dirty
 * with the first write.
 */
#include "machine.h"
#include "debug/print.h"
#include "object/vspace.h"
#include "state.h"

#define PLIC_BASE      0x0c000000ul
#define PLIC_PRIORITY  (PLIC_BASE + 0)      /* a word for each source */
#define PLIC_ENABLE    (PLIC_BASE + 0x2080) /* S-mode of hart 0       */
#define PLIC_THRESHOLD (PLIC_BASE + 0x201000)
#define PLIC_CLAIM     (PLIC_BASE + 0x201004)

bool has_sstc;

/* The root that is in force when no address space is. */
static pte_t kernel_root[PT_ENTRIES] __attribute__((aligned(4096)));

extern char trap_entry[];
bool sstc_probe(void);
void fpu_save(struct fpu_context *fpu);
void fpu_load(const struct fpu_context *fpu);

/* -- firmware ------------------------------------------------------------ */

enum { SBI_SET_TIMER = 0, SBI_CONSOLE_PUTCHAR = 1, SBI_SHUTDOWN = 8 };

static void sbi_call(word_t number, word_t argument)
{
    register word_t a0 asm("a0") = argument;
    register word_t a7 asm("a7") = number;

    asm volatile("ecall" : "+r"(a0) : "r"(a7) : "memory");
}

void sbi_set_timer(ticks_t deadline)
{
    sbi_call(SBI_SET_TIMER, deadline);
}

void console_put(char c)
{
    sbi_call(SBI_CONSOLE_PUTCHAR, (uint8_t)c);
}

void machine_halt(void)
{
    sbi_call(SBI_SHUTDOWN, 0);
    for (;;)
        asm volatile("wfi");
}

/*
 * A frame, by the calling convention: fp - 8 holds the return address, fp - 16
 * the caller's frame pointer. All frames lie on the one kernel stack.
 */
void machine_backtrace(void)
{
    extern char kernel_stack[], kernel_stack_top[];
    const word_t *fp = __builtin_frame_address(0);

    kprintf("kernel calls, innermost first (ci/backtrace names them)\n");
    while (CONFIG_DEBUG && fp > (word_t *)kernel_stack &&
           fp < (word_t *)kernel_stack_top) {
        kprintf("  at %lx\n", fp[-1]);
        fp = (const word_t *)fp[-2];
    }
}

/* -- interrupt controller ------------------------------------------------ */

static volatile uint32_t *plic(word_t address)
{
    return phys_to_ptr(address);
}

word_t irq_claim(void)
{
    return *plic(PLIC_CLAIM);
}

void irq_complete(word_t irq)
{
    *plic(PLIC_CLAIM) = (uint32_t)irq;
}

void irq_mask(word_t irq)
{
    plic(PLIC_ENABLE)[irq / 32] &= ~(1u << irq % 32);
}

void irq_unmask(word_t irq)
{
    plic(PLIC_ENABLE)[irq / 32] |= 1u << irq % 32;
}

/* All sources masked with one priority; what is pending already is taken. */
static void plic_init(void)
{
    word_t irq;

    for (irq = 1; irq <= IRQ_MAX; irq++)
        plic(PLIC_PRIORITY)[irq] = 2;
    for (word_t i = 0; i <= IRQ_MAX / 32; i++)
        plic(PLIC_ENABLE)[i] = 0;
    *plic(PLIC_THRESHOLD) = 0;
    while ((irq = irq_claim()) != 0)
        irq_complete(irq);
}

/* -- translation --------------------------------------------------------- */

static word_t satp_asid(word_t satp)
{
    return satp >> 44 & MASK(16);
}

void mmu_install_kernel(void)
{
    mmu_install((word_t)kernel_root - KERNEL_OFFSET, 0);
}

void mmu_uninstall(word_t asid)
{
    if (satp_asid(csr_read(satp)) == asid)
        mmu_install_kernel();
}

void mmu_fill_kernel_half(word_t *root)
{
    for (word_t i = PT_ENTRIES / 2; i < PT_ENTRIES; i++)
        root[i] = kernel_root[i];
}

static void mmu_init(void)
{
    enum { RW = PTE_V | PTE_R | PTE_W | PTE_A | PTE_D | PTE_G };
    word_t window = KERNEL_WINDOW >> 30 & MASK(PT_INDEX_BITS);
    word_t image = (RAM_BASE + KERNEL_OFFSET) >> 30 & MASK(PT_INDEX_BITS);

    for (paddr_t pa = 0; pa < WINDOW_SIZE; pa += BIT(30))
        kernel_root[window + (pa >> 30)] = pte_make(pa, RW);
    kernel_root[image] = pte_make(ALIGN_DOWN(RAM_BASE, 30), RW | PTE_X);
    mmu_install_kernel();
    asm volatile("sfence.vma" ::: "memory");
}

/* -- memory -------------------------------------------------------------- */

void memory_clear(void *start, word_t bytes)
{
    word_t *p = start;
    word_t *end = p + bytes / sizeof(word_t);

    for (; end - p >= 8; p += 8) {
        p[0] = p[1] = p[2] = p[3] = 0;
        p[4] = p[5] = p[6] = p[7] = 0;
    }
    while (p < end)
        *p++ = 0;
}

/* -- floating point ------------------------------------------------------ */

static bool may_use_fpu(const struct tcb *t)
{
    return !(t->flags & FLAG_FPU_DISABLED);
}

/* Notes what the running owner has done, before the unit changes hands. */
static void fpu_observe(void)
{
    bool dirty = (csr_read(sstatus) & SSTATUS_FS) == SSTATUS_FS_DIRTY;

    ks.fpu_owner->fpu_in_use = dirty;
    ks.fpu_owner->fpu_unsaved |= dirty;
}

/* Turns the unit on, with the registers of its owner in it. */
static void fpu_on(void)
{
    csr_clear(sstatus, SSTATUS_FS);
    csr_set(sstatus, SSTATUS_FS_CLEAN);
    ks.fpu_is_on = true;
}

static void fpu_off(void)
{
    csr_clear(sstatus, SSTATUS_FS);
    ks.fpu_is_on = false;
}

/* Exchanges the registers: those of `t` go into the unit. */
static void fpu_take(struct tcb *t)
{
    csr_set(sstatus, SSTATUS_FS);
    if (ks.fpu_owner && ks.fpu_owner->fpu_unsaved) {
        fpu_save(&ks.fpu_owner->fpu);
        ks.fpu_owner->fpu_unsaved = false;
    }
    fpu_load(&t->fpu);
    ks.fpu_owner = t;
    fpu_on();
}

void fpu_exchange(struct tcb *t)
{
    if (ks.fpu_is_on)
        fpu_observe();
    if (!may_use_fpu(t) || !t->fpu_in_use)
        fpu_off();
    else if (ks.fpu_owner == t)
        fpu_on();
    else
        fpu_take(t);
}

bool fpu_acquire(struct tcb *t)
{
    if (!may_use_fpu(t) || ks.fpu_is_on)
        return false;
    if (ks.fpu_owner == t)
        fpu_on();
    else
        fpu_take(t);
    return true;
}

void fpu_forget(struct tcb *t)
{
    if (ks.fpu_owner == t) {
        ks.fpu_owner = NULL;
        fpu_off();
    }
}

/* -- boot ---------------------------------------------------------------- */

void machine_init(void)
{
    mmu_init();
    has_sstc = sstc_probe();
    timer_set(~0ul);
    plic_init();
    csr_write(stvec, trap_entry);
    csr_write(sie, SIE_TIMER | SIE_EXTERNAL);
    csr_clear(sstatus, SSTATUS_SPP | SSTATUS_FS);
    csr_set(sstatus, SSTATUS_SPIE);
}
