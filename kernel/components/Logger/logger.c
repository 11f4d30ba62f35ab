/* SPDX-License-Identifier: MIT
 *
 * The logger's server.
 *
 *     ada: WARN net::no answer from 3
 *
 * A line is the client's name, which is the configuration's word and not the
 * client's, the level and the text. One thread prints it from beginning to
 * end, so lines never mix; characters that would break a line or steer a
 * terminal are printed as '?'. What is above the client's level, has a level
 * that there is not, or no text, is dropped and counted.
 *
 * The levels are shared with the thread of the second interface; each is one
 * word, which is read and written whole.
 */
#include <camkes.h>
#include <console.h>
#include <logger.h>
#include <string.h>

#define CLIENTS_MAX 64

struct client {
    int level;
    unsigned dropped;
};

static struct client clients[CLIENTS_MAX + 1]; /* by sender, from 1 */

void pre_init(void)
{
    for (unsigned i = 1; i <= CLIENTS_MAX; i++)
        clients[i].level = i <= levels_count ? levels[i - 1] : LOG_INFO;
}

/* -- lines ----------------------------------------------------------------- */

static const char *name_of(unsigned client)
{
    return client <= names_count ? names[client - 1] : "(nameless)";
}

static void print_text(const char *text)
{
    size_t length = strlen(text);
    size_t limit = length < LOG_BYTES ? length : LOG_BYTES - sizeof "...";

    if (length > 0 && length < LOG_BYTES && text[length - 1] == '\n')
        limit--;
    for (size_t i = 0; i < limit; i++) {
        unsigned char c = (unsigned char)text[i];

        console_put(c < ' ' || c == 0x7f ? '?' : (char)c);
    }
    if (length >= LOG_BYTES)
        console_text("...");
}

static void print_line(unsigned client, int level, const char *text)
{
    static const char *const words[] = {
        [LOG_ERROR] = "ERROR", [LOG_WARN] = "WARN",   [LOG_INFO] = "INFO",
        [LOG_DEBUG] = "DEBUG", [LOG_TRACE] = "TRACE",
    };

    console_text(name_of(client));
    console_text(": ");
    console_text(words[level]);
    console_text(" ");
    print_text(text);
    console_text("\n");
}

/* -- the procedures -------------------------------------------------------- */

static bool is_client(seL4_Word number)
{
    return number >= 1 && number <= CLIENTS_MAX;
}

int logger_write(int level, const char *text)
{
    seL4_Word number = logger_get_sender_id();
    struct client *c;
    int limit;

    if (!is_client(number))
        return 0;
    c = &clients[number];
    limit = __atomic_load_n(&c->level, __ATOMIC_RELAXED);
    if (level < LOG_ERROR || level > limit || level > LOG_TRACE || !*text)
        __atomic_add_fetch(&c->dropped, 1, __ATOMIC_RELAXED);
    else
        print_line((unsigned)number, level, text);
    return limit + 1;
}

int loggers_set_level(unsigned client, int level)
{
    if (!is_client(client) || level < LOG_OFF || level > LOG_TRACE)
        return -1;
    __atomic_store_n(&clients[client].level, level, __ATOMIC_RELAXED);
    return 0;
}

int loggers_get_level(unsigned client)
{
    if (!is_client(client))
        return -1;
    return __atomic_load_n(&clients[client].level, __ATOMIC_RELAXED);
}

unsigned loggers_dropped(unsigned client)
{
    if (!is_client(client))
        return 0;
    return __atomic_load_n(&clients[client].dropped, __ATOMIC_RELAXED);
}
