/* SPDX-License-Identifier: MIT
 *
 * Accounts: accounts.h. An own account is its own owner; what is counted in
 * an opened one is counted in its owner's too, and in `all`.
 */
#include "accounts.h"

#include "batches.h"

static uint32_t number_of(const struct accounts *a, uint32_t place)
{
    return a->account[place].generation << ACCOUNT_PLACE_BITS | place;
}

void accounts_begin(struct accounts *a)
{
    *a = (struct accounts){ 0 };
    for (uint32_t i = 0; i < ACCOUNTS_MAX; i++)
        a->account[i].first_batch = BATCH_NONE;
}

bool accounts_add(struct accounts *a, uint64_t quota, bool may_charge_any)
{
    uint32_t client = a->clients;

    if (client == ACCOUNT_CLIENTS_MAX)
        return false;
    a->account[client].owner = client;
    a->account[client].quota = quota;
    a->account[client].is_open = true;
    a->may_charge_any[client] = may_charge_any;
    a->clients++;
    return true;
}

void accounts_share(struct accounts *a, uint32_t blocks)
{
    unsigned __int128 sum = 0;

    for (uint32_t i = 0; i < a->clients; i++)
        sum += a->account[i].quota;
    for (uint32_t i = 0; i < a->clients && sum > 0; i++)
        a->account[i].blocks_max =
            (uint32_t)((unsigned __int128)a->account[i].quota * blocks / sum);
}

/* -- open, close, find ----------------------------------------------------- */

static uint32_t first_place(uint32_t client)
{
    return ACCOUNT_CLIENTS_MAX + client * ACCOUNT_OPEN_MAX;
}

static uint32_t find_place(const struct accounts *a, uint32_t client)
{
    uint32_t first = first_place(client);

    for (uint32_t i = first; i < first + ACCOUNT_OPEN_MAX; i++)
        if (!a->account[i].is_open)
            return i;
    return ACCOUNT_NONE;
}

/* The next generation of a place; 0 would make a number of a small one. */
static uint32_t next_generation(uint32_t generation)
{
    generation = (generation + 1) & (UINT32_MAX >> ACCOUNT_PLACE_BITS);
    return generation ? generation : 1;
}

enum memory_error accounts_open(struct accounts *a, uint32_t client,
                                uint64_t quota, uint32_t *number)
{
    struct account *account;
    uint32_t place;

    if (client >= a->clients)
        return MEMORY_NOT_FOUND;
    if (quota > a->account[client].quota)
        return MEMORY_QUOTA;
    place = find_place(a, client);
    if (place == ACCOUNT_NONE)
        return MEMORY_TOO_MANY;
    account = &a->account[place];
    *account = (struct account){
        .quota = quota,
        .owner = client,
        .generation = next_generation(account->generation),
        .first_batch = BATCH_NONE,
        .is_open = true,
    };
    *number = number_of(a, place);
    return MEMORY_OK;
}

void accounts_close(struct accounts *a, uint32_t account)
{
    a->account[account].is_open = false;
}

uint32_t accounts_find(const struct accounts *a, uint32_t client,
                       uint32_t number)
{
    uint32_t place = number & ((1u << ACCOUNT_PLACE_BITS) - 1);

    if (client >= a->clients)
        return ACCOUNT_NONE;
    if (number == MEMORY_OWN_ACCOUNT)
        return client;
    if (place < ACCOUNT_CLIENTS_MAX || place >= ACCOUNTS_MAX ||
        !a->account[place].is_open || number_of(a, place) != number)
        return ACCOUNT_NONE;
    if (a->account[place].owner != client && !a->may_charge_any[client])
        return ACCOUNT_NONE;
    return place;
}

/* -- counting -------------------------------------------------------------- */

static bool fits(const struct account *account, uint64_t bytes)
{
    return bytes <= account->quota - account->stats.allocated;
}

bool accounts_have_room(const struct accounts *a, uint32_t account,
                        uint64_t bytes)
{
    return fits(&a->account[account], bytes) &&
           fits(&a->account[a->account[account].owner], bytes);
}

static void add(struct memory_stats *s, const struct account_charge *charge)
{
    s->allocated += charge->allocated;
    s->requested += charge->requested;
    s->objects += charge->objects;
    s->batches++;
    s->requested_ever += charge->requested;
    s->objects_ever += charge->objects;
}

static void subtract(struct memory_stats *s,
                     const struct account_charge *charge)
{
    s->allocated -= charge->allocated;
    s->requested -= charge->requested;
    s->objects -= charge->objects;
    s->batches--;
}

void accounts_charge(struct accounts *a, uint32_t account,
                     const struct account_charge *charge)
{
    uint32_t owner = a->account[account].owner;

    add(&a->account[account].stats, charge);
    if (owner != account)
        add(&a->account[owner].stats, charge);
    add(&a->all, charge);
}

void accounts_credit(struct accounts *a, uint32_t account,
                     const struct account_charge *charge)
{
    uint32_t owner = a->account[account].owner;

    subtract(&a->account[account].stats, charge);
    if (owner != account)
        subtract(&a->account[owner].stats, charge);
    subtract(&a->all, charge);
}

bool accounts_take_block(struct accounts *a, uint32_t account)
{
    struct account *owner = &a->account[a->account[account].owner];

    if (owner->blocks >= owner->blocks_max)
        return false;
    owner->blocks++;
    return true;
}

void accounts_give_blocks(struct accounts *a, uint32_t account, uint32_t blocks)
{
    a->account[a->account[account].owner].blocks -= blocks;
}

static void count_refusal(struct memory_stats *s, enum memory_error error,
                          bool enough_bytes)
{
    if (error == MEMORY_QUOTA)
        s->over_quota++;
    else if (error == MEMORY_OUT_OF_MEMORY && enough_bytes)
        s->too_small++;
    else if (error == MEMORY_OUT_OF_MEMORY)
        s->out_of_memory++;
}

void accounts_refused(struct accounts *a, uint32_t account,
                      enum memory_error error, bool enough_bytes)
{
    uint32_t owner = a->account[account].owner;

    count_refusal(&a->account[account].stats, error, enough_bytes);
    if (owner != account)
        count_refusal(&a->account[owner].stats, error, enough_bytes);
    count_refusal(&a->all, error, enough_bytes);
}

struct memory_stats accounts_stats(const struct accounts *a, uint32_t account)
{
    struct memory_stats stats = a->account[account].stats;

    stats.free = a->account[account].quota - stats.allocated;
    return stats;
}
