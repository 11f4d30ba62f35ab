/* SPDX-License-Identifier: MIT
 *
 * Sending a log message: see logger.h.
 */
#include <logger.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The connector's, in the glue of the component. */
extern int logger_write(int level, const char *text);

enum log_level log_limit = LOG_INFO;
uint32_t log_changes_seen;

void log_set_level(enum log_level level)
{
    __atomic_store_n(&log_limit, level, __ATOMIC_RELAXED);
}

/* What was cut ends in dots; a text that just fits was not cut. */
static void mark_cut(char *text, size_t bytes)
{
    memcpy(text + bytes - sizeof "...", "...", sizeof "...");
}

void log_send(enum log_level level, const char *target, const char *format, ...)
{
    char text[LOG_BYTES];
    int head = snprintf(text, sizeof text, "%s::", target);
    int length = head, wanted;
    va_list arguments;

    if (head >= 0 && head < LOG_BYTES) {
        va_start(arguments, format);
        length = vsnprintf(text + head, sizeof text - (size_t)head, format,
                           arguments);
        va_end(arguments);
        length = length < 0 ? length : head + length;
    }
    if (length < 0)
        return;
    if (length >= LOG_BYTES)
        mark_cut(text, sizeof text);
    wanted = logger_write(level, text);
    if (wanted > 0)
        log_set_level((enum log_level)(wanted - 1));
}
