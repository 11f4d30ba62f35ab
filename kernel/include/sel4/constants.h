/* SPDX-License-Identifier: MIT
 *
 * Sizes, limits and message layouts that programs compute with. Those of the
 * architecture are in sel4/arch/constants.h, which this file includes.
 *
 * Names that end in Bits are log2 of a size in bytes, unless they say that
 * they count index bits or the bits of a field.
 */
#pragma once

#include <sel4/config.h>
#include <sel4/macros.h>
#include <sel4/errors.h>
#include <sel4/arch/constants.h>

/* Message info word: bits 0..6 length, 7..8 extraCaps, 9..11 capsUnwrapped,
 * 12..63 label. */
enum {
    seL4_MsgLengthBits = 7,
    seL4_MsgExtraCapBits = 2,
    seL4_MsgMaxLength = 120
};
#define seL4_MsgMaxExtraCaps (LIBSEL4_BIT(seL4_MsgExtraCapBits) - 1)

enum priorityConstants {
    seL4_InvalidPrio = -1,
    seL4_MinPrio = 0,
    seL4_MaxPrio = CONFIG_NUM_PRIORITIES - 1
};

/* At most so many objects in one seL4_Untyped_Retype. */
#define seL4_UntypedRetypeMaxObjects CONFIG_RETYPE_FAN_OUT_LIMIT

/* A word of a capability that has no guard and no badge. */
#define seL4_NilData 0

/* Scheduling contexts: 128 bytes with room for two refills, then 16 bytes
 * for each further one. */
#define seL4_MinSchedContextBits   7
#define seL4_CoreSchedContextBytes 128
#define seL4_RefillSizeBytes       16

/** Extra refills that a scheduling context of 2^size bytes has room for. */
LIBSEL4_INLINE_FUNC unsigned long seL4_MaxExtraRefills(unsigned long size)
{
    return (LIBSEL4_BIT(size) - seL4_CoreSchedContextBytes) /
           seL4_RefillSizeBytes;
}

/* Flags of seL4_SchedControl_ConfigureFlags. */
typedef enum {
    seL4_SchedContext_NoFlag = 0x0,
    seL4_SchedContext_Sporadic = 0x1,
    SEL4_FORCE_LONG_ENUM(seL4_SchedContextFlag)
} seL4_SchedContextFlag;

/* Flags of seL4_TCB_SetFlags. */
typedef enum {
    seL4_TCBFlag_NoFlag = 0x0,
    seL4_TCBFlag_fpuDisabled = 0x1,
    SEL4_FORCE_LONG_ENUM(seL4_TCBFlag)
} seL4_TCBFlag;
#define seL4_TCBFlag_MASK 0x1

/* -- Fault messages ------------------------------------------------------
 * The label of the message says which fault; each index is the number of a
 * message register. */
typedef enum {
    seL4_Fault_NullFault = 0,
    seL4_Fault_CapFault = 1,
    seL4_Fault_UnknownSyscall = 2,
    seL4_Fault_UserException = 3,
    seL4_Fault_Timeout = 5,
    seL4_Fault_VMFault = 6
} seL4_FaultType;

typedef enum {
    seL4_CapFault_IP,
    seL4_CapFault_Addr,
    seL4_CapFault_InRecvPhase,
    seL4_CapFault_LookupFailureType,
    seL4_CapFault_BitsLeft,
    seL4_CapFault_DepthMismatch_BitsFound,
    seL4_CapFault_GuardMismatch_GuardFound =
        seL4_CapFault_DepthMismatch_BitsFound,
    seL4_CapFault_GuardMismatch_BitsFound,
    SEL4_FORCE_LONG_ENUM(seL4_CapFault_Msg)
} seL4_CapFault_Msg;

typedef enum {
    seL4_Timeout_Data,
    seL4_Timeout_Consumed,
    seL4_Timeout_Length,
    SEL4_FORCE_LONG_ENUM(seL4_Timeout_Msg)
} seL4_Timeout_Msg;
