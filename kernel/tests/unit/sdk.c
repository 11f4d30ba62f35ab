/* SPDX-License-Identifier: MIT */
/*
 * Applications and the SDK runtime: the functions of sdk.h against the part
 * of the component that does requests, with the kernel in between and the
 * services behind played by the test.
 *
 * Who asks is whoever `speak` has chosen. When a request is to wait, the clock
 * goes on until a timer of that application has ended. After the rules, one
 * by one, come requests that nobody would send, in great number.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <application.h>
#include <camkes.h>
#include <component_message.h>
#include <logger.h>
#include <sdk.h>
#include <sdk_protocol.h>
#include <timer.h>

#include "SdkRuntime/application_timers.h"
#include "SdkRuntime/requests.h"
#include "runtime.h"

enum {
    ALL = BUNDLE_USES_LOG | BUNDLE_USES_KEYS | BUNDLE_USES_TIMERS |
          BUNDLE_USES_MMAP,
    ANN = 7,
    BEN = 9,
    FUZZED = 100000,
};

static seL4_IPCBuffer buffer;
__thread seL4_IPCBuffer *__sel4_ipc_buffer;

static char pages[APPLICATIONS_MAX][COMPONENT_PAGE]
    __attribute__((aligned(COMPONENT_PAGE)));
static struct application *speaker;
static jmp_buf ended;
static int exit_status;
static bool lose_answer; /* the next one does not arrive, and is asked anew */

/* -- the services ---------------------------------------------------------- */

static uint64_t now, alarm_at;
static unsigned alarms;
static bool no_alarm;

uint64_t timer_now(void)
{
    return now;
}

int timer_oneshot(uint32_t timer, uint64_t microseconds)
{
    assert_int_equal(timer, 0);
    assert_true(microseconds <= TIMER_TIME_MAX);
    alarm_at = now + microseconds;
    alarms++;
    return !no_alarm;
}

uint64_t timer_completed(void)
{
    return 1;
}

struct entry {
    char id[BUNDLE_ID_MAX + 1], key[SDK_KEY_MAX + 1];
    uint8_t value[SDK_VALUE_MAX];
    size_t length;
};

static struct entry entries[16];
static unsigned writes;
static int keys_error;  /* if not 0: what the store says */
static bool page_plays; /* the application changes its page meanwhile */

static struct entry *entry_of(const char *id, const char *key)
{
    for (unsigned i = 0; i < 16; i++) {
        if (!strcmp(entries[i].id, id) && !strcmp(entries[i].key, key))
            return &entries[i];
    }
    return NULL;
}

int keys_read(const char *id, const char *key, size_t *value_sz,
              uint8_t **value)
{
    struct entry *e = entry_of(id, key);

    if (keys_error || !e)
        return keys_error ? keys_error : SECURITY_NOT_FOUND;
    *value = malloc(e->length + 1);
    memcpy(*value, e->value, e->length);
    *value_sz = e->length;
    return SECURITY_OK;
}

int keys_write(const char *id, const char *key, size_t value_sz,
               const uint8_t *value)
{
    struct entry *e = entry_of(id, key);

    assert_in_range(strlen(key), 1, SDK_KEY_MAX);
    assert_true(value_sz <= SDK_VALUE_MAX);
    writes++;
    if (page_plays)
        memset(speaker->page, 0xff, COMPONENT_PAGE);
    e = e ? e : entry_of("", "");
    if (keys_error || !e)
        return keys_error ? keys_error : SECURITY_FULL;
    strcpy(e->id, id);
    strcpy(e->key, key);
    memcpy(e->value, value, value_sz);
    e->length = value_sz;
    return SECURITY_OK;
}

int keys_remove(const char *id, const char *key)
{
    struct entry *e = entry_of(id, key);

    if (keys_error || !e)
        return keys_error ? keys_error : SECURITY_NOT_FOUND;
    *e = (struct entry){ 0 };
    return SECURITY_OK;
}

static int mappings_error;
static char mapped[256];

int mappings_map(uint32_t run, uint64_t length, uint32_t rights, uint32_t flags,
                 const char *file, uint64_t offset, uint64_t *vaddr)
{
    snprintf(mapped, sizeof mapped, "%u: %lx bytes, %u %u, '%s' from %lx", run,
             length, rights, flags, file, offset);
    *vaddr = APPLICATION_MAPPINGS;
    return mappings_error;
}

int mappings_unmap(uint32_t run, uint64_t vaddr, uint64_t length)
{
    snprintf(mapped, sizeof mapped, "%u: not %lx, %lx bytes", run, vaddr,
             length);
    return mappings_error;
}

static char logged[LOG_BYTES];
enum log_level log_limit = LOG_INFO;
uint32_t log_changes_seen;

void log_send(enum log_level level, const char *target, const char *format, ...)
{
    int head = snprintf(logged, sizeof logged, "%d %s::", level, target);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(logged + head, sizeof logged - (size_t)head, format, arguments);
    va_end(arguments);
}

/* -- the kernel, and the loop of the component ----------------------------- */

static void wait_until_ended(struct application *a)
{
    while (!a->ended) {
        assert_true(a->waits);
        now = alarm_at > now ? alarm_at : now;
        application_timers_settle();
    }
    request_end_wait(a);
    assert_false(a->waits);
}

static struct answer ask(const struct request *r)
{
    switch (request_do(speaker, r, &exit_status)) {
    case OUTCOME_EXIT:
        longjmp(ended, 1);
    case OUTCOME_WAIT:
        wait_until_ended(speaker);
        break;
    case OUTCOME_ANSWER:
        break;
    }
    return speaker->answer;
}

void sel4_trap_send(seL4_Word number, seL4_CPtr dest, struct sel4_message *m)
{
    struct request r = { seL4_MessageInfo_get_label(m->info), m->mr[SDK_SIZE],
                         m->mr[SDK_SERIAL] };
    struct answer answer;

    assert_int_equal((long)number, seL4_SysCall);
    assert_int_equal(dest, APPLICATION_REQUESTS);
    assert_int_equal(seL4_MessageInfo_get_length(m->info), SDK_WORDS);
    answer = ask(&r);
    if (lose_answer)
        answer = ask(&r);
    m->info = seL4_MessageInfo_new(SDK_ANSWER + answer.error, 0, 0, 1);
    m->mr[SDK_SIZE] = answer.size;
}

/* -- applications ---------------------------------------------------------- */

static void speak(uint32_t run)
{
    speaker = application_find(run);
    sdk_use_page(speaker->page);
}

static struct application *add(uint32_t run, const char *id, uint32_t services)
{
    struct application *a = application_add(run, id, services);

    if (a)
        a->page = pages[a - applications];
    return a;
}

static int begin(void **state)
{
    (void)state;
    __sel4_ipc_buffer = &buffer;
    for (unsigned i = 0; i < APPLICATIONS_MAX; i++) {
        application_timers_cancel(&applications[i]);
        application_remove(&applications[i]);
    }
    application_timers_init();
    memset(entries, 0, sizeof entries);
    memset(pages, 0xee, sizeof pages);
    writes = 0;
    keys_error = mappings_error = 0;
    no_alarm = lose_answer = page_plays = false;
    log_limit = LOG_INFO;
    *logged = *mapped = '\0';
    assert_non_null(add(ANN, "ann", ALL));
    assert_non_null(add(BEN, "ben", ALL));
    speak(ANN);
    return 0;
}

static void places_are_given_once(void **state)
{
    uint32_t run = 100;

    (void)state;
    assert_null(add(0, "zero", 0));
    assert_null(add(ANN, "again", 0));
    assert_null(add(run, "No id", 0));
    assert_null(add(run, "services", ALL + 1));
    while (add(run, "some", 0))
        run++;
    assert_int_equal(run, 100 + APPLICATIONS_MAX - 2);
    assert_null(application_find(0));
    application_remove(application_find(BEN));
    assert_null(application_find(BEN));
    assert_non_null(add(run, "some", 0));
}

/* -- the program, the log -------------------------------------------------- */

static void it_may_ping_and_exit(void **state)
{
    (void)state;
    assert_int_equal(sdk_ping(), SDK_OK);
    if (setjmp(ended) == 0)
        sdk_exit(-42);
    assert_int_equal(exit_status, -42);
}

static void a_line_has_the_name_of_the_bundle(void **state)
{
    static char text[3000];

    (void)state;
    assert_int_equal(sdk_log(SDK_WARN, "it %s holds"), SDK_OK);
    assert_string_equal(logged, "2 ann::it %s holds");
    *logged = '\0';
    assert_int_equal(sdk_log(SDK_DEBUG, "suppressed"), SDK_OK);
    assert_string_equal(logged, "");
    assert_int_equal(sdk_log((enum sdk_level)0, "x"), SDK_BAD_LEVEL);
    assert_int_equal(sdk_log((enum sdk_level)6, "x"), SDK_BAD_LEVEL);
    memset(text, 'x', sizeof text - 1);
    assert_int_equal(sdk_log(SDK_INFO, text), SDK_OK);
    assert_int_equal(strlen(logged), LOG_BYTES - 1);
}

static void a_line_that_fits_no_message_is_not_sent(void **state)
{
    static char text[COMPONENT_PAGE];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    assert_int_equal(sdk_log(SDK_INFO, text), SDK_TOO_LONG);
    assert_string_equal(logged, "");
}

/* -- keys ------------------------------------------------------------------ */

static void a_key_is_written_read_and_deleted(void **state)
{
    char value[SDK_VALUE_MAX];
    size_t length = 77;

    (void)state;
    assert_int_equal(sdk_read_key("k", value, sizeof value, &length),
                     SDK_NO_KEY);
    assert_int_equal(sdk_write_key("k", "12345", 5), SDK_OK);
    assert_int_equal(sdk_read_key("k", value, 4, &length), SDK_NO_ROOM);
    assert_int_equal(length, 77);
    assert_int_equal(sdk_read_key("k", value, 5, &length), SDK_OK);
    assert_int_equal(length, 5);
    assert_memory_equal(value, "12345", 5);
    assert_int_equal(sdk_write_key("k", NULL, 0), SDK_OK);
    assert_int_equal(sdk_read_key("k", value, 0, &length), SDK_OK);
    assert_int_equal(length, 0);
    assert_int_equal(sdk_delete_key("k"), SDK_OK);
    assert_int_equal(sdk_delete_key("k"), SDK_NO_KEY);
}

static void keys_of_another_are_not_there(void **state)
{
    char value[8];
    size_t length;

    (void)state;
    assert_int_equal(sdk_write_key("k", "ann's", 5), SDK_OK);
    speak(BEN);
    assert_int_equal(sdk_read_key("k", value, 8, &length), SDK_NO_KEY);
    assert_int_equal(sdk_delete_key("k"), SDK_NO_KEY);
    assert_int_equal(sdk_write_key("k", "ben's", 5), SDK_OK);
    speak(ANN);
    assert_int_equal(sdk_read_key("k", value, 8, &length), SDK_OK);
    assert_memory_equal(value, "ann's", 5);
}

static void limits_of_keys_and_values(void **state)
{
    static char value[SDK_VALUE_MAX + 1];
    char name[SDK_KEY_MAX + 2];

    (void)state;
    memset(name, 'n', sizeof name);
    name[SDK_KEY_MAX + 1] = '\0';
    assert_int_equal(sdk_write_key(name, "x", 1), SDK_BAD_KEY);
    assert_int_equal(sdk_delete_key(name), SDK_BAD_KEY);
    assert_int_equal(sdk_write_key("", "x", 1), SDK_BAD_KEY);
    name[SDK_KEY_MAX] = '\0';
    assert_int_equal(sdk_write_key(name, value, SDK_VALUE_MAX), SDK_OK);
    assert_int_equal(sdk_write_key(name, value, SDK_VALUE_MAX + 1),
                     SDK_BAD_VALUE);
    assert_int_equal(writes, 1);
}

static void each_error_of_the_store_is_told(void **state)
{
    static const struct {
        int store;
        enum sdk_error told;
    } errors[] = {
        { SECURITY_BAD_KEY, SDK_BAD_KEY },
        { SECURITY_BAD_VALUE, SDK_BAD_VALUE },
        { SECURITY_FULL, SDK_NO_ROOM },
        { SECURITY_DEVICE, SDK_STORE_FAILED },
        { SECURITY_CORRUPT, SDK_STORE_FAILED },
        { -1, SDK_STORE_FAILED },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof errors / sizeof *errors; i++) {
        keys_error = errors[i].store;
        assert_int_equal(sdk_write_key("k", "x", 1), errors[i].told);
    }
}

static void the_page_may_change_meanwhile(void **state)
{
    char value[8];
    size_t length;

    (void)state;
    page_plays = true;
    assert_int_equal(sdk_write_key("k", "right", 5), SDK_OK);
    assert_int_equal(sdk_read_key("k", value, 8, &length), SDK_OK);
    assert_memory_equal(value, "right", 5);
}

/* -- timers ---------------------------------------------------------------- */

static void a_wait_ends_with_the_timer(void **state)
{
    uint32_t bits = 0;
    uint64_t start = now;

    (void)state;
    assert_int_equal(sdk_wait_for_timers(&bits), SDK_NO_TIMER);
    assert_int_equal(sdk_oneshot_timer(3, 500), SDK_OK);
    assert_int_equal(sdk_oneshot_timer(31, 900), SDK_OK);
    assert_int_equal(sdk_wait_for_timers(&bits), SDK_OK);
    assert_int_equal(bits, 1 << 3);
    assert_in_range(now - start, 500, 501);
    assert_int_equal(sdk_poll_for_timers(&bits), SDK_OK);
    assert_int_equal(bits, 0);
    assert_int_equal(sdk_wait_for_timers(&bits), SDK_OK);
    assert_int_equal(bits, 1u << 31);
    assert_int_equal(sdk_wait_for_timers(&bits), SDK_NO_TIMER);
}

static void an_end_before_the_wait_is_told_at_once(void **state)
{
    uint32_t bits = 0;

    (void)state;
    assert_int_equal(sdk_oneshot_timer(2, 10), SDK_OK);
    now += 500;
    application_timers_settle();
    assert_int_equal(sdk_wait_for_timers(&bits), SDK_OK);
    assert_int_equal(bits, 1 << 2);
    assert_int_equal(sdk_wait_for_timers(&bits), SDK_NO_TIMER);
}

static void a_periodic_timer_does_not_drift(void **state)
{
    uint32_t bits = 0;
    uint64_t start = now;

    (void)state;
    assert_int_equal(sdk_periodic_timer(0, 1000), SDK_OK);
    for (unsigned i = 0; i < 100; i++) {
        now += 300;
        assert_int_equal(sdk_wait_for_timers(&bits), SDK_OK);
        assert_int_equal(bits, 1);
    }
    assert_in_range(now - start, 100000, 100001);
    now += 5500;
    application_timers_settle();
    assert_int_equal(sdk_poll_for_timers(&bits), SDK_OK);
    assert_int_equal(bits, 1);
    assert_int_equal(sdk_wait_for_timers(&bits), SDK_OK);
    assert_in_range(now - start, 106000, 106001);
    assert_int_equal(sdk_cancel_timer(0), SDK_OK);
    assert_int_equal(sdk_wait_for_timers(&bits), SDK_NO_TIMER);
}

static void timers_of_another_do_not_count(void **state)
{
    uint32_t bits = 0;

    (void)state;
    assert_int_equal(sdk_oneshot_timer(0, 100), SDK_OK);
    speak(BEN);
    assert_int_equal(sdk_cancel_timer(0), SDK_OK);
    assert_int_equal(sdk_wait_for_timers(&bits), SDK_NO_TIMER);
    assert_int_equal(sdk_oneshot_timer(1, 400), SDK_OK);
    assert_int_equal(sdk_wait_for_timers(&bits), SDK_OK);
    assert_int_equal(bits, 1 << 1);
    speak(ANN);
    assert_int_equal(sdk_poll_for_timers(&bits), SDK_OK);
    assert_int_equal(bits, 1 << 0);
}

static void many_short_periods_come_together(void **state)
{
    uint64_t start = now;
    uint32_t bits;

    (void)state;
    for (unsigned i = 0; i < SDK_TIMERS; i++)
        assert_int_equal(sdk_periodic_timer(i, SDK_PERIOD_MIN + i), SDK_OK);
    alarms = 0;
    while (now < start + 100 * SDK_PERIOD_MIN)
        assert_int_equal(sdk_wait_for_timers(&bits), SDK_OK);
    assert_in_range(alarms, 100, 100 * SDK_PERIOD_MIN / 100 + 1);
}

static void a_cancelled_timer_has_not_ended(void **state)
{
    uint32_t bits = 0;

    (void)state;
    assert_int_equal(sdk_oneshot_timer(5, 0), SDK_OK);
    now += 10;
    application_timers_settle();
    assert_int_equal(sdk_cancel_timer(5), SDK_OK);
    assert_int_equal(sdk_poll_for_timers(&bits), SDK_OK);
    assert_int_equal(bits, 0);
}

static void limits_of_timers(void **state)
{
    (void)state;
    assert_int_equal(sdk_oneshot_timer(SDK_TIMERS, 1), SDK_BAD_TIMER);
    assert_int_equal(sdk_cancel_timer(SDK_TIMERS), SDK_BAD_TIMER);
    assert_int_equal(sdk_oneshot_timer(0, SDK_TIME_MAX), SDK_OK);
    assert_int_equal(sdk_oneshot_timer(0, SDK_TIME_MAX + 1), SDK_BAD_TIME);
    assert_int_equal(sdk_periodic_timer(0, SDK_PERIOD_MIN - 1), SDK_BAD_TIME);
    assert_int_equal(sdk_periodic_timer(0, SDK_PERIOD_MIN), SDK_OK);
    no_alarm = true;
    assert_int_equal(sdk_oneshot_timer(1, 1), SDK_UNAVAILABLE);
    assert_int_equal(sdk_cancel_timer(0), SDK_OK);
    assert_false(application_timers_run(speaker));
}

/* -- memory ---------------------------------------------------------------- */

static void a_mapping_is_the_pagers_to_make(void **state)
{
    void *address = NULL;

    (void)state;
    mappings_error = PAGER_OK;
    assert_int_equal(sdk_mmap("archive:x", 0x2000, 0x3000, SDK_READ,
                              SDK_SHARED | SDK_AT_ONCE, &address),
                     SDK_OK);
    assert_string_equal(mapped, "7: 3000 bytes, 1 3, 'archive:x' from 2000");
    assert_int_equal((uint64_t)address, APPLICATION_MAPPINGS);
    assert_int_equal(sdk_munmap(address, 0x1000), SDK_OK);
    assert_string_equal(mapped, "7: not 80000000, 1000 bytes");
    assert_int_equal(sdk_mmap(NULL, 0, 1, SDK_READ, 0, &address), SDK_OK);
    assert_string_equal(mapped, "7: 1 bytes, 1 0, '' from 0");
}

static void each_error_of_the_pager_is_told(void **state)
{
    static const enum sdk_error told[] = {
        [PAGER_NO_ANSWER] = SDK_UNAVAILABLE, [PAGER_OK] = SDK_OK,
        [PAGER_BAD_RANGE] = SDK_BAD_RANGE,   [PAGER_OVERLAP] = SDK_BAD_RANGE,
        [PAGER_BAD_RIGHTS] = SDK_BAD_RIGHTS, [PAGER_NO_SPACE] = SDK_NO_SPACE,
        [PAGER_NO_FILE] = SDK_NO_FILE,       [PAGER_NO_MEMORY] = SDK_NO_MEMORY,
        [PAGER_TOO_MANY] = SDK_TOO_MANY,
    };
    void *address;

    (void)state;
    for (unsigned i = 0; i < sizeof told / sizeof *told; i++) {
        mappings_error = (int)i;
        assert_int_equal(sdk_mmap("", 0, 1, SDK_READ, 0, &address), told[i]);
    }
    mappings_error = 4711;
    assert_int_equal(sdk_mmap("", 0, 1, SDK_READ, 0, &address),
                     SDK_UNAVAILABLE);
    mappings_error = PAGER_NO_SPACE;
    assert_int_equal(sdk_munmap(NULL, 1), SDK_BAD_RANGE);
}

static void limits_of_mappings(void **state)
{
    char name[SDK_FILE_MAX + 2];
    void *address;

    (void)state;
    memset(name, 'f', sizeof name);
    name[SDK_FILE_MAX + 1] = '\0';
    mappings_error = PAGER_OK;
    assert_int_equal(sdk_mmap(name, 0, 1, SDK_READ, 0, &address), SDK_NO_FILE);
    assert_int_equal(sdk_mmap("", 0, 1, 8, 0, &address), SDK_BAD_RIGHTS);
    assert_int_equal(sdk_mmap("", 0, 1, SDK_READ, 4, &address), SDK_BAD_FLAGS);
    assert_string_equal(mapped, "");
}

/* -- services of the manifest ---------------------------------------------- */

static enum sdk_error ask_each(enum sdk_request what)
{
    struct request r = { what, 0, 0 };
    enum outcome outcome = request_do(speaker, &r, &exit_status);

    return outcome == OUTCOME_ANSWER ? (enum sdk_error)speaker->answer.error
                                     : SDK_OK;
}

/* Only requests without parameters are SDK_OK, all others cannot be read:
 * what counts is which are refused before that. */
static void what_the_manifest_does_not_ask_for_is_refused(void **state)
{
    static const unsigned service[SDK_REQUESTS] = {
        [SDK_LOG] = BUNDLE_USES_LOG,
        [SDK_READ_KEY] = BUNDLE_USES_KEYS,
        [SDK_WRITE_KEY] = BUNDLE_USES_KEYS,
        [SDK_DELETE_KEY] = BUNDLE_USES_KEYS,
        [SDK_ONESHOT_TIMER] = BUNDLE_USES_TIMERS,
        [SDK_PERIODIC_TIMER] = BUNDLE_USES_TIMERS,
        [SDK_CANCEL_TIMER] = BUNDLE_USES_TIMERS,
        [SDK_WAIT_FOR_TIMERS] = BUNDLE_USES_TIMERS,
        [SDK_POLL_FOR_TIMERS] = BUNDLE_USES_TIMERS,
        [SDK_MMAP] = BUNDLE_USES_MMAP,
        [SDK_MUNMAP] = BUNDLE_USES_MMAP,
    };

    (void)state;
    for (unsigned set = 0; set <= ALL; set++) {
        speaker->services = set;
        for (unsigned r = 0; r < SDK_REQUESTS; r++)
            assert_int_equal(ask_each(r) == SDK_NOT_REQUESTED,
                             (set & service[r]) != service[r]);
    }
}

static void a_key_cannot_be_mapped_without_keys(void **state)
{
    void *address;

    (void)state;
    mappings_error = PAGER_OK;
    assert_int_equal(sdk_mmap("key:k", 0, 1, SDK_READ, 0, &address), SDK_OK);
    speaker->services = BUNDLE_USES_MMAP;
    assert_int_equal(sdk_mmap("key:k", 0, 1, SDK_READ, 0, &address),
                     SDK_NOT_REQUESTED);
    assert_int_equal(sdk_mmap("archive:k", 0, 1, SDK_READ, 0, &address),
                     SDK_OK);
}

/* -- a call that was interrupted ------------------------------------------- */

static void a_repeated_request_is_done_once(void **state)
{
    char value[8];
    size_t length = 0;

    (void)state;
    lose_answer = true;
    assert_int_equal(sdk_write_key("k", "x", 1), SDK_OK);
    assert_int_equal(writes, 1);
    assert_int_equal(sdk_read_key("k", value, 8, &length), SDK_OK);
    assert_int_equal(length, 1);
    assert_int_equal(sdk_delete_key("k"), SDK_OK);
}

static void an_end_that_was_not_heard_is_told_again(void **state)
{
    uint32_t bits = 0;

    (void)state;
    assert_int_equal(sdk_oneshot_timer(4, 100), SDK_OK);
    lose_answer = true;
    assert_int_equal(sdk_wait_for_timers(&bits), SDK_OK);
    assert_int_equal(bits, 1 << 4);
}

static void a_wait_that_was_given_up_is_forgotten(void **state)
{
    struct request wait = { SDK_WAIT_FOR_TIMERS, 0, 900 };
    uint32_t bits = 0;

    (void)state;
    assert_int_equal(sdk_oneshot_timer(4, 100), SDK_OK);
    assert_int_equal(request_do(speaker, &wait, &exit_status), OUTCOME_WAIT);
    assert_int_equal(sdk_ping(), SDK_OK);
    assert_false(speaker->waits);
    assert_int_equal(sdk_wait_for_timers(&bits), SDK_OK);
    assert_int_equal(bits, 1 << 4);
    assert_int_equal(sdk_oneshot_timer(4, 100), SDK_OK);
    assert_int_equal(request_do(speaker, &wait, &exit_status), OUTCOME_WAIT);
    if (setjmp(ended) == 0)
        sdk_exit(0);
    assert_false(speaker->waits);
}

/* -- garbage --------------------------------------------------------------- */

static uint64_t random_word(void)
{
    static uint64_t state = 1;

    state = state * 6364136223846793005u + 1442695040888963407u;
    return state >> 32 | state << 32;
}

/* Parameters of each request: a word, a long word, a text, an array. */
static const char *const shapes[SDK_REQUESTS] = {
    [SDK_PING] = "",
    [SDK_LOG] = "wt",
    [SDK_READ_KEY] = "t",
    [SDK_WRITE_KEY] = "ta",
    [SDK_DELETE_KEY] = "t",
    [SDK_ONESHOT_TIMER] = "wl",
    [SDK_PERIODIC_TIMER] = "wl",
    [SDK_CANCEL_TIMER] = "w",
    [SDK_WAIT_FOR_TIMERS] = "",
    [SDK_POLL_FOR_TIMERS] = "",
    [SDK_EXIT] = "w",
    [SDK_MMAP] = "lwwtl",
    [SDK_MUNMAP] = "ll",
};

static uint64_t random_number(void)
{
    return random_word() % 6 == 0 ? random_word() : random_word() % 300;
}

static void put_random(struct component_message *m, char kind)
{
    static char bytes[SDK_VALUE_MAX + 100];
    uint64_t number = random_number();

    switch (kind) {
    case 'w':
        component_put(m, &(uint32_t){ (uint32_t)number % 40 }, 4);
        break;
    case 'l':
        component_put(m, &number, sizeof number);
        break;
    case 't':
        memset(bytes, 'a' + (int)(number % 3), sizeof bytes);
        bytes[random_word() % 8 == 0 ? random_word() % 110 : number % 3] = 0;
        component_put_string(m, bytes);
        break;
    default:
        component_put_array(m, bytes, number % sizeof bytes, 1);
    }
}

/* A request as it should be, but for its numbers; returns its size. */
static size_t write_request(char *page, seL4_Word number)
{
    struct component_message m = { .data = page, .size = COMPONENT_PAGE };

    for (unsigned i = 0; number < SDK_REQUESTS && shapes[number][i]; i++)
        put_random(&m, shapes[number][i]);
    return m.at;
}

/* One that is damaged more often than not. */
static struct request random_request(char *page)
{
    struct request r = { random_word() % (SDK_REQUESTS + 1), 0,
                         random_word() % 1000 };
    uint64_t word = random_number();

    r.size = write_request(page, r.number);
    if (random_word() % 3 == 0)
        memcpy(page + random_word() % 12 * COMPONENT_WORD, &word, sizeof word);
    if (random_word() % 4 == 0)
        r.size = random_word() % 2 ? random_word() : random_word() % 200;
    if (random_word() % 4 == 0)
        r.number = random_number();
    return r;
}

static void check_answer(const struct answer *answer)
{
    assert_in_range(answer->error, SDK_OK, SDK_ERRORS - 1);
    assert_true(answer->size <= COMPONENT_PAGE);
    assert_true(answer->error == SDK_OK || answer->size == 0);
}

static void garbage_does_no_harm(void **state)
{
    static struct application before;
    unsigned counts[SDK_ERRORS] = { 0 };

    (void)state;
    add(100, "witness", ALL);
    before = *application_find(100);
    application_find(BEN)->services = ALL - BUNDLE_USES_MMAP;
    for (unsigned i = 0; i < FUZZED; i++) {
        struct request r;

        speak(i % 2 ? ANN : BEN);
        mappings_error = (int)(random_word() % (PAGER_ERRORS + 1));
        now += random_word() % 50;
        application_timers_settle();
        r = random_request(speaker->page);
        if (request_do(speaker, &r, &exit_status) == OUTCOME_ANSWER) {
            check_answer(&speaker->answer);
            counts[speaker->answer.error]++;
        }
    }
    assert_memory_equal(&before, application_find(100), sizeof before);
    for (unsigned i = SDK_OK; i < SDK_ERRORS; i++)
        assert_int_equal(counts[i] > 0, i != SDK_TOO_LONG && i != SDK_UNKNOWN &&
                                            i != SDK_STORE_FAILED);
    assert_true(counts[SDK_OK] > FUZZED / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(places_are_given_once, begin),
        cmocka_unit_test_setup(it_may_ping_and_exit, begin),
        cmocka_unit_test_setup(a_line_has_the_name_of_the_bundle, begin),
        cmocka_unit_test_setup(a_line_that_fits_no_message_is_not_sent, begin),
        cmocka_unit_test_setup(a_key_is_written_read_and_deleted, begin),
        cmocka_unit_test_setup(keys_of_another_are_not_there, begin),
        cmocka_unit_test_setup(limits_of_keys_and_values, begin),
        cmocka_unit_test_setup(each_error_of_the_store_is_told, begin),
        cmocka_unit_test_setup(the_page_may_change_meanwhile, begin),
        cmocka_unit_test_setup(a_wait_ends_with_the_timer, begin),
        cmocka_unit_test_setup(an_end_before_the_wait_is_told_at_once, begin),
        cmocka_unit_test_setup(a_periodic_timer_does_not_drift, begin),
        cmocka_unit_test_setup(timers_of_another_do_not_count, begin),
        cmocka_unit_test_setup(many_short_periods_come_together, begin),
        cmocka_unit_test_setup(a_cancelled_timer_has_not_ended, begin),
        cmocka_unit_test_setup(limits_of_timers, begin),
        cmocka_unit_test_setup(a_mapping_is_the_pagers_to_make, begin),
        cmocka_unit_test_setup(each_error_of_the_pager_is_told, begin),
        cmocka_unit_test_setup(limits_of_mappings, begin),
        cmocka_unit_test_setup(what_the_manifest_does_not_ask_for_is_refused,
                               begin),
        cmocka_unit_test_setup(a_key_cannot_be_mapped_without_keys, begin),
        cmocka_unit_test_setup(a_repeated_request_is_done_once, begin),
        cmocka_unit_test_setup(an_end_that_was_not_heard_is_told_again, begin),
        cmocka_unit_test_setup(a_wait_that_was_given_up_is_forgotten, begin),
        cmocka_unit_test_setup(garbage_does_no_harm, begin),
    };

    return cmocka_run_group_tests_name("sdk", tests, NULL, NULL);
}
