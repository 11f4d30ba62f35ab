/* SPDX-License-Identifier: MIT
 *
 * The numbers of the object types, as seL4_Untyped_Retype takes them.
 */
#pragma once

#include <sel4/config.h>

typedef enum api_object {
    seL4_UntypedObject = 0,
    seL4_TCBObject = 1,
    seL4_EndpointObject = 2,
    seL4_NotificationObject = 3,
    seL4_CapTableObject = 4,
    seL4_SchedContextObject = 5,
    seL4_ReplyObject = 6,
    seL4_NonArchObjectTypeCount = 7
} seL4_ObjectType;

typedef seL4_ObjectType api_object_t;

#include <sel4/arch/objecttype.h>
