/* SPDX-License-Identifier: MIT
 *
 * Reading a fault message, and answering one.
 *
 * A handler receives a message whose label is the fault's number. It asks
 * seL4_isVMFault_tag(tag) and the like, or takes the whole message out of
 * its IPC buffer with seL4_getFault and reads it by field names.
 */
#pragma once

#include <sel4/functions.h>

/* Word 0 is the number of the fault, words 1.. are its message words. */
typedef struct seL4_Fault {
    seL4_Word words[1 + seL4_UnknownSyscall_Length];
} seL4_Fault_t;

/** Which fault this is (seL4_FaultType). */
LIBSEL4_INLINE_FUNC seL4_Word seL4_Fault_get_seL4_FaultType(seL4_Fault_t fault)
{
    return fault.words[0];
}

LIBSEL4_INLINE_FUNC seL4_Word
seL4_Fault_ptr_get_seL4_FaultType(const seL4_Fault_t *fault)
{
    return fault->words[0];
}

/** A fault that says that nothing went wrong. */
LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_NullFault_new(void)
{
    return (seL4_Fault_t){ { seL4_Fault_NullFault } };
}

/* seL4_Fault_KIND_get_FIELD(fault) is message word `index`. */
#define SEL4_FAULT_FIELD(kind, field, index)                           \
    LIBSEL4_INLINE_FUNC seL4_Word seL4_Fault_##kind##_get_##field(     \
        seL4_Fault_t fault)                                            \
    {                                                                  \
        return fault.words[1 + (index)];                               \
    }                                                                  \
    LIBSEL4_INLINE_FUNC seL4_Word seL4_Fault_##kind##_ptr_get_##field( \
        const seL4_Fault_t *fault)                                     \
    {                                                                  \
        return fault->words[1 + (index)];                              \
    }

SEL4_FAULT_FIELD(CapFault, IP, seL4_CapFault_IP)
SEL4_FAULT_FIELD(CapFault, Addr, seL4_CapFault_Addr)
SEL4_FAULT_FIELD(CapFault, InRecvPhase, seL4_CapFault_InRecvPhase)
SEL4_FAULT_FIELD(CapFault, LookupFailureType, seL4_CapFault_LookupFailureType)
SEL4_FAULT_FIELD(CapFault, MR4, 4)
SEL4_FAULT_FIELD(CapFault, MR5, 5)
SEL4_FAULT_FIELD(CapFault, MR6, 6)

SEL4_FAULT_FIELD(UnknownSyscall, FaultIP, seL4_UnknownSyscall_FaultIP)
SEL4_FAULT_FIELD(UnknownSyscall, SP, seL4_UnknownSyscall_SP)
SEL4_FAULT_FIELD(UnknownSyscall, RA, seL4_UnknownSyscall_RA)
SEL4_FAULT_FIELD(UnknownSyscall, A0, seL4_UnknownSyscall_A0)
SEL4_FAULT_FIELD(UnknownSyscall, A1, seL4_UnknownSyscall_A1)
SEL4_FAULT_FIELD(UnknownSyscall, A2, seL4_UnknownSyscall_A2)
SEL4_FAULT_FIELD(UnknownSyscall, A3, seL4_UnknownSyscall_A3)
SEL4_FAULT_FIELD(UnknownSyscall, A4, seL4_UnknownSyscall_A4)
SEL4_FAULT_FIELD(UnknownSyscall, A5, seL4_UnknownSyscall_A5)
SEL4_FAULT_FIELD(UnknownSyscall, A6, seL4_UnknownSyscall_A6)
SEL4_FAULT_FIELD(UnknownSyscall, Syscall, seL4_UnknownSyscall_Syscall)

SEL4_FAULT_FIELD(UserException, FaultIP, seL4_UserException_FaultIP)
SEL4_FAULT_FIELD(UserException, SP, seL4_UserException_SP)
SEL4_FAULT_FIELD(UserException, Number, seL4_UserException_Number)
SEL4_FAULT_FIELD(UserException, Code, seL4_UserException_Code)

SEL4_FAULT_FIELD(VMFault, IP, seL4_VMFault_IP)
SEL4_FAULT_FIELD(VMFault, Addr, seL4_VMFault_Addr)
SEL4_FAULT_FIELD(VMFault, PrefetchFault, seL4_VMFault_PrefetchFault)
SEL4_FAULT_FIELD(VMFault, FSR, seL4_VMFault_FSR)

SEL4_FAULT_FIELD(Timeout, data, seL4_Timeout_Data)
SEL4_FAULT_FIELD(Timeout, consumed, seL4_Timeout_Consumed)

/* seL4_isKIND_tag(tag): the message's label is that fault's number. */
#define SEL4_FAULT_TEST(name, kind)                                           \
    LIBSEL4_INLINE_FUNC seL4_Bool seL4_is##name##_tag(seL4_MessageInfo_t tag) \
    {                                                                         \
        return seL4_MessageInfo_get_label(tag) == seL4_Fault_##kind;          \
    }

SEL4_FAULT_TEST(NullFault, NullFault)
SEL4_FAULT_TEST(CapFault, CapFault)
SEL4_FAULT_TEST(UnknownSyscall, UnknownSyscall)
SEL4_FAULT_TEST(UserException, UserException)
SEL4_FAULT_TEST(VMFault, VMFault)
SEL4_FAULT_TEST(TimeoutFault, Timeout)
SEL4_FAULT_TEST(Timeout, Timeout)

/**
 * Takes the fault that was just received out of the IPC buffer.
 *
 * @param tag  the message info that came with it
 * @return     the fault; a null fault if the label is no fault's number
 */
LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_getFault(seL4_MessageInfo_t tag)
{
    seL4_Word label = seL4_MessageInfo_get_label(tag);
    seL4_Word length = seL4_MessageInfo_get_length(tag);
    seL4_Fault_t fault = { { label } };

    if (label > seL4_Fault_VMFault || label == 4)
        return seL4_Fault_NullFault_new();
    for (seL4_Word i = 0; i < length && i < seL4_UnknownSyscall_Length; i++)
        fault.words[1 + i] = seL4_GetMR((int)i);
    return fault;
}

/**
 * Prepares the answer to a Timeout fault in the IPC buffer.
 *
 * @param resume  whether the thread goes on (else it becomes inactive)
 * @param regs    registers that it gets
 * @param length  how many of them, 0..32, in the order of seL4_UserContext
 * @return        the message info to answer with
 */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t
seL4_TimeoutReply_new(seL4_Bool resume, seL4_UserContext regs, seL4_Word length)
{
    const seL4_Word *word = (const seL4_Word *)&regs;

    for (seL4_Word i = 0; i < length && i < seL4_TimeoutReply_Length; i++)
        seL4_SetMR((int)i, word[i]);
    return seL4_MessageInfo_new(!resume, 0, 0, length);
}
