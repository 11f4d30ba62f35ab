/* SPDX-License-Identifier: MIT
 *
 * Two clients, one server: each is known by its badge, has a page of its own,
 * and cannot change a request once it was received.
 */
#include "target.h"

#include <stdlib.h>

/* How many words of a page are not `pattern`. */
static unsigned changed_words(const uint64_t *page, uint64_t pattern)
{
    unsigned changed = 0;

    for (size_t i = 0; i < COMPONENT_PAGE / 8; i++)
        changed += page[i] != pattern;
    return changed;
}

static void fill(uint64_t *page, uint64_t pattern)
{
    for (size_t i = 0; i < COMPONENT_PAGE / 8; i++)
        page[i] = pattern;
}

TEST(rpc_two_clients_isolated)
{
    uint64_t *page = raw_place(first_way());
    uint64_t *other = raw_place(second_way());
    uint64_t pattern = test_word("pattern");
    uint32_t mine[] = { (uint32_t)test_word("mine") };
    uint32_t theirs[] = { (uint32_t)test_word("theirs"), 1 };

    test_step("calls of two clients by turns");
    record_value("first", first_who());
    record_value("second", second_who());
    record_value("first again", first_who());
    fill(other, pattern);
    record_value("sum of the first", first_sum(1, mine));
    record_value("words changed in the second page",
                 changed_words(other, pattern));
    fill(page, pattern);
    record_value("sum of the second", second_sum(2, theirs));
    record_value("words changed in the first page",
                 changed_words(page, pattern));
}

/* The client writes to its page after the server has received the request:
   what was checked is what is used. */
TEST(rpc_time_of_check_copy)
{
    char text[101];
    size_t length = test_pick("length", 20, 100);

    memset(text, 't', length);
    text[length] = 0;
    spoil_page_during_call();
    test_step("a call during which the page is written to");
    record_value("length, if nothing changed", first_steady(text));
    record_value("errors", raw_last_error());
}
