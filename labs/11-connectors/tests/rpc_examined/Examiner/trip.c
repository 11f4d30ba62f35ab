/* SPDX-License-Identifier: MIT
 *
 * Parameters of all kinds on their way to the server and back, by the stubs of
 * the glue: the library on both sides.
 */
#include "target.h"

#include <stdlib.h>

struct values {
    int8_t a;
    uint16_t b;
    int32_t c;
    uint64_t d;
    bool e;
    char f;
};

static struct values pick_values(void)
{
    return (struct values){
        .a = (int8_t)test_pick("a", 0, 255),
        .b = (uint16_t)test_pick("b", 0, 65535),
        .c = (int32_t)test_pick("c", 0, 0xffffffff),
        .d = test_word("d"),
        .e = test_pick("e", 0, 1),
        .f = (char)test_pick("f", 0, 255),
    };
}

static uint8_t *some_bytes(size_t count)
{
    uint8_t *xs = malloc(count);
    uint64_t word = test_word("bytes");

    CHECK(xs != NULL);
    for (size_t i = 0; i < count; i++)
        xs[i] = (uint8_t)(word >> i % 8 * 8) ^ (uint8_t)i;
    return xs;
}

static const char *const names[] = { "a", "", "tessera", "eight888",
                                     "ninechars" };

/* Values, texts, arrays, and an array of texts; lengths that need padding. */
TEST(rpc_roundtrip_types)
{
    struct values v = pick_values();
    size_t count = test_pick("count", 9, 60) | 1;
    uint8_t *xs = some_bytes(count);
    uint32_t numbers[5] = { 1, 2, 3, 4, (uint32_t)test_word("last") };
    char *text = strdup("over a page");

    test_step("calls over a page");
    record_value("mix", first_mix(v.a, v.b, v.c, v.d, v.e, v.f));
    record_value("length", (uint64_t)first_length("nine char"));
    record_value("sum", first_sum(5, numbers));
    record_value("sum of none", first_sum(0, NULL));
    first_turn(&count, &xs);
    record_value("bytes", count);
    record_bytes("turned", xs, count);
    first_shout(&text);
    record_bytes("shout", text ? text : "", text ? strlen(text) : 0);
    record_value("spell", first_spell(5, (char **)names));

    test_step("calls over message registers");
    record_value("mix, registers", words_mix(v.a, v.b, v.c, v.d, v.e, v.f));
    record_value("sum, registers", words_sum(5, numbers));
    words_turn(&count, &xs);
    record_bytes("turned back", xs, count);
    record_value("spell, registers", words_spell(5, (char **)names));
    record_value("errors", raw_last_error());
    free(xs);
    free(text);
}

/* Sends so many bytes there and back; records what came. */
static void turn_bytes(const char *name, size_t count,
                       void (*turn)(size_t *, uint8_t **))
{
    uint8_t *xs = some_bytes(count);
    uint8_t first = xs[0];
    size_t came = count;

    test_step(name);
    turn(&came, &xs);
    record_value(name, came == count && xs[count - 1] == first &&
                           raw_last_error() == 0);
    free(xs);
}

/* One byte more than the message holds is refused before it is sent. */
static void turn_too_many(const char *name, size_t count,
                          void (*turn)(size_t *, uint8_t **))
{
    uint8_t *xs = some_bytes(count);

    test_step(name);
    turn(&count, &xs);
    record_value(name, raw_last_error());
    free(xs);
}

/* What fills the message to its last byte passes; one byte more does not. */
TEST(rpc_max_size)
{
    turn_bytes("page filled", COMPONENT_PAGE - COMPONENT_WORD, first_turn);
    turn_bytes("registers filled", COMPONENT_WORDS - COMPONENT_WORD,
               words_turn);
    turn_bytes("page but for 7 bytes", COMPONENT_PAGE - COMPONENT_WORD - 7,
               first_turn);
    turn_too_many("one byte more than a page",
                  COMPONENT_PAGE - COMPONENT_WORD + 1, first_turn);
    turn_too_many("one byte more than the registers",
                  COMPONENT_WORDS - COMPONENT_WORD + 1, words_turn);
    turn_bytes("a short one after it", 3, first_turn);
}
