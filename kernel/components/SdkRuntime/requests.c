/* SPDX-License-Identifier: MIT
 *
 * Requests of applications, one function each.
 *
 * An application may be hostile. Its page can change at any time, so the
 * parameters are copied before anything of them is looked at, and what is
 * written to the page is never read back. A request goes through
 *
 *     is it one?  ->  does the manifest ask for its service?
 *                 ->  can its parameters be read, with nothing left over?
 *                 ->  are they in range?  ->  it is done
 *
 * and a "no" at any point is an answer of its own, before anything happened.
 * What an application names is always its own: keys and files are looked for
 * under the id of its bundle, which the process manager has told, timers and
 * mappings under its run.
 */
#include "requests.h"

#include <camkes.h>
#include <component_message.h>
#include <logger.h>
#include <pager.h>
#include <sdk.h>
#include <sdk_protocol.h>
#include <stdlib.h>
#include <string.h>

#include "application_timers.h"

/* What a function below can return beside enum sdk_error. */
enum { NO_ANSWER_YET = SDK_ERRORS, NO_ANSWER_EVER };

/* The parameters of the request that is done, and the results, which go to
 * the application's page. */
struct words {
    struct component_message in, out;
};

typedef int do_request(struct application *a, struct words *w);

static char copy[COMPONENT_PAGE] __attribute__((aligned(COMPONENT_WORD)));
static int exit_code;

/* All parameters have been read, and they were what is expected. */
static bool are_read(struct words *w)
{
    return component_read_all(&w->in);
}

/* -- the program, the log -------------------------------------------------- */

static int ping(struct application *a, struct words *w)
{
    (void)a;
    return are_read(w) ? SDK_OK : SDK_BAD_MESSAGE;
}

static int end_program(struct application *a, struct words *w)
{
    int32_t code = 0;

    (void)a;
    component_get(&w->in, &code, sizeof code);
    if (!are_read(w))
        return SDK_BAD_MESSAGE;
    exit_code = code;
    return NO_ANSWER_EVER;
}

static int log_line(struct application *a, struct words *w)
{
    int32_t level = 0;
    const char *text;

    component_get(&w->in, &level, sizeof level);
    text = component_get_string(&w->in);
    if (!are_read(w))
        return SDK_BAD_MESSAGE;
    if (level < SDK_ERROR || level > SDK_TRACE)
        return SDK_BAD_LEVEL;
    log_at((enum log_level)level, a->id, "%s", text);
    return SDK_OK;
}

/* -- keys ------------------------------------------------------------------ */

static int store_error(int error)
{
    switch (error) {
    case SECURITY_NO_ANSWER:
        return SDK_UNAVAILABLE;
    case SECURITY_OK:
        return SDK_OK;
    case SECURITY_NOT_FOUND:
        return SDK_NO_KEY;
    case SECURITY_BAD_KEY:
        return SDK_BAD_KEY;
    case SECURITY_BAD_VALUE:
        return SDK_BAD_VALUE;
    case SECURITY_FULL:
        return SDK_NO_ROOM;
    default:
        return SDK_STORE_FAILED;
    }
}

static bool is_key(const char *key)
{
    size_t length = strlen(key);

    return length >= 1 && length <= SDK_KEY_MAX;
}

static int read_key(struct application *a, struct words *w)
{
    const char *key = component_get_string(&w->in);
    uint8_t *value = NULL;
    size_t length = 0;
    int error;

    if (!are_read(w))
        return SDK_BAD_MESSAGE;
    if (!is_key(key))
        return SDK_BAD_KEY;
    error = store_error(keys_read(a->id, key, &length, &value));
    if (error == SDK_OK)
        component_put_array(&w->out, value, length, 1);
    free(value);
    return error;
}

static int write_key(struct application *a, struct words *w)
{
    const char *key = component_get_string(&w->in);
    size_t length;
    const void *value = component_get_array(&w->in, 1, &length);

    if (!are_read(w))
        return SDK_BAD_MESSAGE;
    if (!is_key(key))
        return SDK_BAD_KEY;
    if (length > SDK_VALUE_MAX)
        return SDK_BAD_VALUE;
    return store_error(keys_write(a->id, key, length, value));
}

static int delete_key(struct application *a, struct words *w)
{
    const char *key = component_get_string(&w->in);

    if (!are_read(w))
        return SDK_BAD_MESSAGE;
    if (!is_key(key))
        return SDK_BAD_KEY;
    return store_error(keys_remove(a->id, key));
}

/* -- timers ---------------------------------------------------------------- */

static int start_timer(struct application *a, struct words *w, bool periodic)
{
    uint32_t number = 0;
    uint64_t time = 0;

    component_get(&w->in, &number, sizeof number);
    component_get(&w->in, &time, sizeof time);
    if (!are_read(w))
        return SDK_BAD_MESSAGE;
    if (number >= SDK_TIMERS)
        return SDK_BAD_TIMER;
    if (time > SDK_TIME_MAX || (periodic && time < SDK_PERIOD_MIN))
        return SDK_BAD_TIME;
    return application_timer_start(a, number, time, periodic) ? SDK_OK
                                                              : SDK_UNAVAILABLE;
}

static int oneshot_timer(struct application *a, struct words *w)
{
    return start_timer(a, w, false);
}

static int periodic_timer(struct application *a, struct words *w)
{
    return start_timer(a, w, true);
}

static int cancel_timer(struct application *a, struct words *w)
{
    uint32_t number = 0;

    component_get(&w->in, &number, sizeof number);
    if (!are_read(w))
        return SDK_BAD_MESSAGE;
    if (number >= SDK_TIMERS)
        return SDK_BAD_TIMER;
    application_timer_cancel(a, number);
    return SDK_OK;
}

/* Tells which timers have ended. */
static int tell_ended(struct application *a, struct words *w)
{
    component_put(&w->out, &a->ended, sizeof a->ended);
    a->ended = 0;
    return SDK_OK;
}

static int wait_for_timers(struct application *a, struct words *w)
{
    if (!are_read(w))
        return SDK_BAD_MESSAGE;
    if (a->ended)
        return tell_ended(a, w);
    return application_timers_run(a) ? NO_ANSWER_YET : SDK_NO_TIMER;
}

static int poll_for_timers(struct application *a, struct words *w)
{
    return are_read(w) ? tell_ended(a, w) : SDK_BAD_MESSAGE;
}

/* -- memory ---------------------------------------------------------------- */

_Static_assert((int)SDK_READ == (int)PAGER_READ &&
                   (int)SDK_WRITE == (int)PAGER_WRITE &&
                   (int)SDK_EXECUTE == (int)PAGER_EXECUTE,
               "rights are the pager's");
_Static_assert((int)SDK_AT_ONCE == (int)PAGER_LINEAR &&
                   (int)SDK_SHARED == (int)PAGER_SHARED,
               "flags are the pager's");

static int pager_error(int error)
{
    static const unsigned char errors[PAGER_ERRORS] = {
        [PAGER_NO_ANSWER] = SDK_UNAVAILABLE, [PAGER_OK] = SDK_OK,
        [PAGER_BAD_RANGE] = SDK_BAD_RANGE,   [PAGER_OVERLAP] = SDK_BAD_RANGE,
        [PAGER_BAD_RIGHTS] = SDK_BAD_RIGHTS, [PAGER_NO_SPACE] = SDK_NO_SPACE,
        [PAGER_NO_FILE] = SDK_NO_FILE,       [PAGER_NO_MEMORY] = SDK_NO_MEMORY,
        [PAGER_TOO_MANY] = SDK_TOO_MANY,
    };

    return (unsigned)error < PAGER_ERRORS && errors[error] ? errors[error]
                                                           : SDK_UNAVAILABLE;
}

/* Whether the manifest lets it read this file: a key is a key, too. */
static bool may_map(const struct application *a, const char *file)
{
    return strncmp(file, "key:", 4) != 0 || (a->services & BUNDLE_USES_KEYS);
}

static int map_memory(struct application *a, struct words *w)
{
    uint64_t length = 0, offset = 0, address = 0;
    uint32_t rights = 0, flags = 0;
    const char *file;
    int error;

    component_get(&w->in, &length, sizeof length);
    component_get(&w->in, &rights, sizeof rights);
    component_get(&w->in, &flags, sizeof flags);
    file = component_get_string(&w->in);
    component_get(&w->in, &offset, sizeof offset);
    if (!are_read(w))
        return SDK_BAD_MESSAGE;
    if (rights & ~(uint32_t)(SDK_READ | SDK_WRITE | SDK_EXECUTE))
        return SDK_BAD_RIGHTS;
    if (flags & ~(uint32_t)(SDK_AT_ONCE | SDK_SHARED))
        return SDK_BAD_FLAGS;
    if (strlen(file) > SDK_FILE_MAX)
        return SDK_NO_FILE;
    if (!may_map(a, file))
        return SDK_NOT_REQUESTED;
    error = pager_error(
        mappings_map(a->run, length, rights, flags, file, offset, &address));
    if (error == SDK_OK)
        component_put(&w->out, &address, sizeof address);
    return error;
}

static int unmap_memory(struct application *a, struct words *w)
{
    uint64_t address = 0, length = 0;
    int error;

    component_get(&w->in, &address, sizeof address);
    component_get(&w->in, &length, sizeof length);
    if (!are_read(w))
        return SDK_BAD_MESSAGE;
    error = pager_error(mappings_unmap(a->run, address, length));
    return error == SDK_NO_SPACE ? SDK_BAD_RANGE : error;
}

/* -- which it is ----------------------------------------------------------- */

static const struct {
    do_request *do_it;
    uint32_t service; /* enum bundle_service, or 0: everybody's */
} requests[SDK_REQUESTS] = {
    [SDK_PING] = { ping, 0 },
    [SDK_LOG] = { log_line, BUNDLE_USES_LOG },
    [SDK_READ_KEY] = { read_key, BUNDLE_USES_KEYS },
    [SDK_WRITE_KEY] = { write_key, BUNDLE_USES_KEYS },
    [SDK_DELETE_KEY] = { delete_key, BUNDLE_USES_KEYS },
    [SDK_ONESHOT_TIMER] = { oneshot_timer, BUNDLE_USES_TIMERS },
    [SDK_PERIODIC_TIMER] = { periodic_timer, BUNDLE_USES_TIMERS },
    [SDK_CANCEL_TIMER] = { cancel_timer, BUNDLE_USES_TIMERS },
    [SDK_WAIT_FOR_TIMERS] = { wait_for_timers, BUNDLE_USES_TIMERS },
    [SDK_POLL_FOR_TIMERS] = { poll_for_timers, BUNDLE_USES_TIMERS },
    [SDK_EXIT] = { end_program, 0 },
    [SDK_MMAP] = { map_memory, BUNDLE_USES_MMAP },
    [SDK_MUNMAP] = { unmap_memory, BUNDLE_USES_MMAP },
};

/* Copies the parameters; false: their size cannot be right. */
static bool take(struct application *a, const struct request *r,
                 struct words *w)
{
    if (r->size > COMPONENT_PAGE || r->size % COMPONENT_WORD)
        return false;
    memcpy(copy, a->page, r->size);
    *w = (struct words){
        .in = { .data = copy, .size = r->size },
        .out = { .data = a->page, .size = COMPONENT_PAGE },
    };
    return true;
}

static int find_and_do(struct application *a, const struct request *r,
                       struct words *w)
{
    uint32_t service;

    if (r->number >= SDK_REQUESTS)
        return SDK_BAD_REQUEST;
    service = requests[r->number].service;
    if ((a->services & service) != service)
        return SDK_NOT_REQUESTED;
    if (!take(a, r, w))
        return SDK_BAD_MESSAGE;
    return requests[r->number].do_it(a, w);
}

/* -- answers --------------------------------------------------------------- */

static void answer(struct application *a, int error,
                   const struct component_message *results)
{
    bool fits = error != SDK_OK || !results->error;

    a->waits = false;
    a->answered = a->asked;
    a->answer = (struct answer){
        .error = fits ? (seL4_Word)error : SDK_TOO_LONG,
        .size = error == SDK_OK && fits ? results->at : 0,
    };
}

enum outcome request_do(struct application *a, const struct request *request,
                        int *code)
{
    struct words w = { 0 };
    int error;

    if (request->serial != 0 && request->serial == a->answered)
        return OUTCOME_ANSWER;
    a->asked = request->serial;
    a->waits = false;
    error = find_and_do(a, request, &w);
    if (error == NO_ANSWER_EVER) {
        *code = exit_code;
        return OUTCOME_EXIT;
    }
    if (error == NO_ANSWER_YET) {
        a->waits = true;
        return OUTCOME_WAIT;
    }
    answer(a, error, &w.out);
    return OUTCOME_ANSWER;
}

void request_end_wait(struct application *a)
{
    struct words w = { .out = { .data = a->page, .size = COMPONENT_PAGE } };

    answer(a, tell_ended(a, &w), &w.out);
}
