/* SPDX-License-Identifier: MIT */
/*
 * Sections 9.1 and 9.2: page tables, pages, ASID pools and their control: the
 * checks of every method, row by row. What mappings do is in s09_mapping.c.
 *
 * Level names in the lookup failures: 30 no second-level table, 21 no
 * third-level table, 12 the frame is larger than the tables leave room for.
 */
#include "probe.h"
#include "root.h"

enum { DEPTH = 64, PAGE = 4096, RW = 3, XN = seL4_RISCV_ExecuteNever };
enum { CONTROL_LABEL = RISCVASIDControlMakePool };

#define MEGA 0x200000ul
#define GIGA 0x40000000ul
#define TOP  seL4_UserTop

/* A page of device memory, which nobody accesses here. */
static seL4_CPtr make_large(seL4_Word type)
{
    seL4_CPtr slot = test_slot();

    CHECK_OK(seL4_Untyped_Retype(root_untyped(true, 30, NULL), type, 0,
                                 TEST_CNODE, 0, 0, slot, 1));
    return slot;
}

static seL4_CPtr make_pool(void)
{
    seL4_CPtr slot = test_slot();

    CHECK_OK(seL4_RISCV_ASIDControl_MakePool(
        TEST_ASID_CONTROL, make_untyped(12), TEST_CNODE, slot, DEPTH));
    return slot;
}

/* The root of an address space whose pool is gone. */
static seL4_CPtr make_dead_vspace(void)
{
    seL4_CPtr pool = make_pool();
    seL4_CPtr vspace = make_page_table();

    CHECK_OK(seL4_RISCV_ASIDPool_Assign(pool, vspace));
    test_delete(pool);
    return vspace;
}

/* -- Labels ---------------------------------------------------------------- */

TEST(s9_2_unknown_labels)
{
    seL4_CPtr table = make_page_table(), frame = make_frame();

    WALK({ "table, Page Map", table, RISCVPageMap, NO_WORDS, NO_CAPS, ILLEGAL },
         { "table, 0", table, 0, NO_WORDS, NO_CAPS, ILLEGAL },
         { "page, PageTable Map", frame, RISCVPageTableMap, NO_WORDS, NO_CAPS,
           ILLEGAL },
         { "page, MakePool", frame, RISCVASIDControlMakePool, NO_WORDS, NO_CAPS,
           ILLEGAL },
         { "control, Assign", TEST_ASID_CONTROL, RISCVASIDPoolAssign, NO_WORDS,
           NO_CAPS, ILLEGAL },
         { "pool, MakePool", TEST_ASID_POOL, RISCVASIDControlMakePool, NO_WORDS,
           NO_CAPS, ILLEGAL },
         { "VSpace, Retype", TEST_VSPACE, UntypedRetype, NO_WORDS, NO_CAPS,
           ILLEGAL });
}

/* -- PageTable Map --------------------------------------------------------- */

TEST(s9_2_table_map_truncated)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr table = make_page_table();

    WALK({ "one word", table, RISCVPageTableMap, WORDS(AREA), CAPS(vspace),
           TRUNCATED },
         { "no capability", table, RISCVPageTableMap, WORDS(AREA, 0), NO_CAPS,
           TRUNCATED },
         { "already mapped, too", vspace, RISCVPageTableMap, WORDS(AREA),
           CAPS(vspace), TRUNCATED },
         { "three words are fine", table, RISCVPageTableMap, WORDS(AREA, 0, 0),
           CAPS(vspace), SUCCEEDS });
}

TEST(s9_2_table_map_once)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr lower = make_tables(vspace, AREA);

    WALK({ "mapped", lower, RISCVPageTableMap, WORDS(TOP, 0), CAPS(0),
           INVALID_CAP(0) },
         { "elsewhere", lower, RISCVPageTableMap, WORDS(AREA + GIGA, 0),
           CAPS(vspace), INVALID_CAP(0) },
         { "a root", vspace, RISCVPageTableMap, WORDS(AREA, 0), CAPS(0),
           INVALID_CAP(0) });
}

TEST(s9_2_table_map_needs_a_vspace)
{
    seL4_CPtr table = make_page_table();

    WALK({ "null", table, RISCVPageTableMap, WORDS(TOP, 0), CAPS(0),
           INVALID_CAP(1) },
         { "not a table", table, RISCVPageTableMap, WORDS(TOP, 0),
           CAPS(TEST_TCB), INVALID_CAP(1) },
         { "not mapped", table, RISCVPageTableMap, WORDS(TOP, 0),
           CAPS(make_page_table()), INVALID_CAP(1) },
         { "itself", table, RISCVPageTableMap, WORDS(TOP, 0), CAPS(table),
           INVALID_CAP(1) });
}

TEST(s9_2_table_map_address)
{
    seL4_CPtr table = make_page_table();
    seL4_CPtr dead = make_dead_vspace();

    WALK({ "user top", table, RISCVPageTableMap, WORDS(TOP, 0), CAPS(dead),
           INVALID_ARG(0) },
         { "2^38", table, RISCVPageTableMap, WORDS(1ul << 38, 0), CAPS(dead),
           INVALID_ARG(0) },
         { "-1", table, RISCVPageTableMap, WORDS(-1ul, 0), CAPS(dead),
           INVALID_ARG(0) },
         { "last byte below", table, RISCVPageTableMap, WORDS(TOP - 1, 0),
           CAPS(make_vspace()), SUCCEEDS });
}

TEST(s9_2_table_map_dead_asid)
{
    seL4_CPtr dead = make_dead_vspace();

    WALK({ "pool deleted", make_page_table(), RISCVPageTableMap, WORDS(AREA, 0),
           CAPS(dead), FAILED_LOOKUP(0, seL4_InvalidRoot) });
}

TEST(s9_2_table_map_not_the_root)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr lower = make_tables(vspace, AREA);

    WALK({ "third level", make_page_table(), RISCVPageTableMap,
           WORDS(AREA + MEGA, 0), CAPS(lower), INVALID_CAP(1) },
         { "second level", make_page_table(), RISCVPageTableMap,
           WORDS(AREA + MEGA, 0), CAPS(lower - 1), INVALID_CAP(1) });
}

/* Tables are added at the first level that misses one, until none does. */
TEST(s9_2_table_map_levels)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr frame = make_frame();

    WALK({ "nothing there", frame, RISCVPageMap, WORDS(AREA, RW, 0),
           CAPS(vspace), FAILED_LOOKUP(0, seL4_MissingCapability, 30) },
         { "second level", make_page_table(), RISCVPageTableMap, WORDS(AREA, 0),
           CAPS(vspace), SUCCEEDS },
         { "third is missing", frame, RISCVPageMap, WORDS(AREA, RW, 0),
           CAPS(vspace), FAILED_LOOKUP(0, seL4_MissingCapability, 21) },
         { "third level", make_page_table(), RISCVPageTableMap, WORDS(AREA, 0),
           CAPS(vspace), SUCCEEDS },
         { "no more", make_page_table(), RISCVPageTableMap, WORDS(AREA, 0),
           CAPS(vspace), DELETE_FIRST },
         { "the next 2 MiB", make_page_table(), RISCVPageTableMap,
           WORDS(AREA + MEGA, 0), CAPS(vspace), SUCCEEDS },
         { "the page", frame, RISCVPageMap, WORDS(AREA, RW, 0), CAPS(vspace),
           SUCCEEDS });
}

/* A large page is in the way of tables. */
TEST(s9_2_table_map_below_a_page)
{
    seL4_CPtr vspace = make_vspace();

    CHECK_OK(seL4_RISCV_Page_Map(make_large(seL4_RISCV_Giga_Page), vspace, AREA,
                                 seL4_ReadWrite, 0));
    WALK({ "below 1 GiB", make_page_table(), RISCVPageTableMap, WORDS(AREA, 0),
           CAPS(vspace), DELETE_FIRST },
         { "at its end", make_page_table(), RISCVPageTableMap,
           WORDS(AREA + GIGA - 1, 0), CAPS(vspace), DELETE_FIRST },
         { "behind it", make_page_table(), RISCVPageTableMap,
           WORDS(AREA + GIGA, 0), CAPS(vspace), SUCCEEDS });
}

TEST(s9_2_table_map_any_alignment)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr frame = make_frame();

    WALK({ "second level", make_page_table(), RISCVPageTableMap,
           WORDS(AREA + 0x1234567, -1ul), CAPS(vspace), SUCCEEDS },
         { "third level", make_page_table(), RISCVPageTableMap,
           WORDS(AREA + 0x123, -1ul), CAPS(vspace), SUCCEEDS },
         { "a page", frame, RISCVPageMap, WORDS(AREA + PAGE, RW, 0),
           CAPS(vspace), SUCCEEDS });
}

/* -- PageTable Unmap ------------------------------------------------------- */

TEST(s9_2_table_unmap_of_unmapped)
{
    seL4_CPtr table = make_page_table();

    WALK({ "not mapped", table, RISCVPageTableUnmap, NO_WORDS, NO_CAPS,
           SUCCEEDS },
         { "again, with words", table, RISCVPageTableUnmap, WORDS(1, 2, 3),
           CAPS(0), SUCCEEDS });
}

TEST(s9_2_table_unmap_needs_last_copy)
{
    seL4_CPtr lower = make_tables(make_vspace(), AREA);
    seL4_CPtr copy = test_copy(lower, seL4_AllRights);

    WALK({ "two copies", lower, RISCVPageTableUnmap, NO_WORDS, NO_CAPS,
           REVOKE_FIRST },
         { "the other", copy, RISCVPageTableUnmap, NO_WORDS, NO_CAPS,
           REVOKE_FIRST },
         { "delete one", TEST_CNODE, CNodeDelete, WORDS(copy, DEPTH), NO_CAPS,
           SUCCEEDS },
         { "the last", lower, RISCVPageTableUnmap, NO_WORDS, NO_CAPS,
           SUCCEEDS });
}

TEST(s9_2_table_unmap_of_a_root)
{
    WALK({ "a live root", make_vspace(), RISCVPageTableUnmap, NO_WORDS, NO_CAPS,
           REVOKE_FIRST },
         { "a dead root", make_dead_vspace(), RISCVPageTableUnmap, NO_WORDS,
           NO_CAPS, SUCCEEDS });
}

/* A root that was unmapped can get an ASID again. */
TEST(s9_2_dead_root_assigned_again)
{
    seL4_CPtr vspace = make_dead_vspace();

    WALK({ "dead, still mapped", TEST_ASID_POOL, RISCVASIDPoolAssign, NO_WORDS,
           CAPS(vspace), INVALID_CAP(1) },
         { "unmap", vspace, RISCVPageTableUnmap, NO_WORDS, NO_CAPS, SUCCEEDS },
         { "assign", TEST_ASID_POOL, RISCVASIDPoolAssign, NO_WORDS,
           CAPS(vspace), SUCCEEDS });
}

/* Unmapping clears the table: mapped again it is empty. */
TEST(s9_2_table_unmap_clears)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr lower = make_tables(vspace, AREA);
    seL4_CPtr old = make_frame();

    WALK({ "a page", old, RISCVPageMap, WORDS(AREA, RW, 0), CAPS(vspace),
           SUCCEEDS },
         { "unmap", lower, RISCVPageTableUnmap, NO_WORDS, NO_CAPS, SUCCEEDS },
         { "no table", make_frame(), RISCVPageMap, WORDS(AREA, RW, 0),
           CAPS(vspace), FAILED_LOOKUP(0, seL4_MissingCapability, 21) },
         { "map again", lower, RISCVPageTableMap, WORDS(AREA, 0), CAPS(vspace),
           SUCCEEDS },
         { "free", make_frame(), RISCVPageMap, WORDS(AREA, RW, 0), CAPS(vspace),
           SUCCEEDS });
}

/* An unmapped table can serve at another address, another level, a root. */
TEST(s9_2_table_used_again)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr lower = make_tables(vspace, AREA);

    WALK({ "unmap", lower, RISCVPageTableUnmap, NO_WORDS, NO_CAPS, SUCCEEDS },
         { "as second level", lower, RISCVPageTableMap, WORDS(AREA + GIGA, 0),
           CAPS(vspace), SUCCEEDS },
         { "unmap", lower, RISCVPageTableUnmap, NO_WORDS, NO_CAPS, SUCCEEDS },
         { "as root", TEST_ASID_POOL, RISCVASIDPoolAssign, NO_WORDS,
           CAPS(lower), SUCCEEDS });
}

/* -- Page Map -------------------------------------------------------------- */

TEST(s9_2_page_map_truncated)
{
    seL4_CPtr frame = make_frame();

    WALK({ "two words", frame, RISCVPageMap, WORDS(1, RW), CAPS(TEST_VSPACE),
           TRUNCATED },
         { "no capability", frame, RISCVPageMap, WORDS(1, RW, 0), NO_CAPS,
           TRUNCATED });
}

TEST(s9_2_page_map_needs_a_vspace)
{
    seL4_CPtr frame = make_frame();

    WALK({ "null", frame, RISCVPageMap, WORDS(TOP + 1, RW, 0), CAPS(0),
           INVALID_CAP(1) },
         { "not a table", frame, RISCVPageMap, WORDS(TOP + 1, RW, 0),
           CAPS(TEST_CNODE), INVALID_CAP(1) },
         { "not mapped", frame, RISCVPageMap, WORDS(TOP + 1, RW, 0),
           CAPS(make_page_table()), INVALID_CAP(1) });
}

/* The ASID is looked at before the address, other than for a table. */
TEST(s9_2_page_map_dead_asid)
{
    WALK({ "pool deleted", make_frame(), RISCVPageMap, WORDS(TOP + 1, RW, 0),
           CAPS(make_dead_vspace()), FAILED_LOOKUP(0, seL4_InvalidRoot) });
}

TEST(s9_2_page_map_not_the_root)
{
    seL4_CPtr lower = make_tables(make_vspace(), AREA);

    WALK({ "third level", make_frame(), RISCVPageMap, WORDS(TOP + 1, RW, 0),
           CAPS(lower), INVALID_CAP(1) });
}

TEST(s9_2_page_map_address)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr frame = make_frame();
    seL4_CPtr mega = make_large(seL4_RISCV_Mega_Page);

    WALK({ "page at the top, not aligned", frame, RISCVPageMap,
           WORDS(TOP + 1, RW, 0), CAPS(vspace), INVALID_ARG(0) },
         { "page at the top", frame, RISCVPageMap, WORDS(TOP, RW, 0),
           CAPS(vspace), INVALID_ARG(0) },
         { "page that reaches it", frame, RISCVPageMap,
           WORDS(TOP - PAGE + 1, RW, 0), CAPS(vspace), INVALID_ARG(0) },
         { "page in kernel half", frame, RISCVPageMap, WORDS(-4096ul, RW, 0),
           CAPS(vspace), INVALID_ARG(0) },
         { "last page", frame, RISCVPageMap, WORDS(TOP - PAGE, RW, 0),
           CAPS(vspace), FAILED_LOOKUP(0, seL4_MissingCapability, 30) },
         { "mega page in the last 2 MiB", mega, RISCVPageMap,
           WORDS((1ul << 38) - MEGA, RW, 0), CAPS(vspace), INVALID_ARG(0) },
         { "mega page below", mega, RISCVPageMap,
           WORDS((1ul << 38) - 2 * MEGA, RW, 0), CAPS(vspace),
           FAILED_LOOKUP(0, seL4_MissingCapability, 30) },
         { "address + size wraps", frame, RISCVPageMap, WORDS(-1ul, RW, 0),
           CAPS(vspace), FAILS(seL4_AlignmentError) });
}

TEST(s9_2_page_map_giga_address)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr giga = make_large(seL4_RISCV_Giga_Page);

    WALK({ "in the last 1 GiB", giga, RISCVPageMap,
           WORDS((1ul << 38) - GIGA, RW, 0), CAPS(vspace), INVALID_ARG(0) },
         { "2 MiB aligned only", giga, RISCVPageMap, WORDS(AREA + MEGA, RW, 0),
           CAPS(vspace), FAILS(seL4_AlignmentError) },
         { "below the last", giga, RISCVPageMap,
           WORDS((1ul << 38) - 2 * GIGA, RW, 0), CAPS(vspace), SUCCEEDS });
}

TEST(s9_2_page_map_alignment)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr frame = make_frame();
    seL4_CPtr mega = make_large(seL4_RISCV_Mega_Page);

    WALK({ "page + 1", frame, RISCVPageMap, WORDS(AREA + 1, RW, 0),
           CAPS(vspace), FAILS(seL4_AlignmentError) },
         { "page + 2048", frame, RISCVPageMap, WORDS(AREA + 2048, RW, 0),
           CAPS(vspace), FAILS(seL4_AlignmentError) },
         { "mega page + 4096", mega, RISCVPageMap, WORDS(AREA + PAGE, RW, 0),
           CAPS(vspace), FAILS(seL4_AlignmentError) },
         { "mega page + 1 MiB", mega, RISCVPageMap,
           WORDS(AREA + MEGA / 2, RW, 0), CAPS(vspace),
           FAILS(seL4_AlignmentError) });
}

TEST(s9_2_page_map_level)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr giga = make_large(seL4_RISCV_Giga_Page);
    seL4_CPtr mega = make_large(seL4_RISCV_Mega_Page);
    seL4_CPtr frame = make_frame();

    WALK({ "mega page, no table", mega, RISCVPageMap, WORDS(AREA, RW, 0),
           CAPS(vspace), FAILED_LOOKUP(0, seL4_MissingCapability, 30) },
         { "second level", make_page_table(), RISCVPageTableMap, WORDS(AREA, 0),
           CAPS(vspace), SUCCEEDS },
         { "giga page over a table", giga, RISCVPageMap, WORDS(AREA, RW, 0),
           CAPS(vspace), FAILED_LOOKUP(0, seL4_MissingCapability, 21) },
         { "third level", make_page_table(), RISCVPageTableMap, WORDS(AREA, 0),
           CAPS(vspace), SUCCEEDS },
         { "giga page over two", giga, RISCVPageMap, WORDS(AREA, RW, 0),
           CAPS(vspace), FAILED_LOOKUP(0, seL4_MissingCapability, 12) },
         { "mega page over a table", mega, RISCVPageMap, WORDS(AREA, RW, 0),
           CAPS(vspace), FAILED_LOOKUP(0, seL4_MissingCapability, 12) },
         { "mega page beside it", mega, RISCVPageMap, WORDS(AREA + MEGA, RW, 0),
           CAPS(vspace), SUCCEEDS },
         { "page over a mega page", frame, RISCVPageMap,
           WORDS(AREA + MEGA, RW, 0), CAPS(vspace),
           FAILED_LOOKUP(0, seL4_MissingCapability, 21) });
}

TEST(s9_2_page_map_elsewhere)
{
    seL4_CPtr vspace = make_vspace(), other = make_vspace();
    seL4_CPtr frame = make_frame();

    make_tables(vspace, AREA);
    make_tables(other, AREA);
    WALK({ "first", frame, RISCVPageMap, WORDS(AREA, RW, 0), CAPS(vspace),
           SUCCEEDS },
         { "other address space", frame, RISCVPageMap, WORDS(AREA, RW, 0),
           CAPS(other), INVALID_CAP(1) },
         { "both differ", frame, RISCVPageMap, WORDS(AREA + PAGE, RW, 0),
           CAPS(other), INVALID_CAP(1) },
         { "other address", frame, RISCVPageMap, WORDS(AREA + PAGE, RW, 0),
           CAPS(vspace), INVALID_ARG(0) },
         { "where no table is", frame, RISCVPageMap, WORDS(AREA + MEGA, RW, 0),
           CAPS(vspace), FAILED_LOOKUP(0, seL4_MissingCapability, 21) },
         { "the same", frame, RISCVPageMap, WORDS(AREA, RW, 0), CAPS(vspace),
           SUCCEEDS },
         { "unmap", frame, RISCVPageUnmap, NO_WORDS, NO_CAPS, SUCCEEDS },
         { "now elsewhere", frame, RISCVPageMap, WORDS(AREA + PAGE, RW, 0),
           CAPS(other), SUCCEEDS });
}

TEST(s9_2_page_map_over_another)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr first = make_frame();

    make_tables(vspace, AREA);
    WALK({ "first", first, RISCVPageMap, WORDS(AREA, RW, 0), CAPS(vspace),
           SUCCEEDS },
         { "second", make_frame(), RISCVPageMap, WORDS(AREA, RW, 0),
           CAPS(vspace), DELETE_FIRST },
         { "a copy of the first", test_copy(first, seL4_AllRights),
           RISCVPageMap, WORDS(AREA, RW, 0), CAPS(vspace), DELETE_FIRST },
         { "beside it", make_frame(), RISCVPageMap, WORDS(AREA + PAGE, RW, 0),
           CAPS(vspace), SUCCEEDS });
}

/* Without any right the entry stays invalid, yet the page counts as mapped. */
TEST(s9_2_page_map_without_rights)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr frame = make_frame();

    make_tables(vspace, AREA);
    WALK({ "no right, never executed", frame, RISCVPageMap, WORDS(AREA, 0, XN),
           CAPS(vspace), SUCCEEDS },
         { "elsewhere", frame, RISCVPageMap, WORDS(AREA + PAGE, RW, 0),
           CAPS(vspace), INVALID_ARG(0) },
         { "another one there", make_frame(), RISCVPageMap, WORDS(AREA, RW, 0),
           CAPS(vspace), SUCCEEDS });
}

TEST(s9_2_page_map_bits_ignored)
{
    seL4_CPtr vspace = make_vspace();

    make_tables(vspace, AREA);
    WALK({ "attributes but bit 0, rights but bits 0 and 1", make_frame(),
           RISCVPageMap, WORDS(AREA, -1ul, -2ul), CAPS(vspace), SUCCEEDS },
         { "four words", make_frame(), RISCVPageMap,
           WORDS(AREA + PAGE, RW, 0, 9), CAPS(vspace), SUCCEEDS });
}

/* -- Page Unmap, GetAddress ------------------------------------------------ */

TEST(s9_2_page_unmap_always_succeeds)
{
    seL4_CPtr frame = make_frame();

    WALK({ "not mapped", frame, RISCVPageUnmap, NO_WORDS, NO_CAPS, SUCCEEDS },
         { "again, with words", frame, RISCVPageUnmap, WORDS(1, 2, 3), CAPS(0),
           SUCCEEDS });
}

TEST(s9_2_get_address)
{
    seL4_CPtr frame = make_frame();
    seL4_Word at = address_of(frame);

    CHECK_EQ(at % PAGE, 0);
    map_page(frame, AREA, seL4_ReadWrite, 0);
    WALK({ "mapped", frame, RISCVPageGetAddress, NO_WORDS, NO_CAPS,
           RETURNS(at) },
         { "a copy without rights", test_copy(frame, seL4_NoRights),
           RISCVPageGetAddress, WORDS(5), NO_CAPS, RETURNS(at) },
         { "unmap", frame, RISCVPageUnmap, NO_WORDS, NO_CAPS, SUCCEEDS },
         { "not mapped", frame, RISCVPageGetAddress, NO_WORDS, NO_CAPS,
           RETURNS(at) });
}

/* Devices are where they are. */
TEST(s9_2_get_address_of_devices)
{
    WALK({ "UART", TEST_UART_FRAME, RISCVPageGetAddress, NO_WORDS, NO_CAPS,
           RETURNS(0x10000000) },
         { "clock", TEST_RTC_FRAME, RISCVPageGetAddress, NO_WORDS, NO_CAPS,
           RETURNS(0x101000) });
}

/* -- ASIDControl MakePool -------------------------------------------------- */

TEST(s9_2_make_pool_truncated)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr slot = test_slot();

    WALK({ "one word", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(slot),
           CAPS(untyped, TEST_CNODE), TRUNCATED },
         { "one capability", TEST_ASID_CONTROL, CONTROL_LABEL,
           WORDS(slot, DEPTH), CAPS(untyped), TRUNCATED },
         { "none", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(slot, DEPTH),
           NO_CAPS, TRUNCATED });
}

TEST(s9_2_make_pool_untyped)
{
    seL4_CPtr large = root_untyped(true, 30, NULL);
    seL4_CPtr device = test_slot();

    CHECK_OK(seL4_Untyped_Retype(large, seL4_UntypedObject, 12, TEST_CNODE, 0,
                                 0, device, 1));
    WALK({ "null", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(0, 65), CAPS(0, 0),
           INVALID_CAP(1) },
         { "endpoint", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(0, 65),
           CAPS(make_endpoint(), 0), INVALID_CAP(1) },
         { "8 KiB", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(0, 65),
           CAPS(make_untyped(13), 0), INVALID_CAP(1) },
         { "2 KiB", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(0, 65),
           CAPS(make_untyped(11), 0), INVALID_CAP(1) },
         { "device memory", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(0, 65),
           CAPS(device, 0), INVALID_CAP(1) });
}

TEST(s9_2_make_pool_used_untyped)
{
    struct lone endpoint = make_lone(seL4_EndpointObject, 0, 12);

    WALK({ "with a child", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(0, 65),
           CAPS(endpoint.untyped, 0), REVOKE_FIRST },
         { "delete it", TEST_CNODE, CNodeDelete, WORDS(endpoint.cap, DEPTH),
           NO_CAPS, SUCCEEDS },
         { "without", TEST_ASID_CONTROL, CONTROL_LABEL,
           WORDS(endpoint.cap, DEPTH), CAPS(endpoint.untyped, TEST_CNODE),
           SUCCEEDS });
    CHECK_EQ(cap_type(endpoint.cap), CAP_ASID_POOL);
}

TEST(s9_2_make_pool_slot)
{
    seL4_CPtr untyped = make_untyped(12);
    seL4_CPtr slot = test_slot();

    WALK({ "no CNode", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(slot, 65),
           CAPS(untyped, TEST_TCB), FAILED_LOOKUP(0, seL4_InvalidRoot) },
         { "depth 65", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(slot, 65),
           CAPS(untyped, TEST_CNODE), RANGE(1, 64) },
         { "depth 63", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(slot, 63),
           CAPS(untyped, TEST_CNODE),
           FAILED_LOOKUP(0, seL4_DepthMismatch, 63, 64) },
         { "occupied", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(TEST_TCB, DEPTH),
           CAPS(untyped, TEST_CNODE), DELETE_FIRST },
         { "good", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(slot, DEPTH),
           CAPS(untyped, TEST_CNODE), SUCCEEDS });
    CHECK_EQ(cap_type(slot), CAP_ASID_POOL);
}

/* There are 128 pools; the boot pool is one of them. */
TEST(s9_2_make_pool_128)
{
    seL4_CPtr memory = test_slots(128), pools = test_slots(128);

    CHECK_OK(seL4_Untyped_Retype(make_untyped(19), seL4_UntypedObject, 12,
                                 TEST_CNODE, 0, 0, memory, 128));
    for (seL4_Word i = 0; i < 127; i++)
        CHECK_OK(seL4_RISCV_ASIDControl_MakePool(TEST_ASID_CONTROL, memory + i,
                                                 TEST_CNODE, pools + i, DEPTH));
    WALK({ "one more, all else wrong", TEST_ASID_CONTROL, CONTROL_LABEL,
           WORDS(0, 65), CAPS(0, 0), DELETE_FIRST },
         { "delete one", TEST_CNODE, CNodeDelete, WORDS(pools + 50, DEPTH),
           NO_CAPS, SUCCEEDS },
         { "room for one", TEST_ASID_CONTROL, CONTROL_LABEL,
           WORDS(pools + 127, DEPTH), CAPS(memory + 127, TEST_CNODE),
           SUCCEEDS },
         { "for one", TEST_ASID_CONTROL, CONTROL_LABEL, WORDS(0, 65),
           CAPS(0, 0), DELETE_FIRST });
}

/* -- ASIDPool Assign ------------------------------------------------------- */

TEST(s9_2_assign_truncated)
{
    WALK({ "no capability", TEST_ASID_POOL, RISCVASIDPoolAssign, NO_WORDS,
           NO_CAPS, TRUNCATED });
}

TEST(s9_2_assign_page_table)
{
    seL4_CPtr vspace = make_vspace();
    seL4_CPtr lower = make_tables(vspace, AREA);

    WALK({ "null", TEST_ASID_POOL, RISCVASIDPoolAssign, NO_WORDS, CAPS(0),
           INVALID_CAP(1) },
         { "frame", TEST_ASID_POOL, RISCVASIDPoolAssign, NO_WORDS,
           CAPS(make_frame()), INVALID_CAP(1) },
         { "a root", TEST_ASID_POOL, RISCVASIDPoolAssign, NO_WORDS,
           CAPS(vspace), INVALID_CAP(1) },
         { "third level", TEST_ASID_POOL, RISCVASIDPoolAssign, NO_WORDS,
           CAPS(lower), INVALID_CAP(1) },
         { "unused", TEST_ASID_POOL, RISCVASIDPoolAssign, WORDS(1, 2),
           CAPS(make_page_table()), SUCCEEDS });
}

/* A pool has 512 address spaces. */
TEST(s9_2_assign_512)
{
    seL4_CPtr memory = root_untyped(false, 22, NULL);
    seL4_CPtr pool = make_pool();
    seL4_CPtr tables = test_slots(512);
    seL4_CPtr one_more = make_page_table();

    for (seL4_Word i = 0; i < 512; i += 256)
        CHECK_OK(seL4_Untyped_Retype(memory, seL4_RISCV_PageTableObject, 0,
                                     TEST_CNODE, 0, 0, tables + i, 256));
    for (seL4_Word i = 0; i < 512; i++)
        CHECK_OK(seL4_RISCV_ASIDPool_Assign(pool, tables + i));
    WALK({ "513th", pool, RISCVASIDPoolAssign, NO_WORDS, CAPS(one_more),
           DELETE_FIRST },
         { "not a table, full too", pool, RISCVASIDPoolAssign, NO_WORDS,
           CAPS(TEST_TCB), INVALID_CAP(1) });
    test_delete(tables + 300);
    WALK({ "one was given back", pool, RISCVASIDPoolAssign, NO_WORDS,
           CAPS(one_more), SUCCEEDS });
}

/* The boot pool never gives out ASID 0, and the root task has one. */
TEST(s9_1_boot_pool_has_511)
{
    seL4_CPtr memory = root_untyped(false, 22, NULL);
    seL4_CPtr tables = test_slots(511);

    CHECK_OK(seL4_Untyped_Retype(memory, seL4_RISCV_PageTableObject, 0,
                                 TEST_CNODE, 0, 0, tables, 256));
    CHECK_OK(seL4_Untyped_Retype(memory, seL4_RISCV_PageTableObject, 0,
                                 TEST_CNODE, 0, 0, tables + 256, 255));
    for (seL4_Word i = 0; i < 510; i++)
        CHECK_OK(seL4_RISCV_ASIDPool_Assign(TEST_ASID_POOL, tables + i));
    WALK({ "the last one", TEST_ASID_POOL, RISCVASIDPoolAssign, NO_WORDS,
           CAPS(tables + 510), DELETE_FIRST });
}

/* The address range of the last page is mapped like any other. */
TEST(s9_1_last_page)
{
    struct prober prober = make_prober();

    map_page(make_frame(), TOP - PAGE, seL4_ReadWrite, 0);
    CHECK_MAPPED(&prober, STORE, TOP - PAGE);
    CHECK_MAPPED(&prober, STORE, TOP - 8);
    CHECK_FAULT(&prober, LOAD, TOP);
    CHECK_FAULT(&prober, LOAD, TOP - PAGE - 8);
}
