/* SPDX-License-Identifier: MIT
 *
 * Asks the memory manager for anything: any method with any numbers, any
 * capability that it can get hold of; one call in four is spoilt on its way. No
 * call is turned into `open`: nobody would know the number of that account.
 * After every thousand requests it frees what it got and looks whether the
 * manager agrees that nothing is left.
 *
 * Numbers are drawn so that most requests are nearly good ones: mere noise is
 * refused at the first look.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzzing.h"

enum { OPEN }; /* method of Memory */
enum {
    ROUND = 1000, /* requests from one look to the next */
    TURN = 250,   /* requests from one turn of the neighbour to the next */
    OWNED_MAX = 64,
    ACCOUNTS = 4,
    KINDS = 80, /* more than are allowed */
};

static struct owned {
    uint32_t account, batch;
} owned[OWNED_MAX];
static uint32_t owned_count;
static uint32_t account[ACCOUNTS + 1]; /* its own, and what it opened */
static struct fuzz_tally tally = { .name = "memory" };

/* -- any number ------------------------------------------------------------ */

/* Small as a rule, else one at which checks go wrong. */
static uint32_t number(uint32_t usual)
{
    return fuzz_below(12) ? fuzz_below(usual) : (uint32_t)fuzz_odd();
}

/* Its own CNode as a rule, else what is in any slot of it. */
static seL4_CPtr capability(void)
{
    return fuzz_below(3) ? CAMKES_OWN_CNODE
                         : fuzz_below(1 << CAMKES_CNODE_BITS);
}

static uint32_t any_account(void)
{
    return fuzz_below(10) ? account[fuzz_below(ACCOUNTS + 1)]
                          : (uint32_t)fuzz_word();
}

/* -- requests -------------------------------------------------------------- */

static bool allows(const struct fuzz_request *r)
{
    return r->method != OPEN;
}

static void told(const struct fuzz_request *r, const struct fuzz_answer *a)
{
    fuzz_count(&tally, r, a);
}

static const struct fuzz_judge judge = { allows, told };

/* An object of a size that there is, as a rule. */
static struct memory_object any_object(void)
{
    static const uint8_t least[] = { 4, 0, 0, 0, 1, 7 };
    struct memory_object object = {
        .type = number(12),
        .count = fuzz_below(4) ? 1 : number(20),
        .slot = fuzz_below(20) ? 512 + fuzz_below(512) : number(1024),
    };

    if (object.type < sizeof least && least[object.type])
        object.size_bits = least[object.type] + fuzz_below(12);
    if (fuzz_below(15) == 0)
        object.size_bits = number(40);
    return object;
}

/* The slots from 512 up are for objects; nobody keeps account of them. */
static void ask_alloc(void)
{
    static struct memory_object objects[KINDS];
    uint32_t count = fuzz_below(20) ? 1 + fuzz_below(4) : fuzz_below(KINDS + 1);
    struct owned *o = &owned[owned_count];
    int answer;

    for (uint32_t i = 0; i < count; i++)
        objects[i] = any_object();
    o->account = any_account();
    answer = memory_alloc(o->account, count, objects,
                          fuzz_below(10) ? fuzz_below(2) : 2, capability(),
                          &o->batch);
    if (answer == MEMORY_OK)
        owned_count++;
}

/* If that was spoilt, or its account is closed, it stays in the list. */
static void ask_free(void)
{
    uint32_t i = owned_count ? fuzz_below(owned_count) : 0;
    int answer;

    if (owned_count == 0 || fuzz_below(5) == 0) {
        memory_free(any_account(), (uint32_t)fuzz_word());
        return;
    }
    answer = memory_free(owned[i].account, owned[i].batch);
    if (answer == MEMORY_OK && !fuzz_was_spoilt)
        owned[i] = owned[--owned_count];
}

/* A request may have been spoilt to name another account, so all are tried. */
static void free_all(void)
{
    for (; owned_count > 0; owned_count--)
        for (uint32_t i = 0; i <= ACCOUNTS; i++)
            memory_free(account[i], owned[owned_count - 1].batch);
}

/* A closed account is followed by a new one. */
static void ask_close(void)
{
    uint32_t i = 1 + fuzz_below(ACCOUNTS);

    memory_close((uint32_t)fuzz_word());
    memory_close(account[i]);
    if (fuzz_was_spoilt)
        return;
    memory_open(fuzz_below(4) ? fuzz_below(1 << 22) : fuzz_word(), &account[i]);
}

/* What comes out is for nobody. */
static void ask_report(void)
{
    struct memory_stats stats;
    uint32_t next;
    char *text = NULL;

    if (fuzz_below(50) == 0)
        memory_capscan(number(1 << 13), &text, &next);
    free(text);
    memory_stats(any_account(), &stats);
    memory_stats_all(&stats);
}

/* Makes or loses a capability of its own, to be sent later. */
static void change_slots(void)
{
    seL4_CPtr to = 512 + fuzz_below(512), from = fuzz_below(1024);

    if (fuzz_below(2))
        seL4_CNode_Copy(CAMKES_OWN_CNODE, to, seL4_WordBits, CAMKES_OWN_CNODE,
                        from, seL4_WordBits, seL4_AllRights);
    else
        seL4_CNode_Delete(CAMKES_OWN_CNODE, to, seL4_WordBits);
}

static void request(void)
{
    uint32_t dice = fuzz_below(100);

    if (owned_count == OWNED_MAX)
        fuzz_honestly(NULL, free_all);
    if (dice < 30 && owned_count > 8)
        ask_free();
    else if (dice < 80)
        ask_alloc();
    else if (dice < 85)
        ask_close();
    else if (dice < 90)
        ask_report();
    else
        change_slots();
}

/* -- rounds ---------------------------------------------------------------- */

static void clean_up(void)
{
    struct memory_stats stats = { 0 };

    free_all();
    for (uint32_t i = 1; i <= ACCOUNTS; i++) {
        memory_close(account[i]);
        account[i] = MEMORY_OWN_ACCOUNT;
    }
    for (seL4_CPtr i = 512; i < 1024; i++)
        seL4_CNode_Delete(CAMKES_OWN_CNODE, i, seL4_WordBits);
    memory_stats(MEMORY_OWN_ACCOUNT, &stats);
    if (stats.allocated || stats.objects || stats.batches)
        fuzz_count_wrong(&tally, "objects", (int64_t)stats.objects, 0);
}

int run(void)
{
    start_wait();
    fuzz_passes_answers = true;
    for (unsigned n = TURN;; n += TURN) {
        fuzz_turn(&judge, request, TURN);
        if (n % ROUND == 0) {
            clean_up();
            printf("fuzzer: %s\nfuzzer: %u requests\n", fuzz_report(&tally), n);
        }
        turn_emit();
    }
}
