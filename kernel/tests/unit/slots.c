/* SPDX-License-Identifier: MIT */
/*
 * Slots of a CNode, and what a CNode holds as text: against a plain array, and
 * against a CNode that is played here.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "capscan.h"
#include "slots.h"

enum { FIRST = 21, COUNT = 300 };

SLOTS_DEFINE(pool, 1, FIRST, COUNT);

static bool taken[COUNT];

static int empty(void **state)
{
    (void)state;
    slots_give_row(&pool, FIRST, COUNT);
    pool.next = 0;
    memset(taken, 0, sizeof taken);
    return 0;
}

static void each_slot_is_taken_once_and_none_beyond(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT; i++) {
        seL4_CPtr slot = slots_take(&pool);

        assert_in_range(slot, FIRST, FIRST + COUNT - 1);
        assert_false(taken[slot - FIRST]);
        taken[slot - FIRST] = true;
        assert_int_equal(slots_free(&pool), COUNT - 1 - i);
    }
    assert_int_equal(slots_take(&pool), seL4_CapNull);
    assert_int_equal(slots_take_row(&pool, 1), seL4_CapNull);
}

static void what_is_not_taken_cannot_be_given(void **state)
{
    seL4_CPtr slot = slots_take(&pool);

    (void)state;
    assert_false(slots_give(&pool, 0));
    assert_false(slots_give(&pool, FIRST - 1));
    assert_false(slots_give(&pool, FIRST + COUNT));
    assert_false(slots_give(&pool, UINT64_MAX));
    assert_false(slots_give(&pool, slot + 1));
    assert_true(slots_give(&pool, slot));
    assert_false(slots_give(&pool, slot));
    assert_int_equal(slots_free(&pool), COUNT);
}

static void a_row_finds_the_gap_that_is_long_enough(void **state)
{
    (void)state;
    assert_int_equal(slots_take_row(&pool, COUNT + 1), seL4_CapNull);
    assert_int_equal(slots_take_row(&pool, 0), seL4_CapNull);
    assert_int_equal(slots_take_row(&pool, COUNT), FIRST);
    assert_true(slots_give_row(&pool, FIRST + 10, 5));
    assert_true(slots_give_row(&pool, FIRST + 60, 70));
    assert_int_equal(slots_take_row(&pool, 6), FIRST + 60);
    assert_int_equal(slots_take_row(&pool, 65), seL4_CapNull);
    assert_int_equal(slots_free(&pool), 5 + 64);
    assert_int_equal(slots_take_row(&pool, 64), FIRST + 66);
    assert_int_equal(slots_take_row(&pool, 5), FIRST + 10);
    assert_int_equal(slots_free(&pool), 0);
    assert_true(slots_give(&pool, FIRST + COUNT - 1));
    assert_int_equal(slots_take_row(&pool, 2), seL4_CapNull);
    assert_int_equal(slots_take_row(&pool, 1), FIRST + COUNT - 1);
}

static uint32_t random_from(uint64_t *state, uint32_t n)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*state >> 33) % n);
}

static uint32_t random_below(uint32_t n)
{
    static uint64_t state = 7;

    return random_from(&state, n);
}

/* The length of the first free row of `count` slots by the array. */
static bool has_row(uint32_t count)
{
    uint32_t length = 0;

    for (uint32_t i = 0; i < COUNT && length < count; i++)
        length = taken[i] ? 0 : length + 1;
    return length >= count;
}

static void mark(seL4_CPtr first, uint32_t count, bool as)
{
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(taken[first - FIRST + i], !as);
        taken[first - FIRST + i] = as;
    }
}

static void random_use_agrees_with_an_array(void **state)
{
    (void)state;
    for (int step = 0; step < 50000; step++) {
        uint32_t count = 1 + random_below(step % 3 ? 4 : 40);
        uint32_t at = random_below(COUNT), free = 0;

        if (random_below(100) < 45) {
            seL4_CPtr row =
                count == 1 ? slots_take(&pool) : slots_take_row(&pool, count);

            assert_int_equal(row != seL4_CapNull, has_row(count));
            if (row)
                mark(row, count, true);
        } else if (taken[at]) {
            assert_true(slots_give(&pool, FIRST + at));
            mark(FIRST + at, 1, false);
        }
        for (uint32_t i = 0; i < COUNT; i++)
            free += !taken[i];
        assert_int_equal(slots_free(&pool), free);
    }
}

/* -- several threads ------------------------------------------------------- */

static unsigned char owner[COUNT]; /* of each slot; written by its owner */
static unsigned taken_twice;
static pthread_barrier_t together;

static void own(seL4_CPtr first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (__atomic_exchange_n(&owner[first - FIRST + i], 1, __ATOMIC_SEQ_CST))
            __atomic_add_fetch(&taken_twice, 1, __ATOMIC_SEQ_CST);
}

static void disown(seL4_CPtr first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        __atomic_store_n(&owner[first - FIRST + i], 0, __ATOMIC_SEQ_CST);
    slots_give_row(&pool, first, count);
}

/* Holds up to eight rows at a time. */
static void *use(void *seed)
{
    uint64_t state = (uintptr_t)seed;
    struct {
        seL4_CPtr first;
        uint32_t count;
    } row[8] = { 0 };

    pthread_barrier_wait(&together);
    for (int step = 0; step < 200000; step++) {
        uint32_t i = random_from(&state, 8);

        if (row[i].first) {
            disown(row[i].first, row[i].count);
            row[i].first = 0;
            continue;
        }
        row[i].count = 1 + random_from(&state, 40);
        row[i].first = row[i].count < 20 ? slots_take_row(&pool, row[i].count)
                                         : slots_take(&pool);
        row[i].count = row[i].count < 20 ? row[i].count : 1;
        if (row[i].first)
            own(row[i].first, row[i].count);
    }
    for (uint32_t i = 0; i < 8; i++)
        if (row[i].first)
            disown(row[i].first, row[i].count);
    return NULL;
}

static void threads_never_take_the_same_slot_and_lose_none(void **state)
{
    pthread_t thread[3];

    (void)state;
    pthread_barrier_init(&together, NULL, 3);
    for (uintptr_t i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, use, (void *)(i + 1)),
                         0);
    for (int i = 0; i < 3; i++)
        pthread_join(thread[i], NULL);
    assert_int_equal(taken_twice, 0);
    assert_int_equal(slots_free(&pool), COUNT);
    assert_int_equal(slots_take_row(&pool, COUNT), FIRST);
}

/* -- capscan --------------------------------------------------------------- */

static unsigned types[4096];
static const struct capscan scan = { .slots = 4096 };

unsigned capscan_identify(const struct capscan *s, uint32_t slot)
{
    assert_ptr_equal(s, &scan);
    assert_in_range(slot, 0, 4095);
    return types[slot];
}

static void capabilities_in_a_row_share_a_line(void **state)
{
    char text[512];

    (void)state;
    memset(types, 0, sizeof types);
    types[1] = 10;
    types[2] = types[3] = 3;
    for (int i = 5; i < 900; i++)
        types[i] = 2;
    types[4095] = 64;
    types[1000] = 63;
    assert_int_equal(capscan_text(&scan, 0, text, sizeof text), 0);
    assert_string_equal(text, "     1          CNode\n"
                              "     2..3       page table\n"
                              "     5..899     untyped\n"
                              "  1000          of a type without a name\n"
                              "  4095          a capability\n");
}

static void a_long_text_comes_in_pieces_of_whole_lines(void **state)
{
    static char all[4096 * 64];
    char text[200];
    uint32_t slot = 0, lines = 0;

    (void)state;
    for (int i = 0; i < 4096; i++)
        types[i] = i % 2 ? 4 : 6;
    all[0] = '\0';
    do {
        slot = capscan_text(&scan, slot, text, sizeof text);
        assert_int_equal(text[strlen(text) - 1], '\n');
        strcat(all + lines * 8, text);
    } while (slot);
    for (const char *c = all; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 4096);
    assert_non_null(strstr(all, "  4095          endpoint\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_slot_is_taken_once_and_none_beyond, empty),
        cmocka_unit_test_setup(what_is_not_taken_cannot_be_given, empty),
        cmocka_unit_test_setup(a_row_finds_the_gap_that_is_long_enough, empty),
        cmocka_unit_test_setup(random_use_agrees_with_an_array, empty),
        cmocka_unit_test_setup(threads_never_take_the_same_slot_and_lose_none,
                               empty),
        cmocka_unit_test_setup(capabilities_in_a_row_share_a_line, empty),
        cmocka_unit_test_setup(a_long_text_comes_in_pieces_of_whole_lines,
                               empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
