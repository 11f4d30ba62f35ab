/* SPDX-License-Identifier: MIT
 *
 * Asks the memory manager for everything that there is, and to be refused for
 * every reason that there is; each answer is held against what is expected.
 * A line of the console says how many of how many were right.
 */
#include <camkes.h>
#include <slots.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

SLOTS_OF_COMPONENT(slots);

enum {
    MIB = 1 << 20,
    QUOTA = 16 * MIB,
    CYCLES = 1000,
    SMALL_BITS = 4, /* radix of the CNode that is lent */
    ROW = 40,       /* slots for what one call makes */
};

static seL4_CPtr row; /* ROW empty slots */

/* -- counting -------------------------------------------------------------- */

static unsigned right, asked;

static void expect(const char *what, long is, long should)
{
    asked++;
    right += is == should;
    if (is != should)
        printf("tester: %s: %ld instead of %ld\n", what, is, should);
}

static void conclude(const char *what)
{
    printf("tester: %s: %u of %u\n", what, right, asked);
    right = asked = 0;
}

static struct memory_stats all(void)
{
    struct memory_stats stats = { 0 };

    expect("stats of all", memory_stats_all(&stats), MEMORY_OK);
    return stats;
}

static struct memory_stats own(void)
{
    struct memory_stats stats = { 0 };

    expect("own stats", memory_stats(MEMORY_OWN_ACCOUNT, &stats), MEMORY_OK);
    return stats;
}

/* Bytes and objects that are there now, not what there ever was. */
static void expect_same(const char *what, const struct memory_stats *a,
                        const struct memory_stats *b)
{
    expect(what, (long)b->allocated, (long)a->allocated);
    expect(what, (long)b->free, (long)a->free);
    expect(what, (long)b->requested, (long)a->requested);
    expect(what, (long)b->objects, (long)a->objects);
    expect(what, (long)b->batches, (long)a->batches);
}

static int alloc(const struct memory_object *objects, size_t count,
                 seL4_CPtr cnode, uint32_t *batch)
{
    return memory_alloc(MEMORY_OWN_ACCOUNT, count, objects, MEMORY_BRIEF, cnode,
                        batch);
}

static bool is_empty(seL4_CPtr slot)
{
    return seL4_CNode_Move(CAMKES_OWN_CNODE, slot, seL4_WordBits,
                           CAMKES_OWN_CNODE, row + ROW - 1,
                           seL4_WordBits) != seL4_DeleteFirst;
}

static unsigned full_in_row(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < ROW; i++)
        count += !is_empty(row + i);
    return count;
}

/* -- one of each ----------------------------------------------------------- */

enum { KINDS = 11, OBJECTS = 15 };

static void describe_all(struct memory_object objects[KINDS])
{
    uint32_t at = (uint32_t)row;

    objects[0] = (struct memory_object){ seL4_EndpointObject, 0, 3, at };
    objects[1] = (struct memory_object){ seL4_ReplyObject, 0, 1, at + 3 };
    objects[2] =
        (struct memory_object){ seL4_NotificationObject, 0, 2, at + 4 };
    objects[3] = (struct memory_object){ seL4_RISCV_4K_Page, 12, 1, at + 6 };
    objects[4] = (struct memory_object){ seL4_RISCV_Mega_Page, 0, 1, at + 7 };
    objects[5] = (struct memory_object){ seL4_TCBObject, 0, 1, at + 8 };
    objects[6] =
        (struct memory_object){ seL4_CapTableObject, SMALL_BITS, 1, at + 9 };
    objects[7] =
        (struct memory_object){ seL4_SchedContextObject, 8, 1, at + 10 };
    objects[8] =
        (struct memory_object){ seL4_RISCV_PageTableObject, 0, 2, at + 11 };
    objects[9] = (struct memory_object){ seL4_UntypedObject, 4, 1, at + 13 };
    objects[10] = (struct memory_object){ seL4_UntypedObject, 16, 1, at + 14 };
}

enum {
    NEEDED = 3 * 16 + 32 + 2 * 64 + 4096 + 2 * MIB + 2048 + 512 + 256 +
             2 * 4096 + 16 + 65536,
};

static void test_one_of_each(void)
{
    struct memory_object objects[KINDS];
    struct memory_stats before = own(), now;
    uint32_t batch = 0;

    describe_all(objects);
    expect("one of each", alloc(objects, KINDS, CAMKES_OWN_CNODE, &batch),
           MEMORY_OK);
    expect("slots", full_in_row(), OBJECTS);
    now = own();
    expect("requested", (long)(now.requested - before.requested), NEEDED);
    expect("objects", (long)(now.objects - before.objects), OBJECTS);
    expect("little overhead",
           now.allocated - before.allocated < NEEDED + NEEDED / 16 + 4096,
           true);
    expect("all is charged", (long)(now.allocated + now.free), QUOTA);
    seL4_Signal(row + 4);
    expect("free", memory_free(MEMORY_OWN_ACCOUNT, batch), MEMORY_OK);
    expect("slots", full_in_row(), 0);
    expect("free again", memory_free(MEMORY_OWN_ACCOUNT, batch),
           MEMORY_NOT_FOUND);
    now = own();
    expect_same("after free", &before, &now);
    conclude("one of each");
}

/* -- refusals -------------------------------------------------------------- */

static void test_objects(void)
{
    /* clang-format off */
    static const struct {
        struct memory_object object; /* slot: offset in the row */
        int error;
    } cases[] = {
        { { 11, 0, 1, 0 }, MEMORY_BAD_OBJECT },
        { { UINT32_MAX, 0, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_RISCV_4K_Page, 21, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_RISCV_4K_Page, 0, 0, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_UntypedObject, 3, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_UntypedObject, 39, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_CapTableObject, 0, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_CapTableObject, 60, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_SchedContextObject, 6, 1, 0 }, MEMORY_BAD_OBJECT },
        { { seL4_EndpointObject, 0, MEMORY_COUNT_MAX + 1, 0 },
          MEMORY_TOO_MANY },
        { { seL4_EndpointObject, 0, UINT32_MAX, 0 }, MEMORY_TOO_MANY },
        { { seL4_UntypedObject, 25, 1, 0 }, MEMORY_QUOTA },
        { { seL4_UntypedObject, 38, 4096, 0 }, MEMORY_QUOTA },
        { { seL4_RISCV_Giga_Page, 0, 1, 0 }, MEMORY_QUOTA },
        { { seL4_RISCV_4K_Page, 0, 1, 1024 }, MEMORY_BAD_CNODE },
        { { seL4_RISCV_4K_Page, 0, 300, 800 }, MEMORY_BAD_CNODE },
    };
    /* clang-format on */
    struct memory_stats before = all(), now;
    uint32_t batch;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct memory_object object = cases[i].object;

        object.slot += (uint32_t)row;
        expect("an object", alloc(&object, 1, CAMKES_OWN_CNODE, &batch),
               cases[i].error);
    }
    now = all();
    expect_same("after refusals", &before, &now);
    expect("over quota", (long)(now.over_quota - before.over_quota), 3);
    conclude("objects that are refused");
}

static void test_batches(void)
{
    static struct memory_object many[MEMORY_OBJECTS_MAX + 1];
    struct memory_stats before = all(), now;
    uint32_t batch;

    for (uint32_t i = 0; i < MEMORY_OBJECTS_MAX + 1; i++)
        many[i] = (struct memory_object){ seL4_EndpointObject, 0, 1,
                                          (uint32_t)row + i % ROW };
    expect("nothing", alloc(many, 0, CAMKES_OWN_CNODE, &batch),
           MEMORY_BAD_OBJECT);
    expect("too many kinds",
           alloc(many, MEMORY_OBJECTS_MAX + 1, CAMKES_OWN_CNODE, &batch),
           MEMORY_TOO_MANY);
    expect("the same slot twice",
           alloc(many, ROW + 1, CAMKES_OWN_CNODE, &batch),
           MEMORY_SLOT_OCCUPIED);
    expect("slots", full_in_row(), 0);
    expect("a lifetime that there is not",
           memory_alloc(0, 1, many, 2, CAMKES_OWN_CNODE, &batch),
           MEMORY_BAD_OBJECT);
    expect("an account that there is not",
           memory_alloc(12345, 1, many, 0, CAMKES_OWN_CNODE, &batch),
           MEMORY_NOT_FOUND);
    for (uint32_t i = 0; i < 100; i++)
        expect("a batch that there is not", memory_free(0, i * 65537),
               MEMORY_NOT_FOUND);
    expect("its own account", memory_close(MEMORY_OWN_ACCOUNT),
           MEMORY_NOT_FOUND);
    now = all();
    expect_same("after refusals", &before, &now);
    conclude("batches that are refused");
}

/* -- capabilities ---------------------------------------------------------- */

static void test_capabilities(void)
{
    struct memory_object objects[KINDS], page = { seL4_RISCV_4K_Page, 0, 1, 3 };
    struct memory_stats before = all(), now;
    uint32_t batch = 0, other, none;
    seL4_CPtr cnode = row + 9, guarded = slots_take(&slots);

    describe_all(objects);
    expect("one of each", alloc(objects, KINDS, CAMKES_OWN_CNODE, &batch),
           MEMORY_OK);
    for (unsigned i = 0; i < OBJECTS; i++)
        if (row + i != cnode)
            expect("not a CNode", alloc(&page, 1, row + i, &none),
                   MEMORY_BAD_CNODE);
    expect("no capability", alloc(&page, 1, seL4_CapNull, &none),
           MEMORY_BAD_CNODE);
    expect("an empty slot", alloc(&page, 1, guarded, &none), MEMORY_BAD_CNODE);
    expect("a small CNode", alloc(&page, 1, cnode, &other), MEMORY_OK);
    expect("a full slot", alloc(&page, 1, cnode, &none), MEMORY_SLOT_OCCUPIED);
    expect("freed", memory_free(0, other), MEMORY_OK);
    page.slot = 16;
    expect("a slot beyond", alloc(&page, 1, cnode, &none), MEMORY_BAD_CNODE);
    expect("a guard",
           seL4_CNode_Mint(CAMKES_OWN_CNODE, guarded, seL4_WordBits,
                           CAMKES_OWN_CNODE, cnode, seL4_WordBits,
                           seL4_NoRights,
                           seL4_CNode_CapData_new(5, 7).words[0]),
           seL4_NoError);
    page.slot = 3;
    expect("a CNode with a guard", alloc(&page, 1, guarded, &other), MEMORY_OK);
    /* The CNode goes with its batch; what is in it stays the other's. */
    expect("free", memory_free(0, batch), MEMORY_OK);
    expect("the guarded copy went", is_empty(guarded), true);
    expect("freed", memory_free(0, other), MEMORY_OK);
    slots_give(&slots, guarded);
    now = all();
    expect_same("afterwards", &before, &now);
    conclude("capabilities");
}

/* -- accounts -------------------------------------------------------------- */

static void test_accounts(void)
{
    static uint32_t account[64];
    struct memory_object page = { seL4_RISCV_4K_Page, 0, 5, (uint32_t)row };
    struct memory_stats before = all(), now;
    uint32_t batch, count = 0;
    int error;

    expect("more than it has", memory_open(QUOTA + 1, account), MEMORY_QUOTA);
    while ((error = memory_open(4 * 4096, &account[count])) == MEMORY_OK)
        count++;
    expect("accounts at last", error, MEMORY_TOO_MANY);
    expect("accounts", count, 32);
    expect("above its quota",
           memory_alloc(account[3], 1, &page, 0, CAMKES_OWN_CNODE, &batch),
           MEMORY_QUOTA);
    page.count = 4;
    expect("all of its quota",
           memory_alloc(account[3], 1, &page, 0, CAMKES_OWN_CNODE, &batch),
           MEMORY_OK);
    expect("in another account", memory_free(account[4], batch),
           MEMORY_NOT_FOUND);
    expect("slots", full_in_row(), 4);
    for (uint32_t i = 0; i < count; i++)
        expect("close", memory_close(account[i]), MEMORY_OK);
    expect("slots", full_in_row(), 0);
    expect("close again", memory_close(account[3]), MEMORY_NOT_FOUND);
    expect("reopen", memory_open(4096, account), MEMORY_OK);
    expect("the old number",
           memory_alloc(account[1], 1, &page, 0, CAMKES_OWN_CNODE, &batch),
           MEMORY_NOT_FOUND);
    expect("close", memory_close(account[0]), MEMORY_OK);
    now = all();
    expect_same("afterwards", &before, &now);
    conclude("accounts");
}

/* What is made in an account goes with it, wherever it is. */
static void test_loan(void)
{
    struct memory_object objects[] = {
        { seL4_CapTableObject, SMALL_BITS, 1, (uint32_t)row },
        { seL4_EndpointObject, 0, 1, (uint32_t)row + 1 },
    };
    struct memory_stats before = all(), now;
    uint32_t account, batch;

    expect("open", memory_open(MIB, &account), MEMORY_OK);
    expect("a CNode and something to lend",
           memory_alloc(account, 2, objects, MEMORY_LONG, CAMKES_OWN_CNODE,
                        &batch),
           MEMORY_OK);
    seL4_CNode_Copy(row, 1, SMALL_BITS, CAMKES_OWN_CNODE, row + 1,
                    seL4_WordBits, seL4_AllRights);
    expect("the neighbour makes something", loan_charge(account, row),
           MEMORY_OK);
    expect("the neighbour has a copy", loan_has_copy(), true);
    expect("the neighbour can do no harm", loan_harm(account, batch),
           MEMORY_NOT_FOUND);
    now = all();
    expect("batches", (long)(now.batches - before.batches), 2);
    expect("close", memory_close(account), MEMORY_OK);
    expect("slots", full_in_row(), 0);
    expect("the neighbour's copy went", loan_has_copy(), false);
    now = all();
    expect_same("afterwards", &before, &now);
    conclude("a closed account");
}

/* -- all of it, and again -------------------------------------------------- */

/* In pages: the quota is 4,096, the CNode takes 32, and 3,900 are rounded up
 * to 3,968, so that they lie in few blocks. */
enum { TABLE_BITS = 12, PAGES = 3900, LEFT = 4096 - 32 - 3968 };

static void test_quota(void)
{
    struct memory_object table = { seL4_CapTableObject, TABLE_BITS, 1,
                                   (uint32_t)row };
    struct memory_object pages = { seL4_RISCV_4K_Page, 0, PAGES, 1 };
    struct memory_object page = { seL4_RISCV_4K_Page, 0, 1, PAGES + 1 };
    struct memory_stats before = all(), now;
    uint32_t batch, many, single[LEFT + 1];

    expect("a large CNode", alloc(&table, 1, CAMKES_OWN_CNODE, &batch),
           MEMORY_OK);
    expect("3,900 pages", alloc(&pages, 1, row, &many), MEMORY_OK);
    for (int i = 0; i < LEFT; i++, page.slot++)
        expect("a page", alloc(&page, 1, row, &single[i]), MEMORY_OK);
    expect("nothing is left", (long)own().free, 0);
    expect("one page more", alloc(&page, 1, row, &single[LEFT]), MEMORY_QUOTA);
    for (int i = 0; i < LEFT; i++)
        expect("free", memory_free(MEMORY_OWN_ACCOUNT, single[i]), MEMORY_OK);
    expect("free", memory_free(MEMORY_OWN_ACCOUNT, many), MEMORY_OK);
    expect("free", memory_free(MEMORY_OWN_ACCOUNT, batch), MEMORY_OK);
    now = all();
    expect_same("afterwards", &before, &now);
    conclude("all of its quota");
}

/* The manager's capabilities, as text. */
static char *capabilities(void)
{
    char *text = calloc(1, 1), *piece;
    uint32_t next = 0;

    do {
        expect("capscan", memory_capscan(next, &piece, &next), MEMORY_OK);
        text = realloc(text, strlen(text) + strlen(piece) + 1);
        strcat(text, piece);
        free(piece);
    } while (next);
    return text;
}

static void test_cycles(void)
{
    struct memory_object objects[KINDS];
    struct memory_stats before = all(), now;
    char *slots_before = NULL, *slots_after;
    uint32_t batch = 0;

    describe_all(objects);
    for (int i = 0; i < CYCLES; i++) {
        expect("a cycle", alloc(objects, KINDS, CAMKES_OWN_CNODE, &batch),
               MEMORY_OK);
        expect("a cycle", memory_free(MEMORY_OWN_ACCOUNT, batch), MEMORY_OK);
        if (i == 0)
            slots_before = capabilities();
    }
    slots_after = capabilities();
    expect("slots", strcmp(slots_before, slots_after), 0);
    expect("there are capabilities", strlen(slots_after) > 100, true);
    free(slots_before);
    free(slots_after);
    now = all();
    expect_same("after all cycles", &before, &now);
    conclude("cycles");
}

int run(void)
{
    row = slots_take_row(&slots, ROW);
    test_one_of_each();
    test_objects();
    test_batches();
    test_capabilities();
    test_accounts();
    test_loan();
    test_quota();
    test_cycles();
    expect("debug", memory_debug(), MEMORY_OK);
    conclude("debug");
    start_emit();
    return 0;
}
