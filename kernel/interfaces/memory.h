/* SPDX-License-Identifier: MIT
 *
 * Types of the memory manager's procedure (memory.idl4).
 *
 * A client names objects, and the manager makes them in a CNode that the
 * client hands over for the call. All of one call are a batch: it succeeds or
 * fails as a whole, and is freed as a whole, by revoking the untyped memory
 * it was made from; nobody has to say again what it consisted of.
 *
 * A batch takes memory in whole pages of 4 KiB: what its objects need, and if
 * it can be had a sixteenth more at most, for fewer pieces. That is what its
 * account is charged. Many small objects are cheap in one batch, and dear in
 * one each.
 *
 * Batches belong to accounts. Account 0 is the client's own, with the quota
 * of the configuration. Others are opened with a quota and a share of the
 * opener's, and closing one frees every batch in it.
 */
#pragma once

#include <stdint.h>

enum memory_error {
    MEMORY_NO_ANSWER, /* the call itself failed */
    MEMORY_OK,
    MEMORY_OUT_OF_MEMORY,
    MEMORY_QUOTA,         /* more than the account, or its opener, may have */
    MEMORY_BAD_OBJECT,    /* no such type, size or count */
    MEMORY_BAD_CNODE,     /* no CNode came along, or it has no such slots */
    MEMORY_SLOT_OCCUPIED, /* a slot that should receive an object is full */
    MEMORY_NOT_FOUND,     /* no such account or batch, or another's */
    MEMORY_TOO_MANY,      /* accounts, pieces of memory, or objects */
    MEMORY_ERRORS
};

/* How long a batch is going to live. Long-lived ones lie together, so that
 * they do not split the memory between those that come and go. */
enum memory_lifetime { MEMORY_BRIEF, MEMORY_LONG };

enum {
    MEMORY_OWN_ACCOUNT = 0,
    MEMORY_OBJECTS_MAX = 64, /* descriptions in one call */
    MEMORY_COUNT_MAX = 4096, /* objects in one batch */
};

/* Objects of one kind, in consecutive slots of the CNode. */
struct memory_object {
    uint32_t type;      /* seL4_ObjectType */
    uint32_t size_bits; /* as seL4_Untyped_Retype takes it; else 0 */
    uint32_t count;     /* at least 1 */
    uint32_t slot;      /* of the first */
};

struct memory_stats {
    uint64_t allocated; /* bytes taken out of the free memory */
    uint64_t free;      /* bytes; of an account: of its quota */
    uint64_t requested; /* bytes that the objects need: allocated minus this
                           is the overhead */
    uint64_t objects, batches;
    uint64_t requested_ever, objects_ever;
    uint64_t out_of_memory; /* refusals since boot: no memory at all */
    uint64_t too_small;     /* enough bytes, but in too small pieces */
    uint64_t over_quota;
};
