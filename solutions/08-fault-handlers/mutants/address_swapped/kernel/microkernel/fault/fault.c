/* SPDX-License-Identifier: MIT */
/* Mutant address_swapped: a VM fault names the address before the ip. */

word_t fault_write_message(struct tcb *from, struct tcb *to)
{
    struct writer w = { to, tcb_ipc_buffer(to, true), 0 };

    switch (from->fault.type) {
    case FAULT_CAP:
        put_cap_fault(&w, from);
        break;
    case FAULT_UNKNOWN_SYSCALL:
        put_unknown_syscall(&w, from);
        break;
    case FAULT_USER_EXCEPTION:
        put(&w, from->context.restart_pc);
        put(&w, tcb_reg(from, REG_SP));
        put(&w, from->fault.address);
        put(&w, 0);
        break;
    case FAULT_TIMEOUT:
        put_timeout(&w, from);
        break;
    case FAULT_VM:
        put(&w, from->fault.address);
        put(&w, from->context.restart_pc);
        put(&w, from->fault.detail);
        put(&w, from->fault.fsr);
        break;
    }
    return info_make(from->fault.type, 0, 0, w.length);
}
