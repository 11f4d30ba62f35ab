/* SPDX-License-Identifier: MIT
 *
 * What is above the limit is printed, too.
 */
#include <camkes.h>
#include <logger.h>
#include <string.h>

int logger_write(int level, const char *text)
{
    seL4_Word number = logger_get_sender_id();
    struct client *c;
    int limit;

    if (!is_client(number))
        return 0;
    c = &clients[number];
    limit = __atomic_load_n(&c->level, __ATOMIC_RELAXED);
    if (level < LOG_ERROR || level > LOG_TRACE || !*text ||
        !print_line((unsigned)number, level, text))
        __atomic_add_fetch(&c->dropped, 1, __ATOMIC_RELAXED);
    return limit + 1;
}
