/* SPDX-License-Identifier: MIT */
/* Mutant answer_unbounded: an answer may have as many words as the message. */

/* The words of an unknown system call's message are registers, all of them. */
static const uint8_t message_regs[] = { REG_PC, REG_SP, REG_RA, REG_A0,
                                        REG_A1, REG_A2, REG_A3, REG_A4,
                                        REG_A5, REG_A6, REG_A7 };

bool fault_apply_reply(struct tcb *faulter, struct tcb *replier)
{
    word_t info = tcb_reg(replier, REG_INFO);
    word_t length = info_length(info);
    const word_t *buffer = tcb_ipc_buffer(replier, false);
    const uint8_t *order = message_regs;
    word_t limit = 0;

    switch (faulter->fault.type) {
    case FAULT_UNKNOWN_SYSCALL:
        limit = sizeof(message_regs);
        break;
    case FAULT_USER_EXCEPTION:
        limit = 4;
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
    return info_label(info) == 0;
}
