/* SPDX-License-Identifier: MIT
 *
 * The IPC buffer: 1024 bytes, aligned to their size, in a frame that the
 * thread's TCB names. Kernel and program share it.
 *
 *      0  tag             kept by the program alone
 *      8  msg[120]        words 0..3 travel in registers instead
 *    968  userData        kept by the program alone
 *    976  caps_or_badges  capabilities to send / badges received
 *   1000  receiveCNode, receiveIndex, receiveDepth
 *                         the slot for a capability that arrives
 */
#pragma once

#include <sel4/types.h>

typedef struct seL4_IPCBuffer_ {
    seL4_MessageInfo_t tag;
    seL4_Word msg[seL4_MsgMaxLength];
    seL4_Word userData;
    seL4_Word caps_or_badges[seL4_MsgMaxExtraCaps];
    seL4_CPtr receiveCNode;
    seL4_CPtr receiveIndex;
    seL4_Word receiveDepth;
} seL4_IPCBuffer __attribute__((aligned(1 << seL4_IPCBufferSizeBits)));

SEL4_COMPILE_ASSERT(ipc_buffer_is_1024_bytes,
                    sizeof(seL4_IPCBuffer) == 1 << seL4_IPCBufferSizeBits)
SEL4_COMPILE_ASSERT(ipc_buffer_msg_at_8,
                    SEL4_OFFSETOF(seL4_IPCBuffer, msg) == 8)
SEL4_COMPILE_ASSERT(ipc_buffer_user_data_at_968,
                    SEL4_OFFSETOF(seL4_IPCBuffer, userData) == 968)
SEL4_COMPILE_ASSERT(ipc_buffer_caps_at_976,
                    SEL4_OFFSETOF(seL4_IPCBuffer, caps_or_badges) == 976)
SEL4_COMPILE_ASSERT(ipc_buffer_receive_at_1000,
                    SEL4_OFFSETOF(seL4_IPCBuffer, receiveCNode) == 1000)
