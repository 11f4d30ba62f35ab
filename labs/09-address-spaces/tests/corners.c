/* SPDX-License-Identifier: MIT */
/*
 * Lab 09, hidden tests: addresses at the edge, records that are out of date,
 * and random operations against a model.
 */
#include "space.h"

/* What is not the user's is refused before anything else about the address;
   pages begin at pages. */
TEST(addresses_at_the_edge)
{
    seL4_CPtr frame = make_frame(), no_root = make_table();
    struct prober p;

    make_prober(&p);
    make_tables(TEST_VSPACE, AREA);
    make_tables(TEST_VSPACE, TOP - PAGE);
    CHECK_REFUSED(ask_map(frame, TEST_VSPACE, TOP), seL4_InvalidArgument, 0);
    CHECK_REFUSED(ask_map(frame, TEST_VSPACE, TOP - PAGE + 1),
                  seL4_InvalidArgument, 0);
    CHECK_REFUSED(ask_map(frame, TEST_VSPACE, -PAGE), seL4_InvalidArgument, 0);
    CHECK_EQ(ask_map(frame, TEST_VSPACE, AREA + 8).error, seL4_AlignmentError);
    CHECK_EQ(ask_map(frame, TEST_VSPACE, AREA + PAGE / 2).error,
             seL4_AlignmentError);
    CHECK_REFUSED(ask_map(frame, no_root, AREA), seL4_InvalidCapability, 1);
    CHECK_REFUSED(ask_map(frame, frame, AREA), seL4_InvalidCapability, 1);
    test_step("the last page that is the user's");
    CHECK_ACCEPTED(ask_map(frame, TEST_VSPACE, TOP - PAGE));
    store(&p, TOP - 8, test_word("last"));
    record_value("last word", load(&p, TOP - 8));
    check_fault(&p, LOAD, TOP);
}

/* A record whose table is gone leads to somebody else's mapping, and does it
   no harm. */
TEST(stale_records_harmless)
{
    seL4_CPtr lower = make_tables(TEST_VSPACE, AREA);
    seL4_CPtr stale = make_frame(), frame = make_frame();
    seL4_CPtr space = make_vspace(), inner;
    struct prober p;

    make_prober(&p);
    map_page(stale, AREA, seL4_ReadWrite, NEVER_EXECUTED);
    store(&p, AREA, test_word("stale"));
    test_step("its table is deleted, another frame comes there");
    test_delete(lower);
    CHECK_ACCEPTED(ask_table(make_table(), TEST_VSPACE, AREA));
    map_page(frame, AREA, seL4_ReadWrite, NEVER_EXECUTED);
    store(&p, AREA, test_word("fresh"));
    CHECK_OK(seL4_RISCV_Page_Unmap(stale));
    record_value("after the unmap", load(&p, AREA));
    test_step("mapped elsewhere, it is no longer stale");
    map_page(stale, AREA + PAGE, seL4_ReadWrite, NEVER_EXECUTED);
    record_value("stale", load(&p, AREA + PAGE));
    test_step("a table whose space is gone");
    inner = make_tables(space, AREA);
    test_delete(space);
    test_delete(inner);
    record_value("in the end", load(&p, AREA));
}

/* What becomes the root of a space is a table that is not in use; the boot
   pool gives no number to more than it has. */
TEST(assign_refused)
{
    seL4_CPtr vspace = make_vspace(), table = make_table();
    seL4_CPtr lower = make_tables(vspace, AREA), frame = make_frame();
    seL4_CPtr dead = test_slot(), memory = test_object(seL4_UntypedObject, 12);

    CHECK_REFUSED(ask(TEST_ASID_POOL, RISCVASIDPoolAssign, vspace, 0, 0, 0),
                  seL4_InvalidCapability, 1);
    CHECK_REFUSED(ask(TEST_ASID_POOL, RISCVASIDPoolAssign, lower, 0, 0, 0),
                  seL4_InvalidCapability, 1);
    CHECK_REFUSED(ask(TEST_ASID_POOL, RISCVASIDPoolAssign, frame, 0, 0, 0),
                  seL4_InvalidCapability, 1);
    test_step("a pool of one's own: two spaces of it differ");
    CHECK_OK(seL4_RISCV_ASIDControl_MakePool(TEST_ASID_CONTROL, memory,
                                             TEST_CNODE, dead, seL4_WordBits));
    CHECK_OK(seL4_RISCV_ASIDPool_Assign(dead, table));
    lower = make_table();
    CHECK_OK(seL4_RISCV_ASIDPool_Assign(dead, lower));
    make_tables(table, AREA);
    make_tables(lower, AREA);
    CHECK_ACCEPTED(ask_map(frame, table, AREA));
    CHECK_REFUSED(ask_map(frame, lower, AREA), seL4_InvalidCapability, 1);
    test_step("the pool is deleted: its spaces are none");
    test_delete(dead);
    record_value("dead space", ask_map(make_frame(), table, AREA).error);
    CHECK_OK(seL4_RISCV_Page_Unmap(frame));
    CHECK_ACCEPTED(ask_table(make_table(), vspace, AREA + MEGA));
}

/* -- random operations ----------------------------------------------------- */

enum { FRAMES = 4, CAPS = 8, PLACES = 12, OPERATIONS = 160 };

/* The pages of the places lie in two lowest tables. */
static seL4_Word place(seL4_Word n)
{
    return AREA + (n & 1) * MEGA + (n >> 1) * 37 * PAGE;
}

static seL4_Word digest, random_word;

static seL4_Word draw(seL4_Word limit)
{
    random_word = random_word * 6364136223846793005 + 1442695040888963407;
    return (random_word >> 32) % limit;
}

static void note(seL4_Word word)
{
    digest = digest * 0x100000001b3 + word;
}

/* Each frame has its number in it, and two capabilities to it: one may
   write. */
static void make_caps(seL4_CPtr *caps, struct prober *p)
{
    for (seL4_Word i = 0; i < FRAMES; i++) {
        caps[i] = make_frame();
        map_page(caps[i], AREA, seL4_ReadWrite, NEVER_EXECUTED);
        store(p, AREA, 100 + i);
        CHECK_OK(seL4_RISCV_Page_Unmap(caps[i]));
        caps[FRAMES + i] = test_copy(caps[i], seL4_CanRead);
    }
}

/* What a thread sees at a place: 0 nothing, else the frame's number; and
   whether it may write. */
static void look(struct prober *p, seL4_Word address)
{
    if (!reaches(p, LOAD, address)) {
        note(0);
        return;
    }
    note(p->value);
    note(reaches(p, STORE, address));
}

/* Mappings and the capabilities that stand for them, step by step. */
TEST(mapping_oracle_vs_caps)
{
    seL4_CPtr caps[CAPS];
    struct prober p;

    make_prober(&p);
    make_tables(TEST_VSPACE, AREA);
    CHECK_ACCEPTED(ask_table(make_table(), TEST_VSPACE, AREA + MEGA));
    make_caps(caps, &p);
    digest = 0;
    random_word = test_word("random");
    for (int i = 0; i < OPERATIONS; i++) {
        seL4_Word kind = draw(8), cap = draw(CAPS), at = draw(PLACES);
        seL4_Word rights = draw(2) ? 3 : 2;

        if (kind < 5)
            note(ask(caps[cap], RISCVPageMap, TEST_VSPACE, place(at), rights,
                     NEVER_EXECUTED)
                     .error);
        else if (kind < 7)
            CHECK_OK(seL4_RISCV_Page_Unmap(caps[cap]));
        else if (cap >= FRAMES) {
            test_delete(caps[cap]);
            CHECK_OK(seL4_CNode_Copy(TEST_CNODE, caps[cap], seL4_WordBits,
                                     TEST_CNODE, caps[cap - FRAMES],
                                     seL4_WordBits, seL4_CanRead));
        }
        look(&p, place(at));
        look(&p, place(draw(PLACES)));
    }
    record_value("digest", digest);
}
