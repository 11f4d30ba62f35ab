/* SPDX-License-Identifier: MIT
 *
 * Batches: what one call made, and what one call frees.
 *
 *   alloc   read the request          no memory touched yet: an error up to
 *           find account, quota       here has changed nothing
 *           take block, carve   <-+
 *           until all are made  --+   an error here gives all blocks back,
 *           charge the account        and revoking them takes back what was
 *                                     made
 *   free    revoke each block, give it back, credit the account
 *
 * A batch remembers its blocks and nothing of its objects. Revoking an
 * untyped destroys what was made from it, in whichever CNode it came to lie
 * and however often it was copied, so the client need not say, and cannot
 * say wrongly, what it had.
 *
 * A batch's number holds its place and a generation, like an account's.
 *
 * Invariants, which batches_check looks at: every used block is in exactly
 * one batch, every batch in the list of its account, and the figures of the
 * accounts are the sums over their batches.
 */
#pragma once

#include "accounts.h"
#include "blocks.h"
#include "request.h"

enum { BATCH_PLACE_BITS = 16 };

#define BATCH_NONE UINT32_MAX

struct batch {
    struct account_charge charge;
    uint32_t client;  /* who made it */
    uint32_t account; /* index */
    uint32_t first_block, blocks;
    uint32_t previous, next; /* of its account; of the free places */
    uint32_t generation;
    uint8_t lifetime;
    bool is_open;
};

/* All that the memory manager knows. */
struct memory {
    struct blocks blocks;
    struct accounts accounts;
    struct batch *batch;
    uint32_t batches; /* places */
    uint32_t free_batch;
};

/**
 * Begins: no batches. The blocks and the accounts' clients are there already;
 * the blocks that can be in use are shared out among them.
 *
 * @param storage  the batches, `count` of them, at most 2^BATCH_PLACE_BITS
 */
void batches_begin(struct memory *m, struct batch *storage, uint32_t count);

/**
 * Makes objects, all or none.
 *
 * @param client    who asks, from 0
 * @param account   number of an account that the client may charge
 * @param objects   what it wants, `count` kinds
 * @param lifetime  enum memory_lifetime
 * @param cnode     the client's, for all that it says: any capability
 * @param number    receives the batch's
 * @return MEMORY_OK; errors of request_read; MEMORY_NOT_FOUND: no account for
 *         this client; MEMORY_BAD_OBJECT: no such lifetime; MEMORY_QUOTA;
 *         MEMORY_OUT_OF_MEMORY; MEMORY_TOO_MANY: batches, or blocks of the
 *         account's owner; MEMORY_BAD_CNODE, MEMORY_SLOT_OCCUPIED: the kernel
 *         says so of the CNode
 */
enum memory_error batches_alloc(struct memory *m, uint32_t client,
                                uint32_t account,
                                const struct memory_object *objects,
                                size_t count, uint32_t lifetime,
                                seL4_CPtr cnode, uint32_t *number);

/**
 * Destroys what a batch consists of. The client made it, or owns the account.
 *
 * @return MEMORY_OK; MEMORY_NOT_FOUND: no such batch, not in this account, or
 *         another's
 */
enum memory_error batches_free(struct memory *m, uint32_t client,
                               uint32_t account, uint32_t number);

/**
 * Frees all batches in an account that the client opened, and closes it.
 *
 * @return MEMORY_OK; MEMORY_NOT_FOUND: no such account, its own, or another's
 */
enum memory_error batches_close(struct memory *m, uint32_t client,
                                uint32_t account);

/** @return the number by which a batch is known, from its place */
uint32_t batches_number(const struct memory *m, uint32_t place);

/** @return the figures of all memory */
struct memory_stats batches_stats_all(const struct memory *m);

/**
 * Looks at the invariants, those of the blocks included.
 *
 * @return NULL, or what is wrong
 */
const char *batches_check(const struct memory *m);
