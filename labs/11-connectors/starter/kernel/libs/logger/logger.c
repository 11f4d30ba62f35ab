/* SPDX-License-Identifier: MIT
 *
 * Sending a log message: what lab 11 removes.
 */
#include <console.h>
#include <logger.h>

void log_send(enum log_level level, const char *target, const char *format, ...)
{
    (void)level, (void)target, (void)format, (void)mark_cut;
    console_text("log_send: lab 11\n");
}
