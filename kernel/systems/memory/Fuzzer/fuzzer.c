/* SPDX-License-Identifier: MIT
 *
 * Asks the memory manager for anything: any method with any numbers, any
 * capability that it can get hold of; one call in four is spoilt on its way
 * (spoil.c). After every thousand requests it frees what it got and
 * looks whether the manager agrees that nothing is left.
 *
 * Numbers are drawn so that most requests are nearly good ones: mere noise is
 * refused at the first look.
 */
#include <camkes.h>
#include <stdio.h>
#include <stdlib.h>

#include "spoil.h"

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
static unsigned answers[MEMORY_ERRORS];
static unsigned wrong;

/* -- any number ------------------------------------------------------------ */

uint64_t random_word(void)
{
    static uint64_t state = 0x7e55e4a;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

uint32_t some(uint32_t limit)
{
    return (uint32_t)((random_word() >> 20) % limit);
}

/* Small as a rule, else one at which checks go wrong. */
static uint32_t number(uint32_t usual)
{
    static const uint32_t odd[] = { 0,       64,         256,        257,
                                    4096,    4097,       0x7fffffff, 0x80000000,
                                    1 << 20, 0xfffffff0, 0xffffffff };

    return some(12) ? some(usual) : odd[some(sizeof odd / sizeof *odd)];
}

/* Its own CNode as a rule, else what is in any slot of it. */
static seL4_CPtr capability(void)
{
    return some(3) ? CAMKES_OWN_CNODE : some(1 << CAMKES_CNODE_BITS);
}

static uint32_t any_account(void)
{
    return some(10) ? account[some(ACCOUNTS + 1)] : (uint32_t)random_word();
}

/* -- requests -------------------------------------------------------------- */

static void remember(int answer)
{
    if (answer >= 0 && answer < MEMORY_ERRORS)
        answers[answer]++;
    else
        wrong++;
}

/* An object of a size that there is, as a rule. */
static struct memory_object any_object(void)
{
    static const uint8_t least[] = { 4, 0, 0, 0, 1, 7 };
    struct memory_object object = {
        .type = number(12),
        .count = some(4) ? 1 : number(20),
        .slot = some(20) ? 512 + some(512) : number(1024),
    };

    if (object.type < sizeof least && least[object.type])
        object.size_bits = least[object.type] + some(12);
    if (some(15) == 0)
        object.size_bits = number(40);
    return object;
}

/* The slots from 512 up are for objects; nobody keeps account of them. */
static void ask_alloc(void)
{
    static struct memory_object objects[KINDS];
    uint32_t count = some(20) ? 1 + some(4) : some(KINDS + 1);
    struct owned *o = &owned[owned_count];
    int answer;

    for (uint32_t i = 0; i < count; i++)
        objects[i] = any_object();
    o->account = any_account();
    answer = memory_alloc(o->account, count, objects, some(10) ? some(2) : 2,
                          capability(), &o->batch);
    remember(answer);
    if (answer == MEMORY_OK)
        owned_count++;
}

/* If that was spoilt, or its account is closed, it stays in the list. */
static void ask_free(void)
{
    uint32_t i = owned_count ? some(owned_count) : 0;
    int answer;

    if (owned_count == 0 || some(5) == 0) {
        remember(memory_free(any_account(), (uint32_t)random_word()));
        return;
    }
    answer = memory_free(owned[i].account, owned[i].batch);
    remember(answer);
    if (answer == MEMORY_OK && !was_spoilt)
        owned[i] = owned[--owned_count];
}

/* Frees all that it has, by calls that are not spoilt. A request may have
 * been spoilt to name another account, so all are tried. */
static void free_all(void)
{
    is_honest = true;
    for (; owned_count > 0; owned_count--)
        for (uint32_t i = 0; i <= ACCOUNTS; i++)
            memory_free(account[i], owned[owned_count - 1].batch);
    is_honest = false;
}

/* A closed account is followed by a new one. */
static void ask_close(void)
{
    uint32_t i = 1 + some(ACCOUNTS);

    remember(memory_close((uint32_t)random_word()));
    remember(memory_close(account[i]));
    if (was_spoilt)
        return;
    remember(memory_open(some(4) ? some(1 << 22) : random_word(), &account[i]));
}

/* What comes out is for nobody. */
static void ask_report(void)
{
    struct memory_stats stats;
    uint32_t next;
    char *text = NULL;

    if (some(50) == 0)
        remember(memory_capscan(number(1 << 13), &text, &next));
    free(text);
    remember(memory_stats(any_account(), &stats));
    remember(memory_stats_all(&stats));
}

/* Makes or loses a capability of its own, to be sent later. */
static void change_slots(void)
{
    seL4_CPtr to = 512 + some(512), from = some(1024);

    if (some(2))
        seL4_CNode_Copy(CAMKES_OWN_CNODE, to, seL4_WordBits, CAMKES_OWN_CNODE,
                        from, seL4_WordBits, seL4_AllRights);
    else
        seL4_CNode_Delete(CAMKES_OWN_CNODE, to, seL4_WordBits);
}

static void request(void)
{
    uint32_t dice = some(100);

    if (owned_count == OWNED_MAX)
        free_all();
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
    is_honest = true;
    for (uint32_t i = 1; i <= ACCOUNTS; i++) {
        memory_close(account[i]);
        account[i] = MEMORY_OWN_ACCOUNT;
    }
    for (seL4_CPtr i = 512; i < 1024; i++)
        seL4_CNode_Delete(CAMKES_OWN_CNODE, i, seL4_WordBits);
    memory_stats(MEMORY_OWN_ACCOUNT, &stats);
    wrong += stats.allocated || stats.objects || stats.batches;
    is_honest = false;
}

static void report(unsigned requests)
{
    printf("fuzzer: %u requests: %u OK, %u out of memory, %u over quota, "
           "%u bad objects, %u bad CNodes, %u occupied, %u not found, "
           "%u too many, %u no answer, %u wrong; %u spoilt, %u refused\n",
           requests, answers[MEMORY_OK], answers[MEMORY_OUT_OF_MEMORY],
           answers[MEMORY_QUOTA], answers[MEMORY_BAD_OBJECT],
           answers[MEMORY_BAD_CNODE], answers[MEMORY_SLOT_OCCUPIED],
           answers[MEMORY_NOT_FOUND], answers[MEMORY_TOO_MANY],
           answers[MEMORY_NO_ANSWER], wrong, spoilt, spoilt_refused);
}

int run(void)
{
    start_wait();
    for (unsigned i = 1;; i++) {
        request();
        if (i % ROUND == 0) {
            clean_up();
            report(i);
        }
        if (i % TURN == 0)
            turn_emit();
    }
}
