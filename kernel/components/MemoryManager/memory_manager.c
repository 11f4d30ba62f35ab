/* SPDX-License-Identifier: MIT
 *
 * The memory manager: gives out the memory that is left after boot.
 *
 *     memory_manager.c   the procedure: one thread, one request at a time
 *     batches.c          what a request makes and frees, all or nothing
 *     request.c          reads and measures a request
 *     accounts.c         who may have how much
 *     blocks.c           which memory is free: a buddy system of untypeds
 *     kernel_calls.c     Retype and Revoke
 *     invariants.c       whether all these agree
 *     report.c           figures and capabilities as text
 *
 * Nothing of what a client sends is believed. Its number comes from the badge
 * of its endpoint capability; the request was copied before it is looked at;
 * of the capability that came along the manager knows nothing and has the
 * kernel find out, when it makes objects in it. The manager keeps no
 * capability of a client: the one of a call lies in the slot for received
 * capabilities until the next call.
 */
#include <camkes.h>
#include <logger.h>

#include "batches.h"
#include "initialiser/plan.h"
#include "report.h"

enum {
    /* The last one is for looking at the others. */
    SLOTS = (1 << CAMKES_CNODE_BITS) - CAMKES_FIRST_FREE - 1,
    /* A block for each of its slots, and for each untyped of the plan. */
    BLOCKS = BLOCK_ROOTS_MAX + SLOTS,
    /* A batch for each block that can be in use: a used block and its other
       half are a pair of slots. */
    BATCHES = SLOTS / 2 + BLOCK_ROOTS_MAX < 1 << BATCH_PLACE_BITS
                  ? SLOTS / 2 + BLOCK_ROOTS_MAX
                  : 1 << BATCH_PLACE_BITS,
};

static struct memory memory;

/* -- start ----------------------------------------------------------------- */

/* Device memory is for those who were given it; nobody gets it here. */
static void add_memory(const struct plan_memory *given)
{
    for (uint32_t i = 0; i < given->count; i++)
        if (!given->untyped[i].device)
            blocks_add(&memory.blocks, given->untyped[i].slot,
                       given->untyped[i].paddr, given->untyped[i].size_bits);
}

static void add_clients(void)
{
    for (size_t i = 0; i < names_count; i++)
        accounts_add(&memory.accounts, i < quotas_count ? quotas[i] : 0,
                     i < any_account_count && any_account[i]);
}

/* Requests that are none: their sender is told, and nobody else. */
static unsigned garbage;

static camkes_error_action_t count_garbage(camkes_error_t *error)
{
    (void)error;
    garbage++;
    return CEA_DISCARD;
}

void pre_init(void)
{
    static struct block blocks[BLOCKS];
    static struct batch batches[BATCHES];

    camkes_register_error_handler(count_garbage);
    blocks_begin(&memory.blocks, blocks, BLOCKS, CAMKES_FIRST_FREE);
    add_memory((const struct plan_memory *)CAMKES_UNTYPED_PAGE);
    accounts_begin(&memory.accounts);
    add_clients();
    batches_begin(&memory, batches, BATCHES);
}

/* A quota that cannot be had by all at the same time is a mistake of the
 * configuration, not of a client. */
void post_init(void)
{
    unsigned __int128 sum = 0;

    for (uint32_t i = 0; i < memory.accounts.clients; i++)
        sum += memory.accounts.account[i].quota;
    if (names_count > ACCOUNT_CLIENTS_MAX)
        log_warn("memory", "only the first %d clients get any",
                 ACCOUNT_CLIENTS_MAX);
    if (sum > blocks_free(&memory.blocks))
        log_warn("memory", "the quotas are more than the memory that is left");
}

/* -- the procedure --------------------------------------------------------- */

static uint32_t client(void)
{
    return (uint32_t)memory_get_sender_id() - 1;
}

int memory_open(uint64_t quota, uint32_t *account)
{
    return accounts_open(&memory.accounts, client(), quota, account);
}

int memory_close(uint32_t account)
{
    return batches_close(&memory, client(), account);
}

int memory_alloc(uint32_t account, size_t objects_sz,
                 const struct memory_object *objects, uint32_t lifetime,
                 seL4_CPtr cnode, uint32_t *batch)
{
    return batches_alloc(&memory, client(), account, objects, objects_sz,
                         lifetime, cnode, batch);
}

int memory_free(uint32_t account, uint32_t batch)
{
    return batches_free(&memory, client(), account, batch);
}

int memory_stats(uint32_t account, struct memory_stats *stats)
{
    uint32_t index = accounts_find(&memory.accounts, client(), account);

    if (index == ACCOUNT_NONE)
        return MEMORY_NOT_FOUND;
    *stats = accounts_stats(&memory.accounts, index);
    return MEMORY_OK;
}

int memory_stats_all(struct memory_stats *stats)
{
    *stats = batches_stats_all(&memory);
    return MEMORY_OK;
}

int memory_debug(void)
{
    report_log(&memory, (const char *const *)names);
    if (garbage)
        log_warn("memory", "%u requests that were none", garbage);
    return MEMORY_OK;
}

int memory_capscan(uint32_t first, char **text, uint32_t *next)
{
    *next = report_capabilities(first, text);
    return *text ? MEMORY_OK : MEMORY_OUT_OF_MEMORY;
}
