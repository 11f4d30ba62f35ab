/* SPDX-License-Identifier: MIT
 *
 * The server's answer is thrown away.
 */
#include <logger.h>

#include <stdarg.h>
#include <stdio.h>

void log_send(enum log_level level, const char *target, const char *format, ...)
{
    char text[LOG_BYTES];
    int head = snprintf(text, sizeof text, "%s::", target);
    int length = head;
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
    logger_write(level, text);
}
