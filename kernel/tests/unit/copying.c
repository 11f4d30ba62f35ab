/* SPDX-License-Identifier: MIT */
/*
 * memcpy and memset of components, which go by words: every alignment and
 * length, and nothing beside what was asked for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Under names of their own; the C library keeps its functions. */
void *copy_by_words(void *restrict to, const void *restrict from, size_t bytes);
void *fill_by_words(void *to, int byte, size_t bytes);
#define memcpy copy_by_words
#include "../../libs/camkes/copy.c"
#undef memcpy
#define word_t fill_word_t
#define BLOCK  FILL_BLOCK
#define memset fill_by_words
#include "../../libs/camkes/fill.c"
#undef memset

enum { ROOM = 256, LENGTHS = 200, OFFSETS = 16 };

static unsigned char here[ROOM], from[ROOM], expected[ROOM];

static void prepare(void)
{
    for (unsigned i = 0; i < ROOM; i++) {
        here[i] = expected[i] = (unsigned char)(i * 7 + 1);
        from[i] = (unsigned char)(i * 13 + 5);
    }
}

static void fills_what_it_should_and_no_more(void **state)
{
    (void)state;
    for (unsigned at = 0; at < OFFSETS; at++)
        for (unsigned bytes = 0; bytes < LENGTHS; bytes++) {
            prepare();
            for (unsigned i = 0; i < bytes; i++)
                expected[at + i] = 0xa5;
            assert_ptr_equal(fill_by_words(here + at, 0x1a5, bytes), here + at);
            assert_memory_equal(here, expected, ROOM);
        }
}

static void copies_what_it_should_and_no_more(void **state)
{
    (void)state;
    for (unsigned at = 0; at < OFFSETS * OFFSETS; at++)
        for (unsigned bytes = 0; bytes < LENGTHS; bytes++) {
            unsigned to = at / OFFSETS, of = at % OFFSETS;

            prepare();
            for (unsigned i = 0; i < bytes; i++)
                expected[to + i] = from[of + i];
            assert_ptr_equal(copy_by_words(here + to, from + of, bytes),
                             here + to);
            assert_memory_equal(here, expected, ROOM);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_what_it_should_and_no_more),
        cmocka_unit_test(copies_what_it_should_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
