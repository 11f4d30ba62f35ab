/* SPDX-License-Identifier: MIT */
/*
 * The memory manager's cores, with the kernel played by this program.
 *
 * The kernel here knows ranges of memory and slots: what was made from an
 * untyped lies inside of it, and goes when that is revoked. It refuses what
 * the real one refuses, and calls it a failure of the test if the manager
 * asks for what it should know to be impossible. Any of its calls can be made
 * to fail.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "batches.h"
#include "kernel_calls.h"

/* -- the kernel ------------------------------------------------------------ */

enum {
    FIRST_SLOT = 300, /* of the manager's pairs */
    MANAGER_SLOTS = 300 + 2048,
    CLIENT_SLOTS = 8192,
    GOOD_CNODE = 77, /* the client's; others are no CNodes */
    UNLIMITED = 1 << 30,
};

struct held {
    uint64_t paddr, used;
    uint8_t bits; /* 0: the slot is empty */
};

static struct held manager[MANAGER_SLOTS], client[CLIENT_SLOTS];
static int calls, fail_from, fail_to; /* numbers of calls, from 1 */

static bool fails(void)
{
    calls++;
    return calls >= fail_from && calls <= fail_to;
}

static bool is_inside(const struct held *c, const struct held *of)
{
    return c->bits && c != of && c->paddr >= of->paddr &&
           c->paddr + (1ull << c->bits) <= of->paddr + (1ull << of->bits);
}

static bool has_children(const struct held *of)
{
    for (int i = 0; i < MANAGER_SLOTS; i++)
        if (is_inside(&manager[i], of) && manager[i].bits < of->bits)
            return true;
    for (int i = 0; i < CLIENT_SLOTS; i++)
        if (is_inside(&client[i], of))
            return true;
    return false;
}

static struct held *untyped_in(seL4_CPtr slot)
{
    assert_true(slot < MANAGER_SLOTS);
    assert_int_not_equal(manager[slot].bits, 0);
    return &manager[slot];
}

seL4_Error kernel_split(seL4_CPtr untyped, unsigned bits, seL4_CPtr slot)
{
    struct held *whole = untyped_in(untyped);

    if (fails())
        return seL4_IllegalOperation;
    assert_int_equal(bits + 1, whole->bits);
    assert_false(has_children(whole));
    assert_in_range(slot, FIRST_SLOT, MANAGER_SLOTS - 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(manager[slot + i].bits, 0);
        manager[slot + i] = (struct held){
            .paddr = whole->paddr + ((uint64_t)i << bits),
            .bits = (uint8_t)bits,
        };
    }
    whole->used = 1ull << whole->bits;
    return seL4_NoError;
}

static unsigned bits_of(seL4_Word type, seL4_Word size_bits)
{
    static const uint8_t bits[seL4_ObjectTypeCount] = {
        [seL4_TCBObject] = 11,         [seL4_EndpointObject] = 4,
        [seL4_NotificationObject] = 6, [seL4_ReplyObject] = 5,
        [seL4_RISCV_Giga_Page] = 30,   [seL4_RISCV_4K_Page] = 12,
        [seL4_RISCV_Mega_Page] = 21,   [seL4_RISCV_PageTableObject] = 12,
    };

    assert_true(type < seL4_ObjectTypeCount);
    if (type == seL4_CapTableObject)
        return (unsigned)size_bits + 5;
    return bits[type] ? bits[type] : (unsigned)size_bits;
}

static seL4_Error check_slots(seL4_CPtr cnode, seL4_Word slot, seL4_Word count)
{
    if (cnode != GOOD_CNODE)
        return seL4_FailedLookup;
    if (slot >= CLIENT_SLOTS || count > CLIENT_SLOTS - slot)
        return seL4_RangeError;
    for (seL4_Word i = slot; i < slot + count; i++)
        if (client[i].bits)
            return seL4_DeleteFirst;
    return seL4_NoError;
}

seL4_Error kernel_make(seL4_CPtr untyped, seL4_Word type, seL4_Word size_bits,
                       seL4_CPtr cnode, seL4_Word slot, seL4_Word count)
{
    struct held *whole = untyped_in(untyped);
    unsigned bits = bits_of(type, size_bits);
    seL4_Error error;

    if (fails())
        return seL4_InvalidArgument;
    assert_in_range(count, 1, 256);
    error = check_slots(cnode, slot, count);
    if (error)
        return error;
    if (!has_children(whole))
        whole->used = 0;
    /* No gap: what was carved is a multiple of what is next. */
    assert_int_equal(whole->used % (1ull << bits), 0);
    assert_true(whole->used + (count << bits) <= 1ull << whole->bits);
    for (seL4_Word i = slot; i < slot + count; i++) {
        client[i] = (struct held){ .paddr = whole->paddr + whole->used,
                                   .bits = (uint8_t)bits };
        whole->used += 1ull << bits;
    }
    return seL4_NoError;
}

seL4_Error kernel_revoke(seL4_CPtr untyped)
{
    struct held *whole = untyped_in(untyped);

    if (fails())
        return seL4_IllegalOperation;
    for (int i = 0; i < MANAGER_SLOTS; i++)
        if (is_inside(&manager[i], whole) && manager[i].bits < whole->bits)
            manager[i] = (struct held){ 0 };
    for (int i = 0; i < CLIENT_SLOTS; i++)
        if (is_inside(&client[i], whole))
            client[i] = (struct held){ 0 };
    return seL4_NoError;
}

/* -- the manager ----------------------------------------------------------- */

enum {
    BLOCKS = 2048,
    BATCHES = 512,
    MIB = 1 << 20,
    KIB = 1 << 10,
};

static struct memory m;
static struct block blocks[BLOCKS];
static struct batch batches[BATCHES];

static void add_root(uint32_t slot, uint64_t paddr, unsigned bits)
{
    manager[slot] = (struct held){ .paddr = paddr, .bits = (uint8_t)bits };
    assert_true(blocks_add(&m.blocks, slot, paddr, bits));
}

static void play_kernel(void)
{
    memset(manager, 0, sizeof manager);
    memset(client, 0, sizeof client);
    calls = 0;
    fail_from = fail_to = UNLIMITED;
}

/* 7 MiB in three parts; three clients, the last may charge any account. */
static int begin(void **state)
{
    (void)state;
    play_kernel();
    blocks_begin(&m.blocks, blocks, BLOCKS, FIRST_SLOT);
    add_root(10, 0x80400000, 22);
    add_root(11, 0x80200000, 21);
    add_root(12, 0x80100000, 20);
    accounts_begin(&m.accounts);
    accounts_add(&m.accounts, 3 * MIB, false);
    accounts_add(&m.accounts, 2 * MIB, false);
    accounts_add(&m.accounts, 2 * MIB, true);
    batches_begin(&m, batches, BATCHES);
    return 0;
}

static int check(void **state)
{
    (void)state;
    if (batches_check(&m))
        fail_msg("%s", batches_check(&m));
    return 0;
}

static enum memory_error alloc_in(uint32_t who, uint32_t account,
                                  struct memory_object object, uint32_t *number)
{
    return batches_alloc(&m, who, account, &object, 1, MEMORY_BRIEF, GOOD_CNODE,
                         number);
}

static enum memory_error alloc(struct memory_object object, uint32_t *number)
{
    return alloc_in(0, MEMORY_OWN_ACCOUNT, object, number);
}

static struct memory_object pages(uint32_t count, uint32_t slot)
{
    return (struct memory_object){ seL4_RISCV_4K_Page, 0, count, slot };
}

static uint32_t objects_in(uint32_t from, uint32_t to)
{
    uint32_t count = 0;

    for (uint32_t i = from; i < to; i++)
        count += client[i].bits != 0;
    return count;
}

static uint64_t allocated(void)
{
    return m.accounts.all.allocated;
}

/* -- requests -------------------------------------------------------------- */

static void a_batch_is_made_and_freed(void **state)
{
    uint32_t number;

    (void)state;
    assert_int_equal(alloc(pages(3, 40), &number), MEMORY_OK);
    assert_int_equal(objects_in(0, CLIENT_SLOTS), 3);
    assert_int_equal(objects_in(40, 43), 3);
    assert_int_equal(allocated(), 3 * 4096);
    assert_int_equal(batches_free(&m, 0, 0, number), MEMORY_OK);
    assert_int_equal(objects_in(0, CLIENT_SLOTS), 0);
    assert_int_equal(blocks_free(&m.blocks), 7 * MIB);
    assert_int_equal(batches_free(&m, 0, 0, number), MEMORY_NOT_FOUND);
}

/* Everything that a bundle may be made of, smallest first. */
static const struct memory_object mixture[] = {
    { seL4_EndpointObject, 0, 5, 0 },
    { seL4_ReplyObject, 0, 2, 5 },
    { seL4_NotificationObject, 0, 3, 7 },
    { seL4_SchedContextObject, 8, 1, 10 },
    { seL4_TCBObject, 0, 2, 11 },
    { seL4_CapTableObject, 6, 1, 13 },
    { seL4_RISCV_PageTableObject, 0, 3, 14 },
    { seL4_RISCV_4K_Page, 12, 300, 17 },
    { seL4_UntypedObject, 17, 1, 317 },
    { seL4_EndpointObject, 4, 1, 318 },
};
enum {
    MIXTURE_KINDS = sizeof mixture / sizeof *mixture,
    MIXTURE_OBJECTS = 319,
    MIXTURE_BYTES = 6 * 16 + 2 * 32 + 3 * 64 + 256 + 2 * 2048 + 2048 +
                    303 * 4096 + (1 << 17),
};

static enum memory_error alloc_mixture(uint32_t *number)
{
    return batches_alloc(&m, 0, 0, mixture, MIXTURE_KINDS, MEMORY_LONG,
                         GOOD_CNODE, number);
}

static void a_mixture_takes_few_blocks_and_little_more_than_it_needs(void **s)
{
    uint32_t number;

    (void)s;
    assert_int_equal(alloc_mixture(&number), MEMORY_OK);
    assert_int_equal(objects_in(0, CLIENT_SLOTS), MIXTURE_OBJECTS);
    assert_int_equal(m.accounts.all.requested, MIXTURE_BYTES);
    assert_int_equal(m.accounts.all.objects, MIXTURE_OBJECTS);
    assert_true(allocated() <= MIXTURE_BYTES * 17 / 16);
    assert_true(m.batch[number & 0xffff].blocks <= 5);
    for (uint32_t i = 0; i < MIXTURE_KINDS; i++)
        assert_int_equal(client[mixture[i].slot].bits,
                         bits_of(mixture[i].type, mixture[i].size_bits));
}

static void a_request_in_pieces_uses_smaller_blocks(void **state)
{
    uint32_t number, hole[64];

    (void)state;
    /* 64 batches of 16 pages: 4 MiB; every second one goes. */
    for (uint32_t i = 0; i < 64; i++)
        assert_int_equal(alloc_in(i % 2, 0, pages(16, i * 16), &hole[i]),
                         MEMORY_OK);
    for (uint32_t i = 0; i < 64; i += 2)
        assert_int_equal(batches_free(&m, 0, 0, hole[i]), MEMORY_OK);
    /* 3 MiB whole, 2 MiB in pieces of 64 KiB. */
    assert_int_equal(alloc_in(2, 0, pages(512, 2000), &number), MEMORY_OK);
    assert_int_equal(alloc_in(0, 0, pages(700, 3000), &number), MEMORY_OK);
    assert_int_equal(objects_in(3000, 3700), 700);
    assert_true(m.batch[number & 0xffff].blocks > 10);
    assert_null(batches_check(&m));
}

static void only_the_blocks_that_were_needed_are_charged(void **state)
{
    uint32_t number, page[100];

    (void)state;
    /* 33 pages are rounded up to 34; in single pages 33 are enough. */
    m.accounts.account[2].quota = 7 * MIB;
    for (uint32_t i = 0; i < 100; i++)
        assert_int_equal(alloc(pages(1, i), &page[i]), MEMORY_OK);
    assert_int_equal(alloc_in(2, 0, pages(1100, 1000), &number), MEMORY_OK);
    assert_int_equal(alloc_in(2, 0, pages(500, 3000), &number), MEMORY_OK);
    while (alloc_in(2, 0, pages(1, 4000), &number) == MEMORY_OK)
        memset(&client[4000], 0, sizeof client[4000]);
    for (uint32_t i = 0; i < 100; i += 2)
        assert_int_equal(batches_free(&m, 0, 0, page[i]), MEMORY_OK);
    assert_int_equal(blocks_free(&m.blocks), 50 * 4096);
    assert_int_equal(alloc(pages(33, 5000), &number), MEMORY_OK);
    assert_int_equal(m.batch[number & 0xffff].blocks, 33);
    assert_int_equal(m.accounts.account[0].stats.allocated, 83 * 4096);
    assert_null(batches_check(&m));
}

static void what_fits_the_quota_in_whole_pages_is_not_refused(void **state)
{
    uint32_t account, number;

    (void)state;
    assert_int_equal(accounts_open(&m.accounts, 0, 4096 * 39, &account),
                     MEMORY_OK);
    assert_int_equal(alloc_in(0, account, pages(39, 0), &number), MEMORY_OK);
    assert_int_equal(allocated(), 4096 * 39);
    assert_int_equal(m.batch[number & 0xffff].blocks, 4);
    m.accounts.account[1].quota = 7 * MIB;
    assert_int_equal(alloc_in(1, 0, pages(1792 - 39, 100), &number), MEMORY_OK);
    assert_int_equal(blocks_free(&m.blocks), 0);
}

static void memory_in_too_small_pieces_is_counted_apart(void **state)
{
    uint32_t number, hole[112];

    (void)state;
    for (uint32_t i = 0; i < 112; i++)
        assert_int_equal(alloc_in(i < 48   ? 0
                                  : i < 80 ? 1
                                           : 2,
                                  0, pages(16, i * 16), &hole[i]),
                         MEMORY_OK);
    assert_int_equal(blocks_free(&m.blocks), 0);
    assert_int_equal(alloc(pages(1, 5000), &number), MEMORY_QUOTA);
    for (uint32_t i = 0; i < 48; i += 2)
        assert_int_equal(batches_free(&m, 0, 0, hole[i]), MEMORY_OK);
    assert_int_equal(
        alloc((struct memory_object){ seL4_UntypedObject, 17, 1, 5000 },
              &number),
        MEMORY_OUT_OF_MEMORY);
    assert_int_equal(m.accounts.all.too_small, 1);
    assert_int_equal(m.accounts.all.out_of_memory, 0);
    assert_int_equal(m.accounts.all.over_quota, 1);
}

static void no_memory_at_all_is_counted(void **state)
{
    uint32_t number;

    (void)state;
    m.accounts.account[0].quota = 100 * MIB;
    assert_int_equal(alloc(pages(7 * 256, 0), &number), MEMORY_OK);
    assert_int_equal(alloc(pages(1, 5000), &number), MEMORY_OUT_OF_MEMORY);
    assert_int_equal(m.accounts.all.out_of_memory, 1);
    assert_int_equal(m.accounts.all.too_small, 0);
}

static void wrong_objects_are_refused(void **state)
{
    /* clang-format off */
    static const struct {
        struct memory_object object;
        enum memory_error error;
    } cases[] = {
        { { seL4_ObjectTypeCount, 12, 1, 0 }, MEMORY_BAD_OBJECT },
        { { UINT32_MAX, 12, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_RISCV_4K_Page, 13, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_TCBObject, 12, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_UntypedObject, 3, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_UntypedObject, 0, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_UntypedObject, 39, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_UntypedObject, 64, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_UntypedObject, UINT32_MAX, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_CapTableObject, 0, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_CapTableObject, 34, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_SchedContextObject, 6, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_RISCV_4K_Page, 0, 0, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_EndpointObject, 0, MEMORY_COUNT_MAX + 1, 0 },
          MEMORY_TOO_MANY },
        { { seL4_EndpointObject, 0, UINT32_MAX, 0 }, MEMORY_TOO_MANY },
        { { seL4_UntypedObject, 38, 4096, 0 }, MEMORY_QUOTA },
        { { seL4_RISCV_Giga_Page, 0, 1, 0 }, MEMORY_QUOTA },
        { { seL4_RISCV_4K_Page, 0, 1, CLIENT_SLOTS }, MEMORY_BAD_CNODE },
        { { seL4_RISCV_4K_Page, 0, 2, CLIENT_SLOTS - 1 }, MEMORY_BAD_CNODE },
        { { seL4_RISCV_4K_Page, 0, 2, UINT32_MAX }, MEMORY_BAD_CNODE },
    };
    /* clang-format on */
    uint32_t number;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(alloc(cases[i].object, &number), cases[i].error);
        assert_null(batches_check(&m));
    }
    assert_int_equal(
        batches_alloc(&m, 0, 0, mixture, 0, MEMORY_BRIEF, GOOD_CNODE, &number),
        MEMORY_BAD_OBJECT);
    assert_int_equal(
        batches_alloc(&m, 0, 0, mixture, 1, 2, GOOD_CNODE, &number),
        MEMORY_BAD_OBJECT);
    assert_int_equal(blocks_free(&m.blocks), 7 * MIB);
}

static void too_many_objects_are_refused(void **state)
{
    struct memory_object many[MEMORY_OBJECTS_MAX + 1];
    uint32_t number;

    (void)state;
    for (uint32_t i = 0; i <= MEMORY_OBJECTS_MAX; i++)
        many[i] = (struct memory_object){ seL4_EndpointObject, 0, 1, i };
    assert_int_equal(batches_alloc(&m, 0, 0, many, MEMORY_OBJECTS_MAX + 1,
                                   MEMORY_BRIEF, GOOD_CNODE, &number),
                     MEMORY_TOO_MANY);
    many[0].count = MEMORY_COUNT_MAX;
    assert_int_equal(
        batches_alloc(&m, 0, 0, many, 2, MEMORY_BRIEF, GOOD_CNODE, &number),
        MEMORY_TOO_MANY);
    many[0].count = 1;
    assert_int_equal(batches_alloc(&m, 0, 0, many, MEMORY_OBJECTS_MAX,
                                   MEMORY_BRIEF, GOOD_CNODE, &number),
                     MEMORY_OK);
}

static void bad_cnodes_leave_nothing_behind(void **state)
{
    uint32_t number;

    (void)state;
    assert_int_equal(batches_alloc(&m, 0, 0, mixture, MIXTURE_KINDS,
                                   MEMORY_BRIEF, seL4_CapNull, &number),
                     MEMORY_BAD_CNODE);
    assert_int_equal(calls, 0);
    assert_int_equal(batches_alloc(&m, 0, 0, mixture, MIXTURE_KINDS,
                                   MEMORY_BRIEF, 5, &number),
                     MEMORY_BAD_CNODE);
    client[318] = (struct held){ .paddr = 1, .bits = 4 };
    assert_int_equal(alloc_mixture(&number), MEMORY_SLOT_OCCUPIED);
    assert_int_equal(objects_in(0, CLIENT_SLOTS), 1);
    assert_int_equal(blocks_free(&m.blocks), 7 * MIB);
}

/* -- accounts -------------------------------------------------------------- */

static void an_opened_account_is_charged_to_its_opener(void **state)
{
    uint32_t account, number;

    (void)state;
    assert_int_equal(accounts_open(&m.accounts, 0, MIB, &account), MEMORY_OK);
    assert_int_equal(alloc_in(0, account, pages(256, 0), &number), MEMORY_OK);
    assert_int_equal(alloc_in(0, account, pages(1, 300), &number),
                     MEMORY_QUOTA);
    assert_int_equal(alloc(pages(512, 300), &number), MEMORY_OK);
    assert_int_equal(alloc(pages(1, 1000), &number), MEMORY_QUOTA);
    assert_int_equal(batches_close(&m, 0, account), MEMORY_OK);
    assert_int_equal(objects_in(0, 300), 0);
    assert_int_equal(objects_in(300, 900), 512);
    assert_int_equal(alloc(pages(256, 1000), &number), MEMORY_OK);
    assert_int_equal(alloc_in(0, account, pages(1, 0), &number),
                     MEMORY_NOT_FOUND);
    assert_int_equal(batches_close(&m, 0, account), MEMORY_NOT_FOUND);
}

static void accounts_are_their_openers(void **state)
{
    uint32_t account, number, lent;

    (void)state;
    assert_int_equal(accounts_open(&m.accounts, 0, MIB, &account), MEMORY_OK);
    assert_int_equal(alloc_in(0, account, pages(1, 0), &number), MEMORY_OK);
    assert_int_equal(alloc_in(1, account, pages(1, 1), &lent),
                     MEMORY_NOT_FOUND);
    assert_int_equal(batches_free(&m, 1, account, number), MEMORY_NOT_FOUND);
    assert_int_equal(batches_free(&m, 1, 0, number), MEMORY_NOT_FOUND);
    assert_int_equal(batches_free(&m, 0, 0, number), MEMORY_NOT_FOUND);
    assert_int_equal(batches_close(&m, 1, account), MEMORY_NOT_FOUND);
    /* Who may charge any account may do that, and free what it made. */
    assert_int_equal(alloc_in(2, account, pages(1, 1), &lent), MEMORY_OK);
    assert_int_equal(batches_close(&m, 2, account), MEMORY_NOT_FOUND);
    assert_int_equal(batches_free(&m, 2, account, number), MEMORY_NOT_FOUND);
    assert_int_equal(batches_free(&m, 2, account, lent), MEMORY_OK);
    assert_int_equal(alloc_in(2, account, pages(1, 1), &lent), MEMORY_OK);
    assert_int_equal(batches_free(&m, 0, account, lent), MEMORY_OK);
    assert_int_equal(batches_close(&m, 0, 0), MEMORY_NOT_FOUND);
    assert_int_equal(alloc_in(3, 0, pages(1, 1), &lent), MEMORY_NOT_FOUND);
    assert_int_equal(alloc_in(UINT32_MAX, 0, pages(1, 1), &lent),
                     MEMORY_NOT_FOUND);
}

static void numbers_that_nobody_was_given_are_not_found(void **state)
{
    uint32_t account, number;

    (void)state;
    assert_int_equal(accounts_open(&m.accounts, 0, MIB, &account), MEMORY_OK);
    assert_int_equal(alloc(pages(1, 0), &number), MEMORY_OK);
    for (uint32_t i = 1; i < 100000; i++)
        if (i != account)
            assert_int_equal(accounts_find(&m.accounts, 0, i), ACCOUNT_NONE);
    for (uint32_t i = 0; i < 200000; i++)
        if (i != number)
            assert_int_equal(batches_free(&m, 0, 0, i), MEMORY_NOT_FOUND);
}

static void a_freed_batchs_number_means_nothing_in_its_place(void **state)
{
    uint32_t old, number;

    (void)state;
    assert_int_equal(alloc(pages(1, 0), &old), MEMORY_OK);
    assert_int_equal(batches_free(&m, 0, 0, old), MEMORY_OK);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(alloc(pages(1, 0), &number), MEMORY_OK);
        assert_int_not_equal(number, old);
        assert_int_equal(batches_free(&m, 0, 0, old), MEMORY_NOT_FOUND);
        assert_int_equal(batches_free(&m, 0, 0, number), MEMORY_OK);
    }
}

static void a_client_opens_so_many_accounts_and_others_still_can(void **state)
{
    uint32_t first, account, other;

    (void)state;
    assert_int_equal(accounts_open(&m.accounts, 0, 4 * MIB, &account),
                     MEMORY_QUOTA);
    assert_int_equal(accounts_open(&m.accounts, 9, 1, &account),
                     MEMORY_NOT_FOUND);
    for (int i = 0; i < ACCOUNT_OPEN_MAX; i++)
        assert_int_equal(accounts_open(&m.accounts, 0, MIB, &account),
                         MEMORY_OK);
    assert_int_equal(accounts_open(&m.accounts, 0, MIB, &first),
                     MEMORY_TOO_MANY);
    assert_int_equal(accounts_open(&m.accounts, 1, MIB, &other), MEMORY_OK);
    assert_int_equal(batches_close(&m, 0, account), MEMORY_OK);
    assert_int_equal(accounts_open(&m.accounts, 0, MIB, &first), MEMORY_OK);
    assert_int_not_equal(first, account);
}

static void a_clients_blocks_are_its_share(void **state)
{
    uint32_t number, made = 0;
    enum memory_error error;

    (void)state;
    /* As many of the smallest as it can get; no other client is touched. */
    do
        error = alloc(pages(1, made), &number);
    while (error == MEMORY_OK && ++made);
    assert_int_equal(error, MEMORY_TOO_MANY);
    assert_int_equal(made, m.accounts.account[0].blocks_max);
    assert_true(made > 100);
    assert_int_equal(alloc_in(1, 0, pages(256, 4000), &number), MEMORY_OK);
    assert_int_equal(alloc_in(2, 0, pages(512, 5000), &number), MEMORY_OK);
}

/* -- where blocks lie ------------------------------------------------------ */

static void lifetimes_lie_at_two_ends(void **state)
{
    struct memory_object page = pages(1, 0);
    uint32_t number;

    (void)state;
    for (uint32_t i = 0; i < 100; i++) {
        page.slot = i;
        assert_int_equal(
            batches_alloc(&m, 0, 0, &page, 1, i % 2, GOOD_CNODE, &number),
            MEMORY_OK);
    }
    for (uint32_t i = 0; i < 100; i++) {
        if (i % 2 == MEMORY_LONG)
            assert_in_range(client[i].paddr, 0x80800000 - 64 * 4096,
                            0x80800000);
        else
            assert_in_range(client[i].paddr, 0x80100000,
                            0x80100000 + 64 * 4096);
    }
}

static void what_was_split_is_joined_when_it_is_needed(void **state)
{
    uint32_t number[64], large;

    (void)state;
    m.accounts.account[0].quota = 7 * MIB;
    for (uint32_t i = 0; i < 64; i++)
        assert_int_equal(alloc(pages(1, i), &number[i]), MEMORY_OK);
    for (uint32_t i = 0; i < 64; i++)
        assert_int_equal(batches_free(&m, 0, 0, number[i]), MEMORY_OK);
    assert_true(blocks_slots(&m.blocks) > 64);
    calls = 0;
    assert_int_equal(alloc(pages(7 * 256, 0), &large), MEMORY_OK);
    assert_int_equal(m.batch[large & 0xffff].blocks, 3);
    assert_int_equal(blocks_slots(&m.blocks), 0);
    assert_int_equal(calls, 1 + 7);
}

/* Wherever used blocks lie, so many never run out of pairs. */
static void the_limit_of_blocks_holds_when_they_lie_as_badly_as_can_be(void **s)
{
    uint32_t limit, taken[1792], count = 0, step;

    (void)s;
    limit = blocks_limit(&m.blocks);
    assert_in_range(limit, 200, 1000);
    for (uint32_t i = 0; i < 1792; i++) {
        taken[i] = blocks_take(&m.blocks, BLOCK_MIN_BITS, MEMORY_BRIEF);
        if (taken[i] == BLOCK_NONE)
            break;
        count++;
    }
    assert_true(count >= limit);
    /* Leave them far apart; then take the rest one by one. */
    step = 4;
    for (uint32_t i = 0; i < count; i++)
        if (i % step)
            blocks_release(&m.blocks, taken[i]);
    for (uint32_t left = (count + step - 1) / step; left < limit; left++)
        assert_int_not_equal(
            blocks_take(&m.blocks, BLOCK_MIN_BITS, MEMORY_LONG), BLOCK_NONE);
    assert_null(blocks_check(&m.blocks));
}

static void small_and_excess_memory_is_left_out(void **state)
{
    struct blocks b;

    (void)state;
    blocks_begin(&b, blocks, BLOCKS, FIRST_SLOT);
    assert_false(blocks_add(&b, 1, 0x1000, 11));
    assert_false(blocks_add(&b, 1, 0, 39));
    for (uint32_t i = 0; i < BLOCK_ROOTS_MAX; i++)
        assert_true(blocks_add(&b, i, (1000 - i) * 4096ull, 12));
    assert_false(blocks_add(&b, 1, 0, 12));
    for (uint32_t i = 1; i < BLOCK_ROOTS_MAX; i++)
        assert_true(blocks[i - 1].paddr < blocks[i].paddr);
    assert_int_equal(blocks_free(&b), BLOCK_ROOTS_MAX * 4096);
}

/* -- failures -------------------------------------------------------------- */

struct picture {
    struct held client[CLIENT_SLOTS];
    struct memory_stats all, own;
    uint64_t free;
    uint32_t blocks;
};

static void take_picture(struct picture *p)
{
    memcpy(p->client, client, sizeof client);
    p->all = m.accounts.all;
    p->own = m.accounts.account[0].stats;
    p->free = blocks_free(&m.blocks);
    p->blocks = m.accounts.account[0].blocks;
}

static void assert_same(const struct picture *a)
{
    static struct picture b;

    take_picture(&b);
    assert_memory_equal(a->client, b.client, sizeof client);
    assert_int_equal(a->all.allocated, b.all.allocated);
    assert_int_equal(a->all.objects, b.all.objects);
    assert_int_equal(a->own.requested, b.own.requested);
    assert_int_equal(a->own.batches, b.own.batches);
    assert_int_equal(a->free, b.free);
    assert_int_equal(a->blocks, b.blocks);
}

/* One call of the kernel fails, each in turn. */
static void whichever_call_fails_nothing_is_left(void **state)
{
    static struct picture before;
    uint32_t number;
    int at = 0;

    take_picture(&before);
    for (;;) {
        enum memory_error error;

        begin(state);
        fail_from = fail_to = ++at;
        error = alloc_mixture(&number);
        fail_from = fail_to = UNLIMITED;
        assert_null(batches_check(&m));
        if (calls < at) {
            assert_int_equal(error, MEMORY_OK);
            break;
        }
        /* A block that could not be split may have been found elsewhere. */
        if (error == MEMORY_OK)
            assert_int_equal(batches_free(&m, 0, 0, number), MEMORY_OK);
        assert_same(&before);
        assert_int_equal(alloc_mixture(&number), MEMORY_OK);
    }
    assert_true(at > 15);
}

/* From some call on all fail: what was taken cannot be given back. It is
 * lost, and nobody gets it. */
static void whatever_fails_memory_is_accounted_for(void **state)
{
    for (int at = 1; at < 40; at++) {
        uint32_t number;

        begin(state);
        fail_from = at;
        fail_to = UNLIMITED;
        if (alloc_mixture(&number) == MEMORY_OK)
            batches_free(&m, 0, 0, number);
        fail_from = UNLIMITED;
        assert_null(batches_check(&m));
        assert_int_equal(allocated(), 0);
        assert_int_equal(blocks_free(&m.blocks) + m.blocks.lost, 7 * MIB);
        /* The client's slots may still hold what could not be revoked. */
        memset(client, 0, sizeof client);
        assert_int_equal(alloc(pages(16, 1000), &number), MEMORY_OK);
        assert_null(batches_check(&m));
    }
}

static void a_failed_join_changes_nothing(void **state)
{
    uint32_t number[8], large;

    (void)state;
    m.accounts.account[0].quota = 7 * MIB;
    for (uint32_t i = 0; i < 8; i++)
        assert_int_equal(alloc(pages(1, i), &number[i]), MEMORY_OK);
    for (uint32_t i = 0; i < 8; i++)
        assert_int_equal(batches_free(&m, 0, 0, number[i]), MEMORY_OK);
    fail_from = calls + 1;
    fail_to = calls + 1000;
    assert_int_equal(
        alloc((struct memory_object){ seL4_UntypedObject, 22, 1, 0 }, &large),
        MEMORY_BAD_CNODE);
    fail_from = UNLIMITED;
    assert_null(batches_check(&m));
}

/* -- a long random life ---------------------------------------------------- */

static uint64_t random_state;

static uint32_t random_below(uint32_t n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((random_state >> 33) % n);
}

/* What should be there, told by what was asked and answered. */
struct known {
    uint32_t number, account, who;
    uint32_t first, count;
    uint64_t bytes;
};
enum { KNOWN_MAX = 256, LENT_MAX = 6, REGION = 24 };

static struct known known[KNOWN_MAX];
static uint32_t knowns;
static uint32_t lent[LENT_MAX]; /* accounts of clients 0 and 1 */

static struct memory_object random_object(uint32_t slot)
{
    static const uint32_t types[] = { seL4_EndpointObject, seL4_TCBObject,
                                      seL4_RISCV_4K_Page,  seL4_UntypedObject,
                                      seL4_CapTableObject, seL4_ReplyObject };
    struct memory_object object = { .type = types[random_below(6)],
                                    .count = 1 + random_below(6),
                                    .slot = slot };

    if (object.type == seL4_UntypedObject)
        object.size_bits = 4 + random_below(16);
    if (object.type == seL4_CapTableObject)
        object.size_bits = 1 + random_below(9);
    return object;
}

/* Every batch has a region of slots of its own; none else may be full. */
static void compare(void)
{
    uint64_t bytes = 0;
    uint32_t objects = 0;

    for (uint32_t i = 0; i < knowns; i++) {
        assert_int_equal(objects_in(known[i].first, known[i].first + REGION),
                         known[i].count);
        objects += known[i].count;
        bytes += known[i].bytes;
    }
    assert_int_equal(objects_in(0, CLIENT_SLOTS), objects);
    assert_int_equal(m.accounts.all.objects, objects);
    assert_int_equal(m.accounts.all.requested, bytes);
    assert_int_equal(m.accounts.all.batches, knowns);
    if (batches_check(&m))
        fail_msg("%s", batches_check(&m));
}

static void forget(uint32_t i)
{
    known[i] = known[--knowns];
}

static void random_alloc(void)
{
    uint32_t place = random_below(LENT_MAX), slot, number, kinds;
    uint32_t who = place < LENT_MAX / 2 ? 0 : 1;
    struct memory_object object[4];
    struct known *k = &known[knowns];
    enum memory_error error;

    if (knowns == KNOWN_MAX)
        return;
    *k = (struct known){ .who = who };
    k->account = random_below(2) ? lent[place] : MEMORY_OWN_ACCOUNT;
    k->first = random_below(CLIENT_SLOTS / REGION) * REGION;
    slot = k->first;
    kinds = 1 + random_below(4);
    for (uint32_t i = 0; i < kinds; i++) {
        object[i] = random_object(slot);
        slot += object[i].count;
        k->count += object[i].count;
        k->bytes += (uint64_t)object[i].count
                    << bits_of(object[i].type, object[i].size_bits);
    }
    error = batches_alloc(&m, who, k->account, object, kinds, random_below(2),
                          GOOD_CNODE, &number);
    k->number = number;
    if (error == MEMORY_OK)
        knowns++;
    else
        assert_int_not_equal(error, MEMORY_BAD_OBJECT);
}

static void random_free(void)
{
    uint32_t i;

    if (knowns == 0)
        return;
    i = random_below(knowns);
    assert_int_equal(
        batches_free(&m, known[i].who, known[i].account, known[i].number),
        MEMORY_OK);
    forget(i);
}

static void random_reopen(void)
{
    uint32_t place = random_below(LENT_MAX);
    uint32_t who = place < LENT_MAX / 2 ? 0 : 1;

    assert_int_equal(batches_close(&m, who, lent[place]), MEMORY_OK);
    for (uint32_t i = knowns; i-- > 0;)
        if (known[i].account == lent[place])
            forget(i);
    assert_int_equal(accounts_open(&m.accounts, who,
                                   (1 + random_below(16)) * 64 * KIB,
                                   &lent[place]),
                     MEMORY_OK);
}

static void live(uint64_t seed, uint32_t steps)
{
    random_state = seed;
    knowns = 0;
    for (uint32_t i = 0; i < LENT_MAX; i++)
        accounts_open(&m.accounts, i < LENT_MAX / 2 ? 0 : 1, MIB, &lent[i]);
    for (uint32_t i = 0; i < steps; i++) {
        uint32_t dice = random_below(100);

        if (dice < 55)
            random_alloc();
        else if (dice < 97)
            random_free();
        else
            random_reopen();
        if (i % 8 == 0)
            compare();
    }
    while (knowns)
        random_free();
    compare();
    assert_int_equal(blocks_free(&m.blocks), 7 * MIB);
}

static void random_requests_agree_with_what_is_known(void **state)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        begin(state);
        live(seed, 1500);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_batch_is_made_and_freed, begin,
                                        check),
        cmocka_unit_test_setup_teardown(
            a_mixture_takes_few_blocks_and_little_more_than_it_needs, begin,
            check),
        cmocka_unit_test_setup_teardown(a_request_in_pieces_uses_smaller_blocks,
                                        begin, check),
        cmocka_unit_test_setup_teardown(
            only_the_blocks_that_were_needed_are_charged, begin, check),
        cmocka_unit_test_setup_teardown(
            what_fits_the_quota_in_whole_pages_is_not_refused, begin, check),
        cmocka_unit_test_setup_teardown(
            memory_in_too_small_pieces_is_counted_apart, begin, check),
        cmocka_unit_test_setup_teardown(no_memory_at_all_is_counted, begin,
                                        check),
        cmocka_unit_test_setup_teardown(wrong_objects_are_refused, begin,
                                        check),
        cmocka_unit_test_setup_teardown(too_many_objects_are_refused, begin,
                                        check),
        cmocka_unit_test_setup_teardown(bad_cnodes_leave_nothing_behind, begin,
                                        check),
        cmocka_unit_test_setup_teardown(
            an_opened_account_is_charged_to_its_opener, begin, check),
        cmocka_unit_test_setup_teardown(accounts_are_their_openers, begin,
                                        check),
        cmocka_unit_test_setup_teardown(
            numbers_that_nobody_was_given_are_not_found, begin, check),
        cmocka_unit_test_setup_teardown(
            a_freed_batchs_number_means_nothing_in_its_place, begin, check),
        cmocka_unit_test_setup_teardown(
            a_client_opens_so_many_accounts_and_others_still_can, begin, check),
        cmocka_unit_test_setup_teardown(a_clients_blocks_are_its_share, begin,
                                        check),
        cmocka_unit_test_setup_teardown(lifetimes_lie_at_two_ends, begin,
                                        check),
        cmocka_unit_test_setup_teardown(
            what_was_split_is_joined_when_it_is_needed, begin, check),
        /* No batches, nothing for `check` to look at. */
        cmocka_unit_test_setup(
            the_limit_of_blocks_holds_when_they_lie_as_badly_as_can_be, begin),
        cmocka_unit_test_setup_teardown(small_and_excess_memory_is_left_out,
                                        begin, check),
        cmocka_unit_test_setup_teardown(whichever_call_fails_nothing_is_left,
                                        begin, check),
        cmocka_unit_test_setup_teardown(whatever_fails_memory_is_accounted_for,
                                        begin, check),
        cmocka_unit_test_setup_teardown(a_failed_join_changes_nothing, begin,
                                        check),
        cmocka_unit_test_setup_teardown(
            random_requests_agree_with_what_is_known, begin, check),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
