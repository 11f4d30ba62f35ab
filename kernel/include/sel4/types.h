/* SPDX-License-Identifier: MIT
 *
 * The types of the API: capability pointers by what they name, the packed
 * words (message info, rights, CNode data) with their accessors, and the
 * registers of a thread.
 *
 *   seL4_MessageInfo_t      0..6 length | 7..8 extraCaps |
 *                           9..11 capsUnwrapped | 12..63 label
 *   seL4_CapRights_t        0 Write | 1 Read | 2 Grant | 3 GrantReply
 *   seL4_CNode_CapData_t    0..5 guardSize | 6..63 guard
 */
#pragma once

#include <sel4/simple_types.h>
#include <sel4/constants.h>
#include <sel4/objecttype.h>

typedef seL4_CPtr seL4_CNode;
typedef seL4_CPtr seL4_IRQHandler;
typedef seL4_CPtr seL4_IRQControl;
typedef seL4_CPtr seL4_TCB;
typedef seL4_CPtr seL4_Untyped;
typedef seL4_CPtr seL4_DomainSet;
typedef seL4_CPtr seL4_SchedContext;
typedef seL4_CPtr seL4_SchedControl;
typedef seL4_CPtr seL4_Notification;
typedef seL4_CPtr seL4_Endpoint;

/* -- Message info -------------------------------------------------------- */

typedef struct seL4_MessageInfo {
    seL4_Word words[1];
} seL4_MessageInfo_t;

SEL4_FIELD(seL4_MessageInfo, label, 12, 52)
SEL4_FIELD(seL4_MessageInfo, capsUnwrapped, 9, 3)
SEL4_FIELD(seL4_MessageInfo, extraCaps, 7, 2)
SEL4_FIELD(seL4_MessageInfo, length, 0, 7)

/**
 * Makes a message info word.
 *
 * @param label          what the message means, 52 bits
 * @param capsUnwrapped  bit i: the i-th cap arrived as a badge (0 to send)
 * @param extraCaps      capabilities that go along, 0..seL4_MsgMaxExtraCaps
 * @param length         message words, 0..seL4_MsgMaxLength
 */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t
seL4_MessageInfo_new(seL4_Word label, seL4_Word capsUnwrapped,
                     seL4_Word extraCaps, seL4_Word length)
{
    return (seL4_MessageInfo_t){ { (label & SEL4_LOW_BITS(52)) << 12 |
                                   (capsUnwrapped & SEL4_LOW_BITS(3)) << 9 |
                                   (extraCaps & SEL4_LOW_BITS(2)) << 7 |
                                   (length & SEL4_LOW_BITS(7)) } };
}

/* -- Rights -------------------------------------------------------------- */

typedef struct seL4_CapRights {
    seL4_Word words[1];
} seL4_CapRights_t;

SEL4_FIELD(seL4_CapRights, capAllowGrantReply, 3, 1)
SEL4_FIELD(seL4_CapRights, capAllowGrant, 2, 1)
SEL4_FIELD(seL4_CapRights, capAllowRead, 1, 1)
SEL4_FIELD(seL4_CapRights, capAllowWrite, 0, 1)

/** Makes a rights word; each argument is 0 or 1. */
LIBSEL4_INLINE_FUNC seL4_CapRights_t
seL4_CapRights_new(seL4_Word capAllowGrantReply, seL4_Word capAllowGrant,
                   seL4_Word capAllowRead, seL4_Word capAllowWrite)
{
    return (seL4_CapRights_t){
        { (capAllowGrantReply & 1) << 3 | (capAllowGrant & 1) << 2 |
          (capAllowRead & 1) << 1 | (capAllowWrite & 1) }
    };
}

#define seL4_CapRightsBits 4

#define seL4_NoRights      seL4_CapRights_new(0, 0, 0, 0)
#define seL4_CanWrite      seL4_CapRights_new(0, 0, 0, 1)
#define seL4_CanRead       seL4_CapRights_new(0, 0, 1, 0)
#define seL4_ReadWrite     seL4_CapRights_new(0, 0, 1, 1)
#define seL4_CanGrant      seL4_CapRights_new(0, 1, 0, 0)
#define seL4_CanGrantReply seL4_CapRights_new(1, 0, 0, 0)
#define seL4_NoRead        seL4_CapRights_new(1, 1, 0, 1)
#define seL4_NoWrite       seL4_CapRights_new(1, 1, 1, 0)
#define seL4_AllRights     seL4_CapRights_new(1, 1, 1, 1)

/* -- Data word of a CNode capability -------------------------------------- */

typedef struct seL4_CNode_CapData {
    seL4_Word words[1];
} seL4_CNode_CapData_t;

SEL4_FIELD(seL4_CNode_CapData, guard, 6, 58)
SEL4_FIELD(seL4_CNode_CapData, guardSize, 0, 6)

/** Makes the data word that gives a CNode capability its guard. */
LIBSEL4_INLINE_FUNC seL4_CNode_CapData_t
seL4_CNode_CapData_new(seL4_Word guard, seL4_Word guardSize)
{
    return (seL4_CNode_CapData_t){ { guard << 6 |
                                     (guardSize & SEL4_LOW_BITS(6)) } };
}

#include <sel4/arch/types.h>
