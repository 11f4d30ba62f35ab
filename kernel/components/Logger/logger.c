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
 * A line is put together and then written at once: to the serial line's driver
 * if the logger is connected to it, else to the console library. The driver
 * waits for nobody, so neither does the logger; a line that it did not take
 * wholly counts as dropped.
 *
 * The levels are shared with the thread of the second interface; each is one
 * word, which is read and written whole.
 */
#include <camkes.h>
#include <console.h>
#include <logger.h>
#include <string.h>

#define CLIENTS_MAX 64
#define LINE_BYTES  (LOG_BYTES + 128) /* what stands in front, dots, the end */

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

static char line[LINE_BYTES];
static size_t length;

static void add(char c)
{
    if (length < sizeof line - 1) /* the end has its place */
        line[length++] = c;
}

static void add_words(const char *words)
{
    while (*words)
        add(*words++);
}

static void add_text(const char *text)
{
    size_t bytes = strlen(text);
    size_t limit = bytes < LOG_BYTES ? bytes : LOG_BYTES - sizeof "...";

    if (bytes > 0 && bytes < LOG_BYTES && text[bytes - 1] == '\n')
        limit--;
    for (size_t i = 0; i < limit; i++) {
        unsigned char c = (unsigned char)text[i];

        add(c < ' ' || c == 0x7f ? '?' : (char)c);
    }
    if (bytes >= LOG_BYTES)
        add_words("...");
}

/* false: the serial line did not take all of it. */
static bool write_line(void)
{
    if (uart_write)
        return uart_write(length, (const uint8_t *)line) == (int)length;
    for (size_t i = 0; i < length; i++)
        console_put(line[i]);
    return true;
}

static bool print_line(unsigned client, int level, const char *text)
{
    static const char *const words[] = {
        [LOG_ERROR] = "ERROR", [LOG_WARN] = "WARN",   [LOG_INFO] = "INFO",
        [LOG_DEBUG] = "DEBUG", [LOG_TRACE] = "TRACE",
    };

    length = 0;
    add_words(name_of(client));
    add_words(": ");
    add_words(words[level]);
    add(' ');
    add_text(text);
    line[length++] = '\n';
    return write_line();
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
    if (level < LOG_ERROR || level > limit || level > LOG_TRACE || !*text ||
        !print_line((unsigned)number, level, text))
        __atomic_add_fetch(&c->dropped, 1, __ATOMIC_RELAXED);
    return limit + 1;
}

int loggers_set_level(unsigned client, int level)
{
    if (!is_client(client) || level < LOG_OFF || level > LOG_TRACE)
        return -1;
    __atomic_store_n(&clients[client].level, level, __ATOMIC_RELAXED);
    if (log_changes)
        ++*(volatile uint32_t *)log_changes;
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
