/* SPDX-License-Identifier: MIT
 *
 * Who may have how much: accounts.
 *
 * Every client of the memory manager has an account of its own, number 0 to
 * it, with the quota that the configuration gives it. It may open others:
 * what is charged to one of these is charged to its opener as well, so no
 * client ever has more than its quota, however many accounts it opens.
 *
 *     free place --open--> open --close--> free place, next generation
 *
 * An account's number holds its place in the table and a generation, so that
 * the number of one that was closed means nothing. Each client has as many
 * places as any other.
 *
 * What is counted:
 *     allocated  bytes of the blocks that batches hold: this is charged
 *     requested  bytes of the objects in them, which is at most that
 *     blocks     untypeds that the batches hold; each client may have a share
 *                of those the manager can keep apart (blocks_limit), in
 *                proportion to its quota
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <memory.h>

enum {
    ACCOUNT_CLIENTS_MAX = 16,
    ACCOUNT_OPEN_MAX = 32, /* of one client, beside its own */
    ACCOUNTS_MAX = ACCOUNT_CLIENTS_MAX * (1 + ACCOUNT_OPEN_MAX),
    ACCOUNT_PLACE_BITS = 10,
};

#define ACCOUNT_NONE UINT32_MAX

_Static_assert(ACCOUNTS_MAX <= 1 << ACCOUNT_PLACE_BITS, "places of accounts");

struct account {
    struct memory_stats stats; /* all but `free` */
    uint64_t quota;
    uint32_t owner; /* the client, whose own account has the same index */
    uint32_t generation;
    uint32_t blocks, blocks_max; /* of own accounts; the others have no limit */
    uint32_t first_batch;        /* list, or BATCH_NONE */
    bool is_open;
};

struct accounts {
    struct account account[ACCOUNTS_MAX]; /* own ones first */
    struct memory_stats all;              /* all but `free` */
    uint32_t clients;
    bool may_charge_any[ACCOUNT_CLIENTS_MAX];
};

/** What a batch, or a change of one, counts for. */
struct account_charge {
    uint64_t allocated, requested;
    uint32_t objects;
};

/** Begins with no clients. */
void accounts_begin(struct accounts *a);

/**
 * Adds the next client, whose number is one more than the last one's, from 0.
 *
 * @param may_charge_any  it may use the accounts of others as well
 * @return false: there are too many
 */
bool accounts_add(struct accounts *a, uint64_t quota, bool may_charge_any);

/** Shares out the blocks that can be in use at the same time. */
void accounts_share(struct accounts *a, uint32_t blocks);

/**
 * Opens an account of a client.
 *
 * @param number  receives its number
 * @return MEMORY_OK; MEMORY_QUOTA: more than the client has itself;
 *         MEMORY_TOO_MANY: it has no place left; MEMORY_NOT_FOUND: no client
 */
enum memory_error accounts_open(struct accounts *a, uint32_t client,
                                uint64_t quota, uint32_t *number);

/** Closes an opened account in which nothing is left. */
void accounts_close(struct accounts *a, uint32_t account);

/**
 * Finds an account that a client may use.
 *
 * @param number  MEMORY_OWN_ACCOUNT, or of accounts_open
 * @return its index; ACCOUNT_NONE: there is no such account, or it is not for
 *         this client
 */
uint32_t accounts_find(const struct accounts *a, uint32_t client,
                       uint32_t number);

/** @return whether bytes can be charged to an account */
bool accounts_have_room(const struct accounts *a, uint32_t account,
                        uint64_t bytes);

/** Counts a batch that was made. */
void accounts_charge(struct accounts *a, uint32_t account,
                     const struct account_charge *charge);

/** Counts a batch that was freed. */
void accounts_credit(struct accounts *a, uint32_t account,
                     const struct account_charge *charge);

/** @return whether one more block may be held */
bool accounts_take_block(struct accounts *a, uint32_t account);

/** Counts blocks that are held no more. */
void accounts_give_blocks(struct accounts *a, uint32_t account,
                          uint32_t blocks);

/**
 * Counts a request that was refused.
 *
 * @param enough_bytes  if there was no memory: the free bytes would have been
 *                      enough
 */
void accounts_refused(struct accounts *a, uint32_t account,
                      enum memory_error error, bool enough_bytes);

/** @return the figures of an account, with what is left of its quota */
struct memory_stats accounts_stats(const struct accounts *a, uint32_t account);
