/* SPDX-License-Identifier: MIT */
/* Lab 01, starter: what stands in the place of the pieces. */

/* Lab 01: says what is still to be written, and ends the machine. */
static void stop(const char *function)
{
    kprintf("%s: lab 01\n", function);
    machine_halt();
}

static void vm_fault(word_t fsr)
{
    /* Lab 01: the address is in stval; a fetch is told apart from the rest. */
    (void)fsr;
    stop("vm_fault");
}

static void exception(word_t cause)
{
    /* Lab 01: a VM fault with the code of the access fault, the first use of
       floating point, or a user exception with the cause as its number. */
    (void)vm_fault; /* called from here */
    (void)cause;
    stop("exception");
}

void trap_handle(word_t cause)
{
    /* Lab 01: interrupts have the highest bit of the cause set. */
    (void)exception; /* called from here */
    (void)cause;
    stop("trap_handle");
}
