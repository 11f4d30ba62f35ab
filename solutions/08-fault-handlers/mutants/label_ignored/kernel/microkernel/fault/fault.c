/* SPDX-License-Identifier: MIT */
/* Mutant label_ignored: every answer lets the thread go on. */

bool fault_apply_reply(struct tcb *faulter, struct tcb *replier)
{
    word_t info = tcb_reg(replier, REG_INFO);
    word_t length = info_length(info);
    const word_t *buffer = tcb_ipc_buffer(replier, false);
    const uint8_t *order = syscall_regs;
    word_t limit = 0;

    switch (faulter->fault.type) {
    case FAULT_UNKNOWN_SYSCALL:
        limit = SYSCALL_REPLY_WORDS;
        break;
    case FAULT_USER_EXCEPTION:
        limit = EXCEPTION_REPLY_WORDS;
        break;
    case FAULT_TIMEOUT:
        limit = TIMEOUT_REPLY_WORDS;
        order = tcb_register_order;
        break;
    default:
        return true;
    }
    if (!buffer && length > MSG_REGISTERS)
        length = MSG_REGISTERS;
    for (word_t i = 0; i < length && i < limit; i++)
        set_stopped(faulter, order[i], message_get(replier, buffer, i));
    return true;
}
