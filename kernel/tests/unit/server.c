/* SPDX-License-Identifier: MIT */
/*
 * The loop of a component's server against a kernel that the test plays.
 *
 * A test gives the messages that arrive, one for each time the loop receives,
 * and then reads the trace: one line for each system call, each method and
 * each error that the handler was told of. When there are no more messages,
 * the loop is left.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <camkes.h>
#include <console.h>

#include "interfaces/component.h"
#include "trace.h"

enum { ENDPOINT = 10, REPLY = 11, RECEIVE = 12, CNODE = 13, OWN = 14 };

/* -- the instance under test ----------------------------------------------- */

const struct component component = { .name = "unit", .cnode = CNODE };

static seL4_IPCBuffer buffer;
__thread seL4_IPCBuffer *__sel4_ipc_buffer;

static char page_1[COMPONENT_PAGE], page_2[COMPONENT_PAGE];
static char request_copy[COMPONENT_PAGE] __attribute__((aligned(8)));
static char answer_space[COMPONENT_WORDS] __attribute__((aligned(8)));
static char *const pages[] = { page_1, page_2 };
static struct component_server_state state_of;
static enum component_status fails_with;
static seL4_CPtr gives;

/* Answers with the sum of the words that it was sent. */
static void sum(struct component_message *request,
                struct component_message *answer)
{
    uint64_t all = 0, word = 0;

    memset(page_1, 0xee, sizeof page_1); /* the client changes its mind */
    while (request->at < request->size) {
        component_get(request, &word, sizeof word);
        all += word;
    }
    note("sum %lu of client %lu, capability %lu\n", all, state_of.client,
         request->capability);
    component_put(answer, &all, sizeof all);
    answer->error = fails_with;
    answer->capability = gives;
}

/* Reads more than any request has. */
static void greedy(struct component_message *request,
                   struct component_message *answer)
{
    char space[COMPONENT_PAGE + 8];

    component_get(request, space, sizeof space);
    note("greedy\n");
    (void)answer;
}

/* Says the text that it was sent, or that there is none. */
static void say(struct component_message *request,
                struct component_message *answer)
{
    const char *text = component_get_string(request);

    note("text %s\n", text ? text : "missing");
    (void)answer;
}

static component_method *const methods[] = { sum, greedy, say };

static struct component_server words = {
    .interface = "words",
    .endpoint = ENDPOINT,
    .reply = REPLY,
    .clients = 2,
    .methods = 3,
    .method = methods,
    .request = request_copy,
    .answer = answer_space,
    .state = &state_of,
};

/* -- the kernel ------------------------------------------------------------ */

struct event {
    seL4_Word badge;
    seL4_Word label;
    seL4_Word length;
    seL4_Word mr0;
    seL4_Word caps;
    seL4_Word unwrapped;
};

static const struct event *events;
static size_t events_left;
static jmp_buf out;

static void next_event(struct sel4_message *m)
{
    if (events_left == 0)
        longjmp(out, 1);
    m->badge = events->badge;
    m->info = seL4_MessageInfo_new(events->label, events->unwrapped,
                                   events->caps, events->length);
    m->mr[0] = events->mr0;
    m->mr[1] = 1;
    m->mr[2] = 1;
    m->mr[3] = 1;
    events++;
    events_left--;
}

static void note_answer(const char *what, const struct sel4_message *m)
{
    seL4_Word length = seL4_MessageInfo_get_length(m->info);

    note("%s %lu, %lu words", what, seL4_MessageInfo_get_label(m->info),
         length);
    if (length > 0)
        note(", first %lu", m->mr[0]);
    if (seL4_MessageInfo_get_extraCaps(m->info))
        note(", capability %lu", buffer.caps_or_badges[0]);
    note("\n");
}

void sel4_trap_send(seL4_Word number, seL4_CPtr dest, struct sel4_message *m)
{
    if ((long)number == seL4_SysCall) {
        assert_int_equal(dest, CNODE);
        assert_int_equal(seL4_MessageInfo_get_label(m->info), CNodeDelete);
        note("delete %lu\n", m->mr[0]);
        m->info = seL4_MessageInfo_new(0, 0, 0, 0);
    } else {
        assert_int_equal(dest, REPLY);
        note_answer("send", m);
    }
}

void sel4_trap_receive(seL4_Word number, seL4_CPtr src, seL4_CPtr reply,
                       struct sel4_message *m)
{
    assert_int_equal((long)number, seL4_SysRecv);
    assert_int_equal(src, ENDPOINT);
    assert_int_equal(reply, REPLY);
    note("receive\n");
    next_event(m);
}

void sel4_trap_send_receive(seL4_Word number, seL4_CPtr src, seL4_CPtr a6_cap,
                            seL4_CPtr t0_cap, struct sel4_message *m)
{
    (void)t0_cap;
    assert_int_equal((long)number, seL4_SysReplyRecv);
    assert_int_equal(src, ENDPOINT);
    assert_int_equal(a6_cap, REPLY);
    note_answer("answer", m);
    next_event(m);
}

/* -- the rest of the runtime ----------------------------------------------- */

_Noreturn void stop_thread(void);

_Noreturn void stop_thread(void)
{
    note("stopped\n");
    longjmp(out, 1);
}

void console_text(const char *text)
{
    (void)text;
}

void console_number(uint64_t number)
{
    (void)number;
}

static camkes_error_action_t action;

static camkes_error_action_t decide(camkes_error_t *error)
{
    note("error %d of %s: %lu\n", (int)error->type, error->interface,
         error->value);
    return action;
}

/* -- the tests ------------------------------------------------------------- */

static int reset(void **state)
{
    (void)state;
    __sel4_ipc_buffer = &buffer;
    memset(&buffer, 0, sizeof buffer);
    memset(trace, 0, sizeof trace);
    memset(page_1, 1, sizeof page_1);
    words.pages = NULL;
    words.receive = 0;
    fails_with = COMPONENT_OK;
    gives = 0;
    action = CEA_DISCARD;
    camkes_register_error_handler(decide);
    return 0;
}

static void serve_all(const struct event *list, size_t count)
{
    events = list;
    events_left = count;
    if (setjmp(out) == 0)
        component_serve_calls(&words);
}

#define RUN(...)                                              \
    serve_all((const struct event[]){ __VA_ARGS__ },          \
              sizeof((const struct event[]){ __VA_ARGS__ }) / \
                  sizeof(struct event))

static void a_call_is_answered(void **state)
{
    (void)state;
    RUN({ 2, 0, 3, 40, 0, 0 });
    assert_string_equal(trace, "receive\n"
                               "sum 42 of client 2, capability 0\n"
                               "answer 0, 1 words, first 42\n");
}

static void who_is_no_client_is_refused(void **state)
{
    (void)state;
    RUN({ 0, 0, 1, 0, 0, 0 }, { 3, 0, 1, 0, 0, 0 });
    assert_string_equal(trace, "receive\n"
                               "error 5 of words: 0\nanswer 5, 0 words\n"
                               "error 5 of words: 3\nanswer 5, 0 words\n");
}

static void a_method_that_is_not_there_is_refused(void **state)
{
    (void)state;
    RUN({ 1, 3, 0, 0, 0, 0 }, { 1, (1ul << 52) - 1, 0, 0, 0, 0 });
    assert_string_equal(
        trace, "receive\n"
               "error 1 of words: 3\nanswer 1, 0 words\n"
               "error 1 of words: 4503599627370495\nanswer 1, 0 words\n");
}

static void a_request_that_ends_too_early_is_refused(void **state)
{
    (void)state;
    RUN({ 1, 1, 2, 0, 0, 0 });
    assert_string_equal(trace, "receive\ngreedy\n"
                               "error 2 of words: 1\nanswer 2, 0 words\n");
}

static void say_text(const char *bytes, seL4_Word count)
{
    words.pages = pages;
    memset(page_1, 'z', sizeof page_1);
    memcpy(page_1, &count, sizeof count);
    memcpy(page_1 + 8, bytes, 8);
    RUN({ 1, 2, 1, 16, 0, 0 });
}

static void a_text_ends_with_its_only_nul(void **state)
{
    say_text("ab\0xyzz", 3);
    assert_non_null(strstr(trace, "text ab\nanswer 0"));
    reset(state);
    say_text("abcdefgh", 8);
    assert_non_null(strstr(trace, "text missing\nerror 2"));
    reset(state);
    say_text("a\0b\0zzz", 4);
    assert_non_null(strstr(trace, "text missing\nerror 2"));
    reset(state);
    say_text("ab\0xyzz", 0);
    assert_non_null(strstr(trace, "text missing\nerror 2"));
    reset(state);
    say_text("ab\0xyzz", 9);
    assert_non_null(strstr(trace, "text missing\nerror 2"));
}

static void an_answer_too_long_is_an_error(void **state)
{
    (void)state;
    fails_with = COMPONENT_TOO_LONG;
    gives = OWN; /* goes to nobody */
    RUN({ 1, 0, 1, 0, 0, 0 });
    assert_string_equal(trace, "receive\nsum 0 of client 1, capability 0\n"
                               "error 0 of words: 0\nanswer 3, 0 words\n");
}

static void lengths_of_pages_are_checked(void **state)
{
    (void)state;
    words.pages = pages;
    RUN({ 1, 0, 1, 4104, 0, 0 }, { 1, 0, 1, 12, 0, 0 }, { 1, 0, 0, 8, 0, 0 },
        { 1, 0, 1, -8ul, 0, 0 });
    assert_string_equal(
        trace, "receive\n"
               "error 2 of words: 4104\nanswer 2, 0 words\n"
               "error 2 of words: 12\nanswer 2, 0 words\n"
               "error 2 of words: 18446744073709551615\nanswer 2, 0 words\n"
               "error 2 of words: 18446744073709551608\nanswer 2, 0 words\n");
}

/* The method spoils the page before it reads: it has a copy. */
static void a_page_is_read_once(void **state)
{
    uint64_t all;

    (void)state;
    words.pages = pages;
    RUN({ 1, 0, 1, 16, 0, 0 });
    assert_string_equal(trace, "receive\n"
                               "sum 144680345676153346 of client 1, "
                               "capability 0\n"
                               "answer 0, 1 words, first 8\n");
    memcpy(&all, page_1, sizeof all);
    assert_int_equal(all, 144680345676153346);
}

static void what_a_call_brings_is_dropped_before_the_next(void **state)
{
    (void)state;
    words.receive = RECEIVE;
    RUN({ 1, 0, 0, 0, 1, 0 }, { 1, 0, 0, 0, 0, 0 });
    assert_string_equal(trace, "delete 12\nreceive\n"
                               "sum 0 of client 1, capability 12\n"
                               "delete 12\nanswer 0, 1 words, first 0\n"
                               "sum 0 of client 1, capability 0\n"
                               "answer 0, 1 words, first 0\n");
}

/* Behind it, another capability may have come: that goes. */
static void its_own_endpoint_does_not_come(void **state)
{
    (void)state;
    words.receive = RECEIVE;
    RUN({ 1, 0, 0, 0, 1, 1 });
    assert_string_equal(trace, "delete 12\nreceive\n"
                               "sum 0 of client 1, capability 0\n"
                               "delete 12\nanswer 0, 1 words, first 0\n");
}

static void without_a_slot_nothing_comes(void **state)
{
    (void)state;
    RUN({ 1, 0, 0, 0, 1, 0 });
    assert_string_equal(trace, "receive\nsum 0 of client 1, capability 0\n"
                               "answer 0, 1 words, first 0\n");
}

static void an_answer_takes_a_capability_along(void **state)
{
    (void)state;
    gives = OWN;
    RUN({ 1, 0, 0, 0, 0, 0 });
    assert_string_equal(trace, "receive\nsum 0 of client 1, capability 0\n"
                               "answer 0, 1 words, first 0, capability 14\n");
}

static void what_came_can_go_back_at_once(void **state)
{
    (void)state;
    words.receive = gives = RECEIVE;
    RUN({ 1, 0, 0, 0, 1, 0 });
    assert_string_equal(trace, "delete 12\nreceive\n"
                               "sum 0 of client 1, capability 12\n"
                               "send 0, 1 words, first 0, capability 12\n"
                               "delete 12\nreceive\n");
}

static void with_an_error_nothing_goes_back(void **state)
{
    (void)state;
    words.receive = gives = RECEIVE;
    fails_with = COMPONENT_NO_MEMORY;
    RUN({ 1, 0, 0, 0, 1, 0 });
    assert_string_equal(trace, "delete 12\nreceive\n"
                               "sum 0 of client 1, capability 12\n"
                               "error 4 of words: 0\n"
                               "delete 12\nanswer 4, 0 words\n");
}

static void aborting_stops_the_thread(void **state)
{
    (void)state;
    action = CEA_ABORT;
    RUN({ 1, 9, 0, 0, 0, 0 }, { 1, 0, 0, 0, 0, 0 });
    assert_string_equal(trace, "receive\nerror 1 of words: 9\nstopped\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_call_is_answered, reset),
        cmocka_unit_test_setup(who_is_no_client_is_refused, reset),
        cmocka_unit_test_setup(a_method_that_is_not_there_is_refused, reset),
        cmocka_unit_test_setup(a_request_that_ends_too_early_is_refused, reset),
        cmocka_unit_test_setup(a_text_ends_with_its_only_nul, reset),
        cmocka_unit_test_setup(an_answer_too_long_is_an_error, reset),
        cmocka_unit_test_setup(lengths_of_pages_are_checked, reset),
        cmocka_unit_test_setup(a_page_is_read_once, reset),
        cmocka_unit_test_setup(what_a_call_brings_is_dropped_before_the_next,
                               reset),
        cmocka_unit_test_setup(its_own_endpoint_does_not_come, reset),
        cmocka_unit_test_setup(without_a_slot_nothing_comes, reset),
        cmocka_unit_test_setup(an_answer_takes_a_capability_along, reset),
        cmocka_unit_test_setup(what_came_can_go_back_at_once, reset),
        cmocka_unit_test_setup(with_an_error_nothing_goes_back, reset),
        cmocka_unit_test_setup(aborting_stops_the_thread, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
