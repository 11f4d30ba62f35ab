/* SPDX-License-Identifier: MIT */
/*
 * The sizes of kernel objects, which the API fixes: root tasks compute from
 * them how much untyped memory they need. An object that would not fit keeps
 * the rest of its state elsewhere; each struct asserts that it fits.
 */
#pragma once

#include "types.h"

enum {
    OBJECT_ENDPOINT_BITS = 4,
    OBJECT_REPLY_BITS = 5,
    OBJECT_NOTIFICATION_BITS = 6,
    OBJECT_SCHED_CONTEXT_MIN_BITS = 7,
    OBJECT_IPC_BUFFER_BITS = 10,
    OBJECT_TCB_BITS = 11,
    OBJECT_PAGE_BITS = 12,
    OBJECT_MEGA_PAGE_BITS = 21,
    OBJECT_GIGA_PAGE_BITS = 30,
};

/** Object types as Retype names them. */
enum object_type {
    OBJECT_UNTYPED,
    OBJECT_TCB,
    OBJECT_ENDPOINT,
    OBJECT_NOTIFICATION,
    OBJECT_CNODE,
    OBJECT_SCHED_CONTEXT,
    OBJECT_REPLY,
    OBJECT_GIGA_PAGE,
    OBJECT_PAGE,
    OBJECT_MEGA_PAGE,
    OBJECT_PAGE_TABLE,
    OBJECT_TYPES,
};
