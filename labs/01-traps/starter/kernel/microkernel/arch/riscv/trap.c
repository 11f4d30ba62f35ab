/* SPDX-License-Identifier: MIT */
/* Lab 01, starter: what stands in the place of the pieces. */

static void vm_fault(word_t fsr)
{
    /* Lab 01: the address is in stval; a fetch is told apart from the rest. */
    (void)fsr;
    kernel_panic(__FILE__, __LINE__, "vm_fault: lab 01");
}

static void exception(word_t cause)
{
    /* Lab 01: a VM fault with the code of the access fault, the first use of
       floating point, or a user exception with the cause as its number. */
    (void)vm_fault; /* called from here */
    (void)cause;
    kernel_panic(__FILE__, __LINE__, "exception: lab 01");
}

void trap_handle(word_t cause)
{
    /* Lab 01: interrupts have the highest bit of the cause set. */
    (void)exception; /* called from here */
    (void)cause;
    kernel_panic(__FILE__, __LINE__, "trap_handle: lab 01");
}
