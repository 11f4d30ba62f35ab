/* SPDX-License-Identifier: MIT
 *
 * What was cut does not say so.
 */
#include <logger.h>

#include <stdarg.h>
#include <stdio.h>

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
    (void)mark_cut;
    wanted = logger_write(level, text);
    if (wanted > 0)
        log_set_level((enum log_level)(wanted - 1));
}
