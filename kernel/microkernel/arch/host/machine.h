/* SPDX-License-Identifier: MIT */
/*
 * The machine as an ordinary process: the same interface as
 * arch/riscv/machine.h, for unit tests, sanitizers and fuzzers.
 *
 * Nothing here runs by itself. The clock stands still until a test moves it,
 * an interrupt comes when a test raises it, and whatever the kernel tells its
 * hardware is kept in `host`, where a test can look at it.
 *
 * Memory: physical RAM is mapped at its usual place in a window, so that
 * physical address p is at KERNEL_WINDOW + p here too:
 *
 *   0x200000000000  window; above the shadow memory of the address sanitizer,
 *                   and below 2^46, so that a capability's 47 signed bits
 *                   hold every address in it
 *   + RAM_BASE      host_ram_map() maps RAM from here on; devices are not
 *                   there, so that the kernel crashes if it touches one
 *
 * User level is played by tests: they set the registers of ks.current and call
 * host_ecall(), host_exception() or host_interrupt(), which do what the trap
 * entry of arch/riscv does.
 */
#pragma once

#include <setjmp.h>

#include "object/tcb.h"

#define KERNEL_WINDOW 0x200000000000ul
#define WINDOW_SIZE   (254ul << 30)

/* The kernel's image lies in no RAM here. For the boot code ki_boot_end and
   ki_end are so far behind host_image as if it were loaded at RAM_BASE. */
extern char host_image[];
#define KERNEL_OFFSET ((word_t)host_image - RAM_BASE)

/** Where the image ends: physical addresses, as the boot code computes them. */
#define HOST_BOOT_END (RAM_BASE + 0x2000)
#define HOST_END      (RAM_BASE + 0x8000)

static inline void *phys_to_ptr(paddr_t pa)
{
    return (void *)(KERNEL_WINDOW + pa);
}

static inline paddr_t ptr_to_phys(const void *p)
{
    return (word_t)p - KERNEL_WINDOW;
}

/* -- what the kernel told its hardware, what the hardware tells it -------- */

#define HOST_CONSOLE_BYTES 4096
#define HOST_IRQ_WORDS     (IRQ_MAX / WORD_BITS + 1)

/** A deadline that counts as "never": an idle machine does not wait for it. */
#define HOST_FOREVER BIT(60)

struct host_machine {
    /* Time. */
    ticks_t clock;      /* what the next clock_read() returns           */
    ticks_t clock_step; /* added after each reading                     */
    ticks_t deadline;   /* of the timer                                 */
    word_t waits;       /* timer interrupts an idle machine waits for   */

    /* Interrupts: a bit for each source. */
    word_t irq_pending[HOST_IRQ_WORDS];
    word_t irq_unmasked[HOST_IRQ_WORDS];
    word_t irq_claimed; /* taken and not yet completed; 0: none         */

    /* Translation. */
    paddr_t root; /* in force; 0: the kernel's own                      */
    word_t asid;
    word_t page_flushes;
    word_t asid_flushes;

    bool fpu_on;

    bool no_short_way; /* host_ecall() does without ipc/fastpath.c      */

    /* The last characters printed; a string once it is not full. */
    char console[HOST_CONSOLE_BYTES];
    word_t console_length;

    /* Where machine_halt() jumps, with 1; NULL: it ends the process. */
    jmp_buf *on_halt;
};

extern struct host_machine host;

/**
 * Maps RAM from RAM_BASE to `ram_end`, all zero. Called again it empties it.
 */
void host_ram_map(paddr_t ram_end);

/** Powers up: `host` and `ks` as after a reset, the timer never. */
void host_reset(void);

/** Raises an interrupt source, 1..IRQ_MAX. */
void host_irq_raise(word_t irq);

/** The current thread executes an ecall. */
void host_ecall(void);

/** The current thread's instruction faults. */
void host_exception(struct fault fault);

/** The current thread is interrupted; nothing happens if nothing pends. */
void host_interrupt(void);

/* -- the interface of every machine; see arch/riscv/machine.h ------------- */

ticks_t clock_read(void);
static inline word_t instructions_read(void)
{
    return 0;
}
void timer_set(ticks_t deadline);

bool external_interrupt_pending(void);
bool timer_interrupt_pending(void);
bool interrupt_pending(void);
word_t irq_claim(void);
void irq_complete(word_t irq);
void irq_mask(word_t irq);
void irq_unmask(word_t irq);

/** Waits for an interrupt: true with one pending. As long as `host.waits` is
    not used up the clock goes on to the timer's deadline. False if nothing can
    come. */
bool machine_idle(void);

void mmu_install(paddr_t root, word_t asid);
void mmu_install_kernel(void);
void mmu_uninstall(word_t asid);
void mmu_fill_kernel_half(word_t *root);
void mmu_flush_page(word_t vaddr, word_t asid);
void mmu_flush_asid(word_t asid);

/** Fails a test if address or size are no multiples of 16 bytes. */
void memory_clear(void *start, word_t bytes);

void fpu_switch(struct tcb *t);
bool fpu_acquire(struct tcb *t);
void fpu_forget(struct tcb *t);

void console_put(char c);

void machine_backtrace(void);
__attribute__((noreturn)) void machine_halt(void);
void machine_init(void);
