/* SPDX-License-Identifier: MIT
 *
 * Whether blocks, batches and accounts agree: batches_check of batches.h.
 * Tests ask after every step, and the service when it is asked for a report.
 */
#include <stddef.h>

#include "batches.h"

/* What was found on the way through the lists. */
struct findings {
    const struct memory *m;
    struct memory_stats account[ACCOUNTS_MAX];
    uint32_t blocks[ACCOUNTS_MAX];
    struct memory_stats all;
    uint32_t batches; /* open ones */
};

static void add(struct memory_stats *s, const struct account_charge *charge)
{
    s->allocated += charge->allocated;
    s->requested += charge->requested;
    s->objects += charge->objects;
    s->batches++;
}

/* The blocks of one batch. */
static const char *check_blocks(const struct memory *m,
                                const struct batch *batch)
{
    uint64_t bytes = 0;
    uint32_t count = 0;

    for (uint32_t i = batch->first_block; i != BLOCK_NONE;
         i = m->blocks.block[i].next) {
        if (m->blocks.block[i].state != BLOCK_USED)
            return "a batch has a block that is not in use";
        bytes += UINT64_C(1) << m->blocks.block[i].bits;
        count++;
    }
    if (count != batch->blocks || bytes != batch->charge.allocated)
        return "a batch does not know how much it has";
    return NULL;
}

/* The batches in the list of one account. */
static const char *check_list(struct findings *f, uint32_t index)
{
    const struct account *accounts = f->m->accounts.account;
    uint32_t owner = accounts[index].owner, before = BATCH_NONE;
    const struct batch *batch;
    const char *wrong = NULL;

    for (uint32_t i = accounts[index].first_batch; i != BATCH_NONE && !wrong;
         before = i, i = batch->next) {
        batch = &f->m->batch[i];
        if (!batch->is_open || batch->account != index ||
            batch->previous != before)
            return "a batch is in the wrong list";
        add(&f->account[index], &batch->charge);
        if (owner != index)
            add(&f->account[owner], &batch->charge);
        add(&f->all, &batch->charge);
        f->blocks[owner] += batch->blocks;
        f->batches++;
        wrong = check_blocks(f->m, batch);
    }
    return wrong;
}

static bool is_same(const struct memory_stats *a, const struct memory_stats *b)
{
    return a->allocated == b->allocated && a->requested == b->requested &&
           a->objects == b->objects && a->batches == b->batches;
}

static const char *check_account(const struct findings *f, uint32_t index)
{
    const struct account *account = &f->m->accounts.account[index];

    if (!is_same(&account->stats, &f->account[index]))
        return "the figures of an account are not those of its batches";
    if (account->stats.allocated > account->quota)
        return "an account is above its quota";
    if (account->owner == index && (account->blocks != f->blocks[index] ||
                                    account->blocks > account->blocks_max))
        return "the blocks of an account are not those of its batches";
    return NULL;
}

static const char *check_totals(const struct findings *f)
{
    const struct blocks *b = &f->m->blocks;
    uint64_t bytes = 0;
    uint32_t open = 0;

    for (uint32_t i = 0; i < b->roots; i++)
        bytes += UINT64_C(1) << b->block[i].bits;
    for (uint32_t i = 0; i < f->m->batches; i++)
        open += f->m->batch[i].is_open;
    if (!is_same(&f->all, &f->m->accounts.all))
        return "the figures of all memory are not those of the accounts";
    if (f->all.allocated + blocks_free(b) + b->lost != bytes)
        return "memory is neither free nor in a batch";
    if (open != f->batches)
        return "a batch is in no list";
    return NULL;
}

const char *batches_check(const struct memory *m)
{
    static struct findings f;
    const char *wrong = blocks_check(&m->blocks);

    f = (struct findings){ .m = m };
    for (uint32_t i = 0; i < ACCOUNTS_MAX && !wrong; i++)
        if (m->accounts.account[i].is_open)
            wrong = check_list(&f, i);
    for (uint32_t i = 0; i < ACCOUNTS_MAX && !wrong; i++)
        if (m->accounts.account[i].is_open)
            wrong = check_account(&f, i);
    return wrong ? wrong : check_totals(&f);
}
