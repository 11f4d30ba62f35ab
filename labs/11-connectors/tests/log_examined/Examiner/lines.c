/* SPDX-License-Identifier: MIT
 *
 * Levels and lengths: what is heard, and how a long line ends.
 */
#include "line.h"

#include <stdio.h>

/* The client suppresses by itself what it knows to be unwanted; the server
   decides, tells the client so, and counts what it dropped. */
TEST(log_levels)
{
    unsigned dropped;

    begin_lines();
    test_step("a line at the limit");
    loggers_set_level(ADA, LOG_WARN);
    dropped = loggers_dropped(ADA);
    log_warn("test", "number %d", 1);
    record_last("at the limit");
    record_value("the client's limit after it", log_limit);
    log_info("test", "number %d", 2);
    record_value("lines, the next suppressed", lines_come());
    record_value("dropped by the server", loggers_dropped(ADA) - dropped);

    test_step("a client that sends what the server does not want");
    logger_write(LOG_INFO, "test::above");
    logger_write(LOG_ERROR, "");
    logger_write(LOG_OFF, "test::no level");
    loggers_set_level(ADA, LOG_TRACE);
    logger_write(LOG_TRACE + 1, "test::no level");
    logger_write(-1, "test::no level");
    record_value("lines", lines_come());
    record_value("dropped then", loggers_dropped(ADA) - dropped);
    record_value("the server's answer",
                 (uint64_t)logger_write(LOG_TRACE, "test::trace"));
    record_value("lines at the end", lines_come());
    record_value("dropped of another", loggers_dropped(BEN));
}

/* Records how long the last line was, and its last six characters. */
static void record_end(const char *name)
{
    const struct line *line = last_line();
    size_t bytes = line->bytes < 6 ? line->bytes : 6;
    char what[48];

    snprintf(what, sizeof what, "%s: bytes", name);
    record_value(what, line->bytes);
    snprintf(what, sizeof what, "%s: end", name);
    record_bytes(what, line->text + line->bytes - bytes, bytes);
}

/* Logs `length` letters by the library. */
static void log_letters(const char *name, size_t length)
{
    char text[LOG_BYTES + 100];

    memset(text, 'x', length);
    text[length] = 0;
    test_step(name);
    log_error("long", "%s", text);
    record_end(name);
}

/* A text has at most LOG_BYTES - 1 characters, the target included. What is
   cut ends in dots; what just fits does not. */
TEST(log_truncates_at_limit)
{
    static char text[LOG_BYTES + 500];

    begin_lines();
    log_letters("fits", LOG_BYTES - 1 - strlen("long::"));
    log_letters("one too many", LOG_BYTES - strlen("long::"));
    log_letters("far too many", LOG_BYTES + 50);
    test_step("a client without the library");
    memset(text, 'y', sizeof text - 1);
    logger_write(LOG_ERROR, text);
    record_end("cut by the server");
    record_value("lines", lines_come());
}
