/* SPDX-License-Identifier: MIT
 *
 * The logger's server: what lab 11 removes.
 */
#include <console.h>
#include <logger.h>

static void add_text(const char *text)
{
    (void)text;
    console_text("add_text: lab 11\n");
}

int logger_write(int level, const char *text)
{
    (void)level, (void)text, (void)print_line, (void)is_client;
    console_text("logger_write: lab 11\n");
    return 0;
}
