/* SPDX-License-Identifier: MIT
 *
 * The functions of sdk.h: each writes a message into the page, calls the SDK
 * runtime and reads the message that has come back (sdk_protocol.h).
 */
#include <application.h>
#include <component_message.h>
#include <sdk.h>
#include <sdk_protocol.h>
#include <string.h>

#include "runtime.h"

static char *page;
static seL4_Word serial;

void sdk_use_page(char *shared)
{
    page = shared;
}

/* -- a request ------------------------------------------------------------- */

static struct component_message begin(void)
{
    return (struct component_message){ .data = page, .size = COMPONENT_PAGE };
}

/* Sends the message, and makes it the answer. */
static enum sdk_error ask(enum sdk_request what, struct component_message *m)
{
    seL4_MessageInfo_t info;
    seL4_Word label;

    if (m->error)
        return SDK_TOO_LONG;
    seL4_SetMR(SDK_SIZE, m->at);
    seL4_SetMR(SDK_SERIAL, ++serial);
    info = seL4_Call(APPLICATION_REQUESTS,
                     seL4_MessageInfo_new(what, 0, 0, SDK_WORDS));
    label = seL4_MessageInfo_get_label(info);
    *m = begin();
    if (label < SDK_ANSWER || seL4_GetMR(SDK_SIZE) > COMPONENT_PAGE)
        return SDK_NO_ANSWER;
    m->size = seL4_GetMR(SDK_SIZE);
    return (enum sdk_error)(label - SDK_ANSWER);
}

/* Ends a request whose results have been read. */
static enum sdk_error end(struct component_message *m)
{
    return component_read_all(m) ? SDK_OK : SDK_NO_ANSWER;
}

/* A request without results. */
static enum sdk_error ask_only(enum sdk_request what,
                               struct component_message *m)
{
    enum sdk_error error = ask(what, m);

    return error == SDK_OK ? end(m) : error;
}

/* -- the program ----------------------------------------------------------- */

enum sdk_error sdk_ping(void)
{
    struct component_message m = begin();

    return ask_only(SDK_PING, &m);
}

/* The runtime does not answer; if there is none, a fault is the end as well. */
_Noreturn void sdk_exit(int code)
{
    struct component_message m = begin();
    int32_t word = code;

    component_put(&m, &word, sizeof word);
    ask(SDK_EXIT, &m);
    __builtin_trap();
}

/* -- log ------------------------------------------------------------------- */

enum sdk_error sdk_log(enum sdk_level level, const char *text)
{
    struct component_message m = begin();
    int32_t word = (int32_t)level;

    component_put(&m, &word, sizeof word);
    component_put_string(&m, text);
    return ask_only(SDK_LOG, &m);
}

/* -- keys ------------------------------------------------------------------ */

enum sdk_error sdk_read_key(const char *key, void *value, size_t room,
                            size_t *length)
{
    struct component_message m = begin();
    enum sdk_error error;
    const void *bytes;
    size_t count;

    component_put_string(&m, key);
    error = ask(SDK_READ_KEY, &m);
    if (error != SDK_OK)
        return error;
    bytes = component_get_array(&m, 1, &count);
    if (!component_read_all(&m))
        return SDK_NO_ANSWER;
    if (count > room)
        return SDK_NO_ROOM;
    memcpy(value, bytes, count);
    *length = count;
    return SDK_OK;
}

enum sdk_error sdk_write_key(const char *key, const void *value, size_t length)
{
    struct component_message m = begin();

    component_put_string(&m, key);
    component_put_array(&m, value, length, 1);
    return ask_only(SDK_WRITE_KEY, &m);
}

enum sdk_error sdk_delete_key(const char *key)
{
    struct component_message m = begin();

    component_put_string(&m, key);
    return ask_only(SDK_DELETE_KEY, &m);
}

/* -- timers ---------------------------------------------------------------- */

static enum sdk_error start_timer(enum sdk_request how, uint32_t timer,
                                  uint64_t microseconds)
{
    struct component_message m = begin();

    component_put(&m, &timer, sizeof timer);
    component_put(&m, &microseconds, sizeof microseconds);
    return ask_only(how, &m);
}

enum sdk_error sdk_oneshot_timer(unsigned timer, uint64_t microseconds)
{
    return start_timer(SDK_ONESHOT_TIMER, timer, microseconds);
}

enum sdk_error sdk_periodic_timer(unsigned timer, uint64_t microseconds)
{
    return start_timer(SDK_PERIODIC_TIMER, timer, microseconds);
}

enum sdk_error sdk_cancel_timer(unsigned timer)
{
    struct component_message m = begin();
    uint32_t number = timer;

    component_put(&m, &number, sizeof number);
    return ask_only(SDK_CANCEL_TIMER, &m);
}

static enum sdk_error ended_timers(enum sdk_request how, uint32_t *ended)
{
    struct component_message m = begin();
    enum sdk_error error = ask(how, &m);
    uint32_t bits = 0;

    if (error != SDK_OK)
        return error;
    component_get(&m, &bits, sizeof bits);
    if (!component_read_all(&m))
        return SDK_NO_ANSWER;
    *ended = bits;
    return SDK_OK;
}

enum sdk_error sdk_wait_for_timers(uint32_t *ended)
{
    return ended_timers(SDK_WAIT_FOR_TIMERS, ended);
}

enum sdk_error sdk_poll_for_timers(uint32_t *ended)
{
    return ended_timers(SDK_POLL_FOR_TIMERS, ended);
}

/* -- memory ---------------------------------------------------------------- */

enum sdk_error sdk_mmap(const char *file, uint64_t offset, size_t length,
                        unsigned rights, unsigned flags, void **address)
{
    struct component_message m = begin();
    uint64_t bytes = length, where = 0;
    uint32_t words[] = { rights, flags };
    enum sdk_error error;

    component_put(&m, &bytes, sizeof bytes);
    component_put(&m, &words[0], sizeof words[0]);
    component_put(&m, &words[1], sizeof words[1]);
    component_put_string(&m, file ? file : "");
    component_put(&m, &offset, sizeof offset);
    error = ask(SDK_MMAP, &m);
    if (error != SDK_OK)
        return error;
    component_get(&m, &where, sizeof where);
    if (!component_read_all(&m))
        return SDK_NO_ANSWER;
    *address = (void *)where;
    return SDK_OK;
}

enum sdk_error sdk_munmap(void *address, size_t length)
{
    struct component_message m = begin();
    uint64_t where = (uint64_t)address, bytes = length;

    component_put(&m, &where, sizeof where);
    component_put(&m, &bytes, sizeof bytes);
    return ask_only(SDK_MUNMAP, &m);
}
