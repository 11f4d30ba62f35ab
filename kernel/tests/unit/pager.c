/* SPDX-License-Identifier: MIT */
/*
 * The pager's tables, regions and pages, against models that are too simple
 * to be wrong: a word for each page of a small address space, and plain lists.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pages.h"
#include "regions.h"

enum { UNIVERSE = 500, STEPS = 60000 };

static uint64_t state;

static uint64_t draw(uint64_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state * 0x2545f4914f6cdd1d >> 16) % below;
}

/* -- regions: a model ------------------------------------------------------ */

/* Of each page: which region it belongs to (a number that is never used
 * again, 0: none), and its place in that region's file. */
static struct {
    unsigned owner;
    uint64_t offset;
} model[UNIVERSE];
static struct regions regions;
static unsigned added[PAGER_ERRORS], removed[PAGER_ERRORS]; /* by result */

static unsigned model_regions(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < UNIVERSE; i++)
        if (model[i].owner && (i == 0 || model[i - 1].owner != model[i].owner))
            count++;
    return count;
}

static bool model_free(unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++)
        if (model[i].owner)
            return false;
    return true;
}

/* Every page of the universe, and the order of the table. */
static void compare(void)
{
    assert_int_equal(regions.count, model_regions());
    for (unsigned i = 0; i < UNIVERSE; i++) {
        uint64_t address = i * REGION_PAGE + draw(REGION_PAGE);
        const struct region *r = regions_find(&regions, address);

        assert_int_equal(r != NULL, model[i].owner != 0);
        if (!r)
            continue;
        assert_int_equal(r->offset + i * REGION_PAGE - r->start,
                         model[i].offset);
        assert_true(r->start <= address && address < r->end);
        assert_int_equal(r->end % REGION_PAGE, 0);
    }
    for (unsigned i = 1; i < regions.count; i++)
        assert_true(regions.region[i - 1].end <= regions.region[i].start);
}

/* -- regions: steps -------------------------------------------------------- */

static void step_add(unsigned name)
{
    unsigned from = (unsigned)draw(UNIVERSE), to = from + (unsigned)draw(12);
    struct region r = { .start = from * REGION_PAGE,
                        .end = to * REGION_PAGE,
                        .offset = draw(9) * REGION_PAGE };
    enum pager_error expected = PAGER_OK;

    if (to > UNIVERSE)
        return;
    if (draw(20) == 0)
        r.end += 1 + draw(REGION_PAGE - 1);
    if (from == to || r.end % REGION_PAGE)
        expected = PAGER_BAD_RANGE;
    else if (!model_free(from, to))
        expected = PAGER_OVERLAP;
    else if (model_regions() == PAGER_REGIONS_MAX)
        expected = PAGER_TOO_MANY;
    if (expected != PAGER_BAD_RANGE)
        assert_int_equal(regions_overlap(&regions, r.start, r.end),
                         !model_free(from, to));
    assert_int_equal(regions_add(&regions, &r), expected);
    added[expected]++;
    for (unsigned i = from; expected == PAGER_OK && i < to; i++) {
        model[i].owner = name;
        model[i].offset = r.offset + (i - from) * REGION_PAGE;
    }
}

static void step_remove(unsigned name)
{
    unsigned from = (unsigned)draw(UNIVERSE), to = from + 1 + draw(5);
    enum pager_error expected = PAGER_OK;
    unsigned owner = model[from].owner;
    bool two;

    if (to > UNIVERSE)
        return;
    for (unsigned i = from; i < to; i++)
        if (!owner || model[i].owner != owner)
            expected = PAGER_NO_SPACE;
    two = from > 0 && model[from - 1].owner == owner && to < UNIVERSE &&
          model[to].owner == owner;
    if (expected == PAGER_OK && two && model_regions() == PAGER_REGIONS_MAX)
        expected = PAGER_TOO_MANY;
    assert_int_equal(
        regions_remove(&regions, from * REGION_PAGE, to * REGION_PAGE),
        expected);
    removed[expected]++;
    if (expected != PAGER_OK)
        return;
    for (unsigned i = from; i < to; i++)
        model[i].owner = 0;
    for (unsigned i = to; two && i < UNIVERSE && model[i].owner == owner; i++)
        model[i].owner = name;
}

static void step_find_free(void)
{
    unsigned from = (unsigned)draw(UNIVERSE / 2);
    unsigned to = from + 1 + (unsigned)draw(UNIVERSE - from);
    unsigned length = 1 + (unsigned)draw(draw(4) ? 6 : 40);
    uint64_t expected = 0;

    for (unsigned at = from + 1; !expected && at + length + 1 <= to; at++)
        if (model_free(at - 1, at + length + 1))
            expected = at * REGION_PAGE;
    assert_int_equal(regions_find_free(&regions, from * REGION_PAGE,
                                       to * REGION_PAGE, length * REGION_PAGE),
                     expected);
}

static void regions_agree_with_the_model(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        state = seed;
        memset(&regions, 0, sizeof regions);
        memset(model, 0, sizeof model);
        for (unsigned i = 1; i < STEPS; i++) {
            switch (draw(5)) {
            case 0:
                step_remove(i);
                break;
            case 1:
                step_find_free();
                break;
            default:
                step_add(i);
            }
            if (i % 8 == 0)
                compare();
        }
    }
    /* none of the cases was missed */
    assert_true(added[PAGER_OK] > 1000 && added[PAGER_BAD_RANGE] > 1000);
    assert_true(added[PAGER_OVERLAP] > 1000 && added[PAGER_TOO_MANY] > 100);
    assert_true(removed[PAGER_OK] > 1000 && removed[PAGER_NO_SPACE] > 1000);
    assert_true(removed[PAGER_TOO_MANY] > 100);
}

static void ranges_at_the_edges(void **unused)
{
    struct region high = { .start = -2 * REGION_PAGE, .end = -REGION_PAGE };

    (void)unused;
    memset(&regions, 0, sizeof regions);
    assert_false(regions_is_range(-REGION_PAGE, 0)); /* wraps around */
    assert_false(regions_is_range(REGION_PAGE, REGION_PAGE));
    assert_true(regions_is_range(0, -REGION_PAGE));
    assert_int_equal(regions_add(&regions, &high), PAGER_OK);
    assert_int_equal(regions_remove(&regions, -2 * REGION_PAGE, 0),
                     PAGER_BAD_RANGE);
    assert_null(regions_find(&regions, UINT64_MAX));
    assert_non_null(regions_find(&regions, -REGION_PAGE - 1));
    assert_int_equal(
        regions_find_free(&regions, 0, 3 * REGION_PAGE, -2 * REGION_PAGE), 0);
    assert_int_equal(
        regions_find_free(&regions, REGION_PAGE, 4 * REGION_PAGE, REGION_PAGE),
        2 * REGION_PAGE);
    assert_int_equal(
        regions_find_free(&regions, 4 * REGION_PAGE, REGION_PAGE, REGION_PAGE),
        0);
}

/* -- pages ----------------------------------------------------------------- */

enum { ADDRESSES = 2000 };

static struct pages pages;
static struct page *at[ADDRESSES]; /* the frames' records, by address */
static struct page *table[PAGES_MAX];
static unsigned tables, frames;

static uint64_t address_of(unsigned i)
{
    return i % 2 ? i * 4096ull : i * 4096ull + 1000 * 4;
}

static void step_frame(void)
{
    unsigned i = (unsigned)draw(ADDRESSES);

    assert_ptr_equal(pages_find(&pages, address_of(i)), at[i]);
    if (at[i]) {
        assert_int_equal(at[i]->slot, i + 1);
        pages_remove(&pages, at[i]);
        at[i] = NULL;
        frames--;
        return;
    }
    at[i] = pages_add(&pages, address_of(i), draw(2) ? PAGE_OWN : PAGE_SHARED);
    assert_int_equal(at[i] != NULL, frames + tables < PAGES_MAX);
    if (!at[i])
        return;
    frames++;
    at[i]->slot = i + 1;
}

/* Page tables may have addresses of frames, and are never found by them. */
static void step_table(void)
{
    if (tables && draw(2)) {
        pages_remove(&pages, table[--tables]);
        return;
    }
    table[tables] =
        pages_add(&pages, address_of((unsigned)draw(ADDRESSES)), PAGE_TABLE);
    assert_int_equal(table[tables] != NULL, frames + tables < PAGES_MAX);
    if (table[tables])
        tables++;
}

static void count_all(void)
{
    unsigned seen_frames = 0, seen_tables = 0;

    for (struct page *p = pages_next(&pages, NULL); p;
         p = pages_next(&pages, p)) {
        assert_true(p->kind != PAGE_FREE);
        assert_ptr_equal(p, &pages.page[pages_number(&pages, p)]);
        if (p->kind == PAGE_TABLE)
            seen_tables++;
        else
            seen_frames++;
    }
    assert_int_equal(seen_frames, frames);
    assert_int_equal(seen_tables, tables);
    assert_int_equal(pages.used, frames + tables);
}

static void pages_agree_with_the_model(void **unused)
{
    (void)unused;
    state = 5;
    memset(&pages, 0xaa, sizeof pages);
    pages_clear(&pages);
    for (unsigned i = 0; i < STEPS; i++) {
        if (draw(8))
            step_frame();
        else
            step_table();
        if (i % 64 == 0)
            count_all();
    }
    assert_true(frames > PAGES_MAX / 2);
}

static void a_batch_ends_with_its_last_user(void **unused)
{
    static uint16_t batch[PAGES_MAX];
    uint32_t number = 0;

    (void)unused;
    pages_clear(&pages);
    for (unsigned i = 0; i < PAGES_MAX; i++) {
        batch[i] = pages_batch(&pages, 1000 + i);
        assert_true(batch[i] > 0 && batch[i] <= PAGES_MAX);
    }
    assert_int_equal(pages_batch(&pages, 1), 0);
    for (unsigned i = 0; i < PAGES_MAX; i++) {
        for (unsigned users = i % 5; users > 0; users--)
            pages_use(&pages, batch[i]);
        for (unsigned users = i % 5; users > 0; users--)
            assert_false(pages_leave(&pages, batch[i], &number));
        assert_true(pages_leave(&pages, batch[i], &number));
        assert_int_equal(number, 1000 + i);
    }
    assert_int_not_equal(pages_batch(&pages, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regions_agree_with_the_model),
        cmocka_unit_test(ranges_at_the_edges),
        cmocka_unit_test(pages_agree_with_the_model),
        cmocka_unit_test(a_batch_ends_with_its_last_user),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
