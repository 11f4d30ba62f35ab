/* SPDX-License-Identifier: MIT */
/*
 * Proctor: the root task in which tests run.
 *
 * For each test that the control block asks for: open a room, start the test's
 * thread, wait on one endpoint, write down how it ended, close the room. What
 * arrives on the endpoint says who sent it by its badge:
 *
 *   BADGE_REPORT      the test has ended itself; the label is its outcome
 *   BADGE_FAULT + n   thread n of the room has faulted
 *   BADGE_WATCHDOG    the budget is used up
 *
 * Proctor runs at priority 255 and the watchdog at 254, so nothing that a test
 * starts keeps them from running. They need endpoints, faults and scheduling
 * contexts of the kernel, no notification and no interrupt but the timer's.
 *
 * A room that cannot be opened or closed leaves a kernel that is not to be
 * trusted with further tests: proctor says so and ends the machine; the host
 * goes on with the next test on a fresh one.
 */
#include <start.h>
#include <stdio.h>
#include <string.h>

#include "body.h"
#include "devices.h"
#include "log.h"
#include "room.h"
#include "watchdog.h"

enum { STEP_WATCHDOG = 1000 }; /* behind the steps of a room */
enum { EXIT_DONE = 0, EXIT_NOT_STARTED = 2, EXIT_ROOM = 3 };

extern const struct test *const __proctor_tests_start[];
extern const struct test *const __proctor_tests_end[];

static struct objects pool;
static struct address_space space;
static seL4_CPtr endpoint;
static seL4_CPtr reply;

static size_t registered(void)
{
    return (size_t)(__proctor_tests_end - __proctor_tests_start);
}

static const struct test *find(const char *name)
{
    for (size_t i = 0; i < registered(); i++)
        if (!strcmp(__proctor_tests_start[i]->name, name))
            return __proctor_tests_start[i];
    return NULL;
}

/* -- How a test ended ------------------------------------------------------ */

enum { END_MESSAGE = 7 };

struct end {
    uint64_t outcome;
    uint64_t thread;
    uint64_t label;
    uint64_t length;
    uint64_t message[END_MESSAGE];
};

/* The thread's own view of its end: called in the test's thread. */
static void run_test_body(void *test)
{
    ((const struct test *)test)->run();
    test_end(OUTCOME_RETURNED);
}

_Noreturn void test_end(enum outcome outcome)
{
    seL4_Send(TEST_REPORT, seL4_MessageInfo_new(outcome, 0, 0, 0));
    for (;;) /* the kernel lost the message: the watchdog will come */
        ;
}

/* Waits until the test has ended in one way or another. */
static struct end wait_for_end(void)
{
    struct end end = { 0 };
    seL4_Word badge;
    seL4_MessageInfo_t info;

    do
        info = seL4_Recv(endpoint, &badge, reply);
    while (badge != BADGE_WATCHDOG && badge != BADGE_REPORT &&
           (badge < BADGE_FAULT || badge > BADGE_FAULT + TEST_THREADS));
    end.label = seL4_MessageInfo_get_label(info);
    end.length = seL4_MessageInfo_get_length(info);
    for (unsigned i = 0; i < END_MESSAGE && i < end.length; i++)
        end.message[i] = seL4_GetMR((int)i);
    if (badge == BADGE_WATCHDOG) {
        end.outcome = OUTCOME_BUDGET;
    } else if (badge == BADGE_REPORT) {
        end.outcome = end.label ? OUTCOME_FAILED : OUTCOME_RETURNED;
    } else {
        end.outcome = OUTCOME_FAULT;
        end.thread = badge - BADGE_FAULT;
    }
    if (end.outcome == OUTCOME_RETURNED && log_is_full())
        end.outcome = OUTCOME_FAILED;
    return end;
}

static void record_end(const struct end *end)
{
    log_record(RECORD_END, (const uint64_t *)end, sizeof *end / 8, NULL, 0);
}

/* The instruction at `pc`, if that lies in the image. */
static uint64_t instruction_at(seL4_Word pc)
{
    const uint16_t *half = (const uint16_t *)pc;

    if (pc < (seL4_Word)__code_start || pc + 4 > (seL4_Word)__data_start ||
        pc % 2)
        return 0;
    return half[0] | (uint64_t)half[1] << 16;
}

/* Where each thread of the test stands. */
static void record_threads(void)
{
    for (unsigned i = 0; i < room_threads(); i++) {
        seL4_UserContext r;

        if (room_thread(i)->tcb && room_read(i, &r)) {
            const uint64_t words[] = {
                i, r.pc, r.ra, r.sp, r.a0, r.a7, instruction_at(r.pc),
            };

            log_text(RECORD_THREAD, words, 7, room_thread(i)->name);
        }
    }
}

/* -- One test -------------------------------------------------------------- */

/* Opens the room, arms the watchdog and lets the test begin. */
static struct room_error begin(const struct test *test, uint64_t budget)
{
    struct room_error error = room_open(run_test_body, (void *)test);

    if (!error.step && watchdog_arm(budget) != seL4_NoError)
        error = (struct room_error){ STEP_WATCHDOG, seL4_InvalidArgument };
    return error.step ? error : room_start();
}

/* The test could not begin: an earlier one may have spoilt the kernel. */
static _Noreturn void give_up(struct room_error error)
{
    record_end(&(struct end){ .outcome = OUTCOME_SETUP,
                              .message = { error.step, error.error } });
    log_checkpoint();
    devices_power_off(EXIT_ROOM);
}

static void run_in_room(const struct test *test, uint64_t budget)
{
    struct room_error error = begin(test, budget);
    struct end end;

    if (error.step)
        give_up(error);
    end = wait_for_end();
    record_end(&end);
    if (end.outcome != OUTCOME_RETURNED)
        record_threads();
    log_checkpoint();

    watchdog_disarm();
    error = room_close();
    log_record(RECORD_TEARDOWN, (const uint64_t[]){ error.step, error.error },
               2, NULL, 0);
    if (error.step)
        devices_power_off(EXIT_ROOM);
}

static void run_test(uint32_t index)
{
    const struct control_test *wanted = log_test(index);
    const struct test *test = find(wanted->name);

    log_select(index);
    log_progress();
    log_text(RECORD_BEGIN, NULL, 0, wanted->name);
    if (test) {
        test_begin(log_nonce(wanted->name));
        run_in_room(test, wanted->budget);
    } else {
        record_end(&(struct end){ .outcome = OUTCOME_UNKNOWN });
        log_checkpoint();
    }
    log_progress();
    log_select(RECORD_NO_TEST);
}

/* -- Everything ------------------------------------------------------------ */

/* Ends a proctor that cannot start; the console is all it has. */
static void need(bool fine, const char *what, seL4_Error error)
{
    if (fine)
        return;
    printf("proctor: %s: error %d\n", what, error);
    devices_power_off(EXIT_NOT_STARTED);
}

static void start(void)
{
    const char *what = "";
    void *region;
    struct room_error error;
    seL4_Error e;

    objects_init(&pool, seL4_GetBootInfo());
    space = address_space_own();
    e = devices_init(&pool, &space, &region, &what);
    need(!e, what, e);
    need(log_open(region), "no control block in the result region", 0);
    e = objects_create(&pool, seL4_EndpointObject, 0, &endpoint);
    need(!e, "endpoint", e);
    e = objects_create(&pool, seL4_ReplyObject, 0, &reply);
    need(!e, "reply object", e);
    e = watchdog_init(&pool, &space, endpoint);
    need(!e, "watchdog", e);
    error = room_init(&pool, endpoint);
    need(!error.step, "memory for tests", (seL4_Error)error.error);
}

int main(void)
{
    uint64_t words[2];

    start();
    words[0] = REGION_VERSION;
    words[1] = registered();
    log_record(RECORD_HELLO, words, 2, NULL, 0);
    for (uint32_t i = 0; i < log_tests(); i++)
        run_test(i);
    words[0] = log_tests();
    log_record(RECORD_BYE, words, 1, NULL, 0);
    devices_power_off(EXIT_DONE);
}
