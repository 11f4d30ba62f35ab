/* SPDX-License-Identifier: MIT
 *
 * Requests that cannot be right, made without the library. Each must be
 * refused with the status that says why, and the next good one be answered.
 */
#include "target.h"

static uint64_t numbers[COMPONENT_PAGE / 8 + 1];

/* A good request for the sum of 1 and 2, and the label of its answer. */
static seL4_Word good(const struct component_client *to)
{
    const uint64_t request[] = { 2, 1 | 2ul << 32 };

    return raw_page_call(to, SUM, request, sizeof request).label;
}

/* A request for a sum of `count` numbers; only register 0 lies about it. */
static seL4_Word sum_of_length(const struct component_client *to,
                               uint64_t count, seL4_Word size)
{
    memset(numbers, 0, sizeof numbers);
    numbers[0] = count;
    return raw_call(to, SUM, numbers, COMPONENT_PAGE, size, 1).label;
}

/* Two texts, the second of which says that it is longer than any memory; the
   length leaves it out, and ends inside of the padding of the first. */
static seL4_Word end_in_padding(const struct component_client *to)
{
    uint64_t request[5] = { 2, 12, 0, 0, 1ul << 40 };

    memset(request + 2, 'a', 11);
    raw_page_call(to, SPELL, request, sizeof request);
    return raw_page_call(to, SPELL, request, 28).label;
}

/* Lengths that no page has, and messages that do not say their length. */
TEST(rpc_bad_length_rejected)
{
    const struct component_client *to = first_way();
    const uint64_t request[] = { 2, 1 | 2ul << 32 };

    test_step("a request of a page and a word");
    record_value("a word more than the page",
                 sum_of_length(to, COMPONENT_PAGE / 4, COMPONENT_PAGE + 8));
    test_step("other lengths");
    record_value("far too long", sum_of_length(to, 0, 1ul << 40));
    record_value("the longest", sum_of_length(to, 0, -8ul));
    record_value("no whole words", sum_of_length(to, 1, 12));
    record_value("ends inside of a word", end_in_padding(to));
    record_value("no length",
                 raw_call(to, SUM, request, sizeof request, 16, 0).label);
    record_value("shorter than its array", sum_of_length(to, 3, 16));
    record_value("longer than its parameters", sum_of_length(to, 2, 24));
    record_value("good", good(to));
}

/* Methods that the procedure does not have. */
TEST(rpc_bad_method_rejected)
{
    const struct component_client *to = first_way();
    const uint64_t request[] = { 2, 1 | 2ul << 32 };

    test_step("a request for the method behind the last");
    record_value("behind the last",
                 raw_page_call(to, METHODS, request, 16).label);
    test_step("a request for another method that is not there");
    record_value("any", raw_page_call(to, test_pick("method", 100, 1ul << 50),
                                      request, 16)
                            .label);
    record_value("good", good(to));
}

/* A request for SUM or SPELL that claims a number of elements. */
static seL4_Word claim(const struct component_client *to, seL4_Word method,
                       uint64_t count)
{
    uint64_t request[2] = { count, 0 };

    test_step("a request that claims too many elements");
    return raw_page_call(to, method, request, sizeof request).label;
}

/* Numbers of elements that overflow, or that the message cannot hold. */
TEST(rpc_evil_counts_rejected)
{
    const struct component_client *to = first_way();

    record_value("4 times it is 0", claim(to, SUM, 1ul << 62));
    record_value("4 times it is 8", claim(to, SUM, (1ul << 62) + 2));
    record_value("the largest", claim(to, SUM, -1ul));
    record_value("one too many", claim(to, SUM, 3));
    record_value("far too many bytes", claim(to, TURN, 1ul << 63));
    record_value("texts", claim(to, SPELL, 1ul << 60));
    record_value("good", good(to));
}
