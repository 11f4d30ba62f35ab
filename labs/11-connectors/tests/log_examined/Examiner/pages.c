/* SPDX-License-Identifier: MIT
 *
 * Whose page, and how much of it: clients beside each other, and clients that
 * send what no library sends.
 */
#include "line.h"

/* How many words of a page are not `pattern`. */
static unsigned changed_words(const uint64_t *page, uint64_t pattern)
{
    unsigned changed = 0;

    for (size_t i = 0; i < COMPONENT_PAGE / 8; i++)
        changed += page[i] != pattern;
    return changed;
}

/* A line is its client's: by name, by page, by level. */
TEST(log_page_per_client)
{
    uint64_t *page = raw_place(ben_way());
    uint64_t pattern = test_word("pattern");

    begin_lines();
    test_step("lines of two clients by turns");
    log_info("one", "%u", (unsigned)test_pick("number", 0, 9999));
    record_last("ada's");
    second_write(LOG_DEBUG, "two::mine");
    record_last("ben's");
    for (size_t i = 0; i < COMPONENT_PAGE / 8; i++)
        page[i] = pattern;
    log_info("three", "again");
    record_last("ada's again");
    record_value("words changed in ben's page", changed_words(page, pattern));
    loggers_set_level(BEN, LOG_OFF);
    second_write(LOG_ERROR, "four::not heard");
    logger_write(LOG_ERROR, "five::heard");
    record_last("with ben switched off");
    record_value("lines", lines_come());
}

/* Eve writes behind her page. She faults, nothing has changed, and the logger
   goes on. */
TEST(log_client_cannot_write_other)
{
    volatile uint64_t *steps = progress;
    uint64_t *pages[] = { raw_place(ada_way()), raw_place(ben_way()) };
    uint64_t pattern = test_word("pattern");

    begin_lines();
    for (size_t i = 0; i < COMPONENT_PAGE / 8; i++)
        pages[0][i] = pages[1][i] = pattern;
    test_step("Eve writes behind the end of her page");
    if (!steps[0])
        go_emit();
    record_value("how far Eve got", steps[0]);
    record_value("words changed in ada's page",
                 changed_words(pages[0], pattern));
    record_value("words changed in ben's page",
                 changed_words(pages[1], pattern));
    test_step("a line after Eve's end");
    second_write(LOG_INFO, "ben::still here");
    record_last("ben's line");
    log_info("ada", "here, too");
    record_last("ada's line");
}

/* -- lengths that lie ------------------------------------------------------ */

/* Sends a request to write a line; `count` says how long the text is. */
static seL4_Word write_raw(const char *step, size_t room, uint64_t count,
                           char letter, size_t letters)
{
    static char request[COMPONENT_PAGE] __attribute__((aligned(8)));
    const uint64_t level = LOG_ERROR;

    test_step(step);
    memset(request, 0, sizeof request);
    memcpy(request, &level, 8);
    memcpy(request + 8, &count, 8);
    memset(request + 16, letter, letters);
    return raw_page_call(ada_way(), 0, request, room).label;
}

/* Ada's text has no end: behind her page lies Eve's, which does not get into
   the line. */
TEST(log_evil_length_no_overread)
{
    begin_lines();
    record_value("no NUL, to the page's end",
                 write_raw("a text without NUL that fills the page",
                           COMPONENT_PAGE, COMPONENT_PAGE - 16, 'a',
                           COMPONENT_PAGE - 16));
    record_value("longer than the page",
                 write_raw("a text longer than the page", COMPONENT_PAGE,
                           COMPONENT_PAGE - 8, 'a', COMPONENT_PAGE - 16));
    record_value(
        "longer than the request",
        write_raw("a text longer than the request", 32, 4000, 'a', 16));
    record_value("the longest",
                 write_raw("the longest of all texts", 32, -1ul, 'a', 15));
    record_value("no text at all",
                 write_raw("a text of no bytes, not even NUL", 16, 0, 'a', 0));
    record_value("a NUL inside",
                 write_raw("a text that ends before its end", 32, 16, 'a', 8));
    record_value("lines", lines_come());
    record_value("good", write_raw("a good text", 24, 8, 'a', 7));
    record_last("the good one");
}
