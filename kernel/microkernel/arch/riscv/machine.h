/* SPDX-License-Identifier: MIT */
/*
 * The machine, as the rest of the kernel sees it: one hart with Sv39, the
 * `time` CSR, a PLIC and the firmware's console.
 *
 * This is the whole interface between the kernel and its hardware;
 * arch/host/machine.h is the same interface on an ordinary process.
 *
 * Memory: physical address p is at kernel address KERNEL_WINDOW + p. The
 * addresses in capabilities are of this form even where the window ends:
 *
 *   0xffffffc000000000  window: physical memory from 0, 254 GiB of it
 *   0xffffffff80000000  the kernel's own image: the GiB of RAM it lies in
 *
 * Sources: RISC-V privileged specification ("Supervisor CSRs", "Sv39"), Sstc
 * extension, PLIC specification, SBI specification (legacy extensions).
 */
#pragma once

#include "object/tcb.h"
#include "state.h"

#define KERNEL_WINDOW 0xffffffc000000000ul
#define WINDOW_SIZE   (254ul << 30)
#define KERNEL_OFFSET 0xffffffff00000000ul /* virtual - physical, image */

static inline void *phys_to_ptr(paddr_t pa)
{
    return (void *)(KERNEL_WINDOW + pa);
}

static inline paddr_t ptr_to_phys(const void *p)
{
    return (word_t)p - KERNEL_WINDOW;
}

/* -- control and status registers ---------------------------------------- */

#define csr_read(name)                                  \
    ({                                                  \
        word_t value_;                                  \
        asm volatile("csrr %0, " #name : "=r"(value_)); \
        value_;                                         \
    })
#define csr_write(name, value) \
    asm volatile("csrw " #name ", %0" ::"r"((word_t)(value)) : "memory")
#define csr_set(name, bits) \
    asm volatile("csrs " #name ", %0" ::"r"((word_t)(bits)) : "memory")
#define csr_clear(name, bits) \
    asm volatile("csrc " #name ", %0" ::"r"((word_t)(bits)) : "memory")

#define SSTATUS_SPIE     BIT(5)
#define SSTATUS_SPP      BIT(8)
#define SSTATUS_FS       (3ul << 13) /* off, initial, clean, dirty */
#define SSTATUS_FS_CLEAN (2ul << 13)
#define SSTATUS_FS_DIRTY (3ul << 13)
#define SIE_TIMER        BIT(5)
#define SIE_EXTERNAL     BIT(9)

/* -- time ---------------------------------------------------------------- */

/** Ticks of 100 ns since the machine started. */
static inline ticks_t clock_read(void)
{
    return csr_read(time);
}

/** Instructions since the machine started. */
static inline word_t instructions_read(void)
{
    return csr_read(instret);
}

/** Whether the hart has a timer of its own (Sstc); set at boot. */
extern bool has_sstc;

/** Asks the firmware for a timer interrupt; for harts without Sstc. */
void sbi_set_timer(ticks_t deadline);

/** Requests a timer interrupt at `deadline`, and takes back the last one. */
static inline void timer_set(ticks_t deadline)
{
    if (has_sstc)
        csr_write(0x14d, deadline); /* stimecmp */
    else
        sbi_set_timer(deadline);
}

/* -- interrupts ---------------------------------------------------------- */

/** Whether a device's interrupt waits to be claimed. */
static inline bool external_interrupt_pending(void)
{
    return csr_read(sip) & SIE_EXTERNAL;
}

/** Whether the deadline that was set has passed. */
static inline bool timer_interrupt_pending(void)
{
    return csr_read(sip) & SIE_TIMER;
}

/** Whether any interrupt waits. */
static inline bool interrupt_pending(void)
{
    return csr_read(sip) & (SIE_EXTERNAL | SIE_TIMER);
}

/** Takes the highest pending interrupt; 0 if there is none. */
word_t irq_claim(void);
/** Tells the controller that the interrupt was taken. */
void irq_complete(word_t irq);
void irq_mask(word_t irq);
void irq_unmask(word_t irq);

/** Waits for an interrupt; false if none can ever come (host only). */
static inline bool machine_idle(void)
{
    asm volatile("wfi" ::: "memory");
    return true;
}

/* -- address translation ------------------------------------------------- */

/*
 * satp: mode 8 (Sv39) in bits 60..63, ASID 44..59, root page number 0..43
 */
static inline word_t satp_make(paddr_t root, word_t asid)
{
    return 8ul << 60 | asid << 44 | root >> 12;
}

/** Puts a root table in force. */
static inline void mmu_install(paddr_t root, word_t asid)
{
    word_t satp = satp_make(root, asid);

    if (csr_read(satp) != satp)
        csr_write(satp, satp);
}

/** Puts the kernel's own root in force: no user mappings. */
void mmu_install_kernel(void);
/** Leaves the address space `asid`, if it is the one in force. */
void mmu_uninstall(word_t asid);
/** Copies the kernel's window into a new root table. */
void mmu_fill_kernel_half(word_t *root);

/** Forgets the translation of one page. */
static inline void mmu_flush_page(word_t vaddr, word_t asid)
{
    asm volatile("sfence.vma %0, %1" ::"r"(vaddr), "r"(asid) : "memory");
}

/** Forgets all translations of an address space. */
static inline void mmu_flush_asid(word_t asid)
{
    asm volatile("sfence.vma x0, %0" ::"r"(asid) : "memory");
}

/* -- memory -------------------------------------------------------------- */

/** Clears memory; address and size are multiples of 16 bytes. */
void memory_clear(void *start, word_t bytes);

/* -- floating point ------------------------------------------------------ */

/** The slow part of fpu_switch(). */
void fpu_exchange(struct tcb *t);

/** Sets the unit up for `t`, about to run: on, with its registers, if it used
    it when it last ran; off otherwise. */
static inline void fpu_switch(struct tcb *t)
{
    if (t->fpu_in_use | ks.fpu_is_on)
        fpu_exchange(t);
}

/** Gives `t` the unit; false if it has it already or must not use it. */
bool fpu_acquire(struct tcb *t);
/** The thread is going away. */
void fpu_forget(struct tcb *t);

/* -- console and end ----------------------------------------------------- */

/** Prints one character on the console of the firmware. */
void console_put(char c);
/** Prints where the kernel is and through which calls it came there; debug
    builds keep the frame pointers that it follows. */
void machine_backtrace(void);
/** Powers the machine off. */
__attribute__((noreturn)) void machine_halt(void);

/** Sets up traps, timer, interrupt controller and translation at boot. */
void machine_init(void);
