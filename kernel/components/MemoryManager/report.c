/* SPDX-License-Identifier: MIT
 *
 * Reports: report.h. They change nothing.
 */
#include "report.h"

#include <camkes.h>
#include <capscan.h>
#include <inttypes.h>
#include <logger.h>
#include <stdlib.h>

static const char target[] = "memory";

enum {
    TEXT_BYTES = 3072, /* of a message of 4,096 */
    SCAN_SLOTS = 2048, /* in one call */
};

/* -- free memory ----------------------------------------------------------- */

static void count_free(const struct blocks *b, uint32_t block,
                       uint32_t count[BLOCK_MAX_BITS + 1])
{
    const struct block *at = &b->block[block];

    if (at->state == BLOCK_FREE)
        count[at->bits]++;
    if (at->state != BLOCK_SPLIT)
        return;
    count_free(b, at->half, count);
    count_free(b, at->half + 1, count);
}

static void log_free(const struct blocks *b)
{
    uint32_t count[BLOCK_MAX_BITS + 1] = { 0 };

    for (uint32_t i = 0; i < b->roots; i++)
        count_free(b, i, count);
    for (unsigned bits = BLOCK_MIN_BITS; bits <= BLOCK_MAX_BITS; bits++)
        if (count[bits])
            log_info(target, "free: %" PRIu32 " of %" PRIu64 " KiB",
                     count[bits], UINT64_C(1) << bits >> 10);
    if (b->lost)
        log_error(target, "lost: %" PRIu64 " bytes", b->lost);
}

/* -- accounts and batches -------------------------------------------------- */

static void log_batches(const struct memory *m, const struct account *account)
{
    const struct batch *batch;

    for (uint32_t i = account->first_batch; i != BATCH_NONE; i = batch->next) {
        batch = &m->batch[i];
        log_info(target,
                 "  batch %" PRIu32 ": %" PRIu32 " objects, %" PRIu64
                 " bytes in %" PRIu32 " blocks of %" PRIu64 ", %s",
                 batches_number(m, i), batch->charge.objects,
                 batch->charge.requested, batch->blocks,
                 batch->charge.allocated,
                 batch->lifetime == MEMORY_LONG ? "long" : "brief");
    }
}

static void log_account(const struct memory *m, const char *name,
                        const char *kind, uint32_t index)
{
    const struct account *account = &m->accounts.account[index];
    const struct memory_stats *s = &account->stats;

    log_info(target,
             "%s%s: %" PRIu64 " of %" PRIu64 " bytes, %" PRIu64
             " objects in %" PRIu64 " batches",
             name, kind, s->allocated, account->quota, s->objects, s->batches);
    log_batches(m, account);
}

void report_log(const struct memory *m, const char *const names[])
{
    const struct accounts *a = &m->accounts;
    const char *wrong = batches_check(m);

    if (wrong)
        log_error(target, "%s", wrong);
    for (uint32_t i = 0; i < ACCOUNTS_MAX; i++)
        if (a->account[i].is_open)
            log_account(m, names[a->account[i].owner],
                        i < ACCOUNT_CLIENTS_MAX ? "" : ", an account", i);
    log_free(&m->blocks);
}

/* -- capabilities ---------------------------------------------------------- */

/* The last slot is no block's: memory_manager.c leaves it. One call looks at
 * some of the slots only, for nobody else is served in the meantime. */
uint32_t report_capabilities(uint32_t first, char **text)
{
    const uint32_t all = 1u << CAMKES_CNODE_BITS;
    uint32_t end =
        first < all && all - first > SCAN_SLOTS ? first + SCAN_SLOTS : all;
    const struct capscan scan = {
        .cnode = CAMKES_OWN_CNODE,
        .slots = end,
        .own = CAMKES_OWN_CNODE,
        .spare = all - 1,
    };
    uint32_t next;

    *text = malloc(TEXT_BYTES);
    if (!*text)
        return 0;
    next = capscan_text(&scan, first, *text, TEXT_BYTES);
    return next == 0 && end < all ? end : next;
}
