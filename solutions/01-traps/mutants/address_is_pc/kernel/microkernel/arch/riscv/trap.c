/* SPDX-License-Identifier: MIT */

static void vm_fault(word_t fsr)
{
    kernel_fault((struct fault){ .type = FAULT_VM,
                                 .address = csr_read(sepc),
                                 .detail = fsr == CAUSE_FETCH_ACCESS,
                                 .fsr = fsr });
}
