/* SPDX-License-Identifier: MIT
 *
 * Batches: batches.h.
 */
#include "batches.h"

#include "kernel_calls.h"

enum { MAKE_MAX = 256 }; /* objects in one call of Retype */

/* -- places ---------------------------------------------------------------- */

void batches_begin(struct memory *m, struct batch *storage, uint32_t count)
{
    uint32_t limit = blocks_limit(&m->blocks);

    m->batch = storage;
    m->batches = count;
    m->free_batch = BATCH_NONE;
    for (uint32_t i = count; i-- > 0;) {
        storage[i] = (struct batch){ .next = m->free_batch };
        m->free_batch = i;
    }
    accounts_share(&m->accounts, limit < count ? limit : count);
}

uint32_t batches_number(const struct memory *m, uint32_t place)
{
    return m->batch[place].generation << BATCH_PLACE_BITS | place;
}

/* The next generation of a place; 0 is not used, so no number is 0. */
static uint32_t next_generation(uint32_t generation)
{
    generation = (generation + 1) & (UINT32_MAX >> BATCH_PLACE_BITS);
    return generation ? generation : 1;
}

/* Begins an empty batch, in no list. */
static struct batch *take_place(struct memory *m, uint32_t client,
                                uint32_t account, uint32_t lifetime)
{
    struct batch *batch;

    if (m->free_batch == BATCH_NONE)
        return NULL;
    batch = &m->batch[m->free_batch];
    m->free_batch = batch->next;
    *batch = (struct batch){
        .client = client,
        .account = account,
        .first_block = BLOCK_NONE,
        .generation = next_generation(batch->generation),
        .lifetime = (uint8_t)lifetime,
    };
    return batch;
}

static void give_place(struct memory *m, struct batch *batch)
{
    batch->is_open = false;
    batch->next = m->free_batch;
    m->free_batch = (uint32_t)(batch - m->batch);
}

/* Puts a finished batch in its account's list. */
static void list(struct memory *m, struct batch *batch)
{
    struct account *account = &m->accounts.account[batch->account];
    uint32_t place = (uint32_t)(batch - m->batch);

    batch->is_open = true;
    batch->previous = BATCH_NONE;
    batch->next = account->first_batch;
    if (batch->next != BATCH_NONE)
        m->batch[batch->next].previous = place;
    account->first_batch = place;
}

static void unlist(struct memory *m, const struct batch *batch)
{
    if (batch->previous != BATCH_NONE)
        m->batch[batch->previous].next = batch->next;
    else
        m->accounts.account[batch->account].first_batch = batch->next;
    if (batch->next != BATCH_NONE)
        m->batch[batch->next].previous = batch->previous;
}

/* -- making ---------------------------------------------------------------- */

/* A batch that is being made: where in which block the next object goes. */
struct carving {
    struct memory *m;
    struct batch *batch;
    const struct request *request;
    seL4_CPtr cnode;
    uint32_t block;
    uint64_t room; /* left in the block */
    uint64_t rest; /* of the request's room, not in blocks yet */
};

static enum memory_error error_of(seL4_Error error)
{
    switch (error) {
    case seL4_NoError:
        return MEMORY_OK;
    case seL4_DeleteFirst:
        return MEMORY_SLOT_OCCUPIED;
    case seL4_NotEnoughMemory:
        return MEMORY_OUT_OF_MEMORY;
    default: /* not a CNode, or one without such slots */
        return MEMORY_BAD_CNODE;
    }
}

/* The largest block that the rest can fill, or if there is none a smaller
 * one, as long as the next object fits. */
static uint32_t take_block(struct carving *c, unsigned object_bits)
{
    unsigned least = object_bits, bits;
    uint32_t block = BLOCK_NONE;

    if (least < BLOCK_MIN_BITS)
        least = BLOCK_MIN_BITS;
    bits = 63u - (unsigned)__builtin_clzll(c->rest);
    if (bits > BLOCK_MAX_BITS)
        bits = BLOCK_MAX_BITS;
    for (; block == BLOCK_NONE && bits >= least; bits--)
        block = blocks_take(&c->m->blocks, bits, c->batch->lifetime);
    return block;
}

/* Adds a block for the next objects to the batch. */
static enum memory_error extend(struct carving *c, unsigned object_bits)
{
    struct batch *batch = c->batch;

    if (!accounts_take_block(&c->m->accounts, batch->account))
        return MEMORY_TOO_MANY;
    batch->blocks++;
    c->block = take_block(c, object_bits);
    if (c->block == BLOCK_NONE) {
        batch->blocks--;
        accounts_give_blocks(&c->m->accounts, batch->account, 1);
        return MEMORY_OUT_OF_MEMORY;
    }
    c->m->blocks.block[c->block].next = batch->first_block;
    batch->first_block = c->block;
    c->room = 1ull << c->m->blocks.block[c->block].bits;
    c->rest -= c->room;
    return MEMORY_OK;
}

/* Makes as many of some objects as one call, and the block, can hold. */
static enum memory_error make_some(struct carving *c, uint32_t index,
                                   uint32_t done, uint32_t *made)
{
    const struct memory_object *object = &c->request->object[index];
    unsigned bits = c->request->bits[index];
    uint64_t room = c->room >> bits;
    uint32_t count = object->count - done;

    if (count > room)
        count = (uint32_t)room;
    if (count > MAKE_MAX)
        count = MAKE_MAX;
    *made = count;
    c->room -= (uint64_t)count << bits;
    return error_of(kernel_make(c->m->blocks.block[c->block].slot, object->type,
                                object->size_bits, c->cnode,
                                (seL4_Word)object->slot + done, count));
}

/* Makes all objects of one kind. */
static enum memory_error make_kind(struct carving *c, uint32_t index)
{
    enum memory_error error = MEMORY_OK;
    uint32_t done = 0, made;

    while (error == MEMORY_OK && done < c->request->object[index].count) {
        if (c->room == 0)
            error = extend(c, c->request->bits[index]);
        if (error != MEMORY_OK)
            break;
        error = make_some(c, index, done, &made);
        done += made;
    }
    return error;
}

static enum memory_error make_all(struct carving *c)
{
    enum memory_error error = MEMORY_OK;

    for (uint32_t i = 0; i < c->request->kinds && error == MEMORY_OK; i++)
        error = make_kind(c, c->request->order[i]);
    return error;
}

/* Destroys what is in a batch's blocks, and gives them back. */
static void release(struct memory *m, struct batch *batch)
{
    uint32_t next;

    for (uint32_t i = batch->first_block; i != BLOCK_NONE; i = next) {
        next = m->blocks.block[i].next;
        blocks_release(&m->blocks, i);
    }
    accounts_give_blocks(&m->accounts, batch->account, batch->blocks);
    give_place(m, batch);
}

/* -- alloc ----------------------------------------------------------------- */

/* Makes what was found to be allowed. */
static enum memory_error make(struct memory *m, struct batch *batch,
                              const struct request *request, seL4_CPtr cnode)
{
    struct carving carving = {
        .m = m,
        .batch = batch,
        .request = request,
        .cnode = cnode,
        .rest = request->room,
    };
    enum memory_error error = make_all(&carving);

    if (error != MEMORY_OK) {
        release(m, batch);
        return error;
    }
    batch->charge = (struct account_charge){
        .allocated = request->room - carving.rest,
        .requested = request->bytes,
        .objects = request->objects,
    };
    accounts_charge(&m->accounts, batch->account, &batch->charge);
    list(m, batch);
    return MEMORY_OK;
}

/* Whether the account and the free memory have the room. If only the rounding
 * is too much for them, the batch does without: it is in more blocks then. */
static enum memory_error find_room(const struct memory *m, uint32_t account,
                                   struct request *request)
{
    if (!accounts_have_room(&m->accounts, account, request->room) ||
        blocks_free(&m->blocks) < request->room)
        request->room = request->least;
    if (!accounts_have_room(&m->accounts, account, request->room))
        return MEMORY_QUOTA;
    if (blocks_free(&m->blocks) < request->room)
        return MEMORY_OUT_OF_MEMORY;
    return MEMORY_OK;
}

static enum memory_error alloc(struct memory *m, uint32_t client,
                               uint32_t account, struct request *request,
                               uint32_t lifetime, seL4_CPtr cnode,
                               uint32_t *number)
{
    enum memory_error error = find_room(m, account, request);
    struct batch *batch;

    if (error != MEMORY_OK)
        return error;
    batch = take_place(m, client, account, lifetime);
    if (!batch)
        return MEMORY_TOO_MANY;
    error = make(m, batch, request, cnode);
    if (error == MEMORY_OK)
        *number = batches_number(m, (uint32_t)(batch - m->batch));
    return error;
}

enum memory_error batches_alloc(struct memory *m, uint32_t client,
                                uint32_t account,
                                const struct memory_object *objects,
                                size_t count, uint32_t lifetime,
                                seL4_CPtr cnode, uint32_t *number)
{
    uint32_t index = accounts_find(&m->accounts, client, account);
    struct request request;
    enum memory_error error;

    if (index == ACCOUNT_NONE)
        return MEMORY_NOT_FOUND;
    if (lifetime != MEMORY_BRIEF && lifetime != MEMORY_LONG)
        return MEMORY_BAD_OBJECT;
    error = request_read(&request, objects, count);
    if (error == MEMORY_OK && cnode == seL4_CapNull)
        error = MEMORY_BAD_CNODE;
    if (error == MEMORY_OK)
        error = alloc(m, client, index, &request, lifetime, cnode, number);
    if (error != MEMORY_OK)
        accounts_refused(&m->accounts, index, error,
                         blocks_free(&m->blocks) >= request.room);
    return error;
}

/* -- free, close ----------------------------------------------------------- */

static void free_batch(struct memory *m, struct batch *batch)
{
    unlist(m, batch);
    accounts_credit(&m->accounts, batch->account, &batch->charge);
    release(m, batch);
}

enum memory_error batches_free(struct memory *m, uint32_t client,
                               uint32_t account, uint32_t number)
{
    uint32_t index = accounts_find(&m->accounts, client, account);
    uint32_t place = number & ((1u << BATCH_PLACE_BITS) - 1);
    struct batch *batch;

    if (index == ACCOUNT_NONE || place >= m->batches)
        return MEMORY_NOT_FOUND;
    batch = &m->batch[place];
    if (!batch->is_open || batches_number(m, place) != number ||
        batch->account != index)
        return MEMORY_NOT_FOUND;
    if (batch->client != client && m->accounts.account[index].owner != client)
        return MEMORY_NOT_FOUND;
    free_batch(m, batch);
    return MEMORY_OK;
}

enum memory_error batches_close(struct memory *m, uint32_t client,
                                uint32_t account)
{
    uint32_t index = accounts_find(&m->accounts, client, account);
    const struct account *a;

    if (index == ACCOUNT_NONE || account == MEMORY_OWN_ACCOUNT)
        return MEMORY_NOT_FOUND;
    a = &m->accounts.account[index];
    if (a->owner != client)
        return MEMORY_NOT_FOUND;
    while (a->first_batch != BATCH_NONE)
        free_batch(m, &m->batch[a->first_batch]);
    accounts_close(&m->accounts, index);
    return MEMORY_OK;
}

struct memory_stats batches_stats_all(const struct memory *m)
{
    struct memory_stats stats = m->accounts.all;

    stats.free = blocks_free(&m->blocks);
    return stats;
}
