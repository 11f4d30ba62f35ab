/* SPDX-License-Identifier: MIT */
/* Mutant numbers_as_order: a timeout's answer goes to the registers by their
   numbers. */

/* Registers by their numbers. */
static const uint8_t by_number[USER_REGISTERS] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
};

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
        order = by_number;
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
