/* SPDX-License-Identifier: MIT
 *
 * Hidden until the lab is due: what a message shows that nobody wrote, and a
 * client that sends anything.
 */
#include "target.h"

#include <stdlib.h>

/* What fills up a word is zero, not what the last message left there. */
TEST(rpc_padding_is_clean)
{
    const struct component_client *to = words_way();
    uint8_t *xs = malloc(3);
    size_t count = 3;

    CHECK(xs != NULL);
    memcpy(xs, "\1\2\3", 3);
    test_step("a long answer, then a short one");
    words_mix(1, 2, 3, test_word("d") | 1ul << 63, 0, 0);
    record_value("label", raw_call(to, SMALL, NULL, 0, 0, 0).label);
    record_value("the word of a byte", raw_place(to)[0]);
    words_mix(1, 2, 3, test_word("d") | 1ul << 63, 0, 0);
    words_turn(&count, &xs);
    record_value("the word of three bytes", raw_place(to)[1]);
    free(xs);
}

/* Three texts are promised, and two come: what was copied of them is given
   back, however often this happens. */
TEST(rpc_refused_texts_freed)
{
    static const char *const names[] = { "a", "", "tessera", "eight888",
                                         "ninechars" };
    const struct component_client *to = first_way();
    uint64_t request[60] = { 3, 400 };
    unsigned refused = 0;

    memset(request + 2, 't', 399);
    test_step("many requests with texts, the last of which is missing");
    for (int i = 0; i < 1200; i++)
        refused += raw_page_call(to, SPELL, request, sizeof request).label ==
                   COMPONENT_BAD_PAYLOAD;
    record_value("refused", refused);
    record_value("spell", first_spell(5, (char **)names));
    record_value("errors", raw_last_error());
}

/* -- garbage --------------------------------------------------------------- */

static uint64_t state;

/* Below `limit`; xorshift. */
static uint64_t some(uint64_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % limit;
}

/* Numbers at which checks go wrong, small ones and any. */
static uint64_t awkward(void)
{
    static const uint64_t numbers[] = {
        0,
        8,
        4088,
        4096,
        4097,
        4104,
        1ul << 31,
        -1ul,
        -8ul,
        1ul << 61,
        1ul << 62,
        1ul << 63,
        (1ul << 61) + 1,
    };

    return some(4) ? some(64) : numbers[some(sizeof numbers / 8)];
}

/* Sends one request of any kind; returns its status. Not STEADY, whose server
   waits for another thread. */
static seL4_Word send_garbage(const struct component_client *to)
{
    uint64_t data[40];
    size_t words = some(40);

    for (size_t i = 0; i < words; i++)
        data[i] = some(2) ? awkward() : some(1ul << 63);
    return raw_call(to, some(10) ? some(STEADY) : METHODS + some(1ul << 40),
                    data, 8 * words, some(4) ? 8 * words : awkward(),
                    !to->page ? words
                    : some(4) ? 1
                              : some(120))
        .label;
}

TEST(server_survives_garbage)
{
    const struct component_client *ways[] = { first_way(), second_way(),
                                              words_way() };
    unsigned refused = 0, answered = 0, strange = 0;

    state = test_nonce() | 1;
    test_step("garbage");
    for (int i = 0; i < 1500; i++) {
        seL4_Word label = send_garbage(ways[some(3)]);

        answered += label == COMPONENT_OK;
        refused += label != COMPONENT_OK && label <= COMPONENT_NO_MEMORY;
        strange += label > COMPONENT_NO_MEMORY;
    }
    record_note("%u answered, %u refused", answered, refused);
    record_value("neither answered nor refused", strange);
    record_value("most are refused", refused > 500);
    test_step("good calls after the garbage");
    record_value("first", first_who());
    record_value("second", second_who());
    record_value("length", (uint64_t)words_length("all well"));
    record_value("errors", raw_last_error());
}
