/* SPDX-License-Identifier: MIT */
/*
 * Runs tests in a part of a composed system: see examiner.h.
 *
 * Where proctor opens a room for each test and watches it from outside, the
 * examiner calls it. So a failed CHECK must come back to the loop by itself
 * (longjmp), and a test that never returns is the host's to end.
 */
#include <setjmp.h>
#include <string.h>

#include <sel4/sel4.h>

#include "../proctor/body.h"
#include "../proctor/log.h"
#include "examiner.h"

/* Bounds of the section that TEST() fills; the linker defines them. */
extern const struct test *const __start_proctor_tests[];
extern const struct test *const __stop_proctor_tests[];

static jmp_buf ended;

static const struct test *find(const char *name)
{
    const struct test *const *t;

    for (t = __start_proctor_tests; t < __stop_proctor_tests; t++)
        if (!strcmp((*t)->name, name))
            return *t;
    return NULL;
}

/* Nothing is handed out to a test that would have to be handed out anew. */
void test_begin_objects(void)
{
}

_Noreturn void test_end(enum outcome outcome)
{
    longjmp(ended, (int)outcome + 1);
}

static enum outcome outcome_of(const struct test *test)
{
    int how;

    if (!test)
        return OUTCOME_UNKNOWN;
    how = setjmp(ended);
    if (how)
        return (enum outcome)(how - 1);
    test->run();
    return log_is_full() ? OUTCOME_FAILED : OUTCOME_RETURNED;
}

static void run_test(uint32_t index)
{
    const struct control_test *wanted = log_test(index);
    uint64_t end[11] = { 0 }; /* outcome; the rest tells of threads */

    log_select(index);
    log_progress();
    log_text(RECORD_BEGIN, NULL, 0, wanted->name);
    test_begin(log_nonce(wanted->name));
    end[0] = outcome_of(find(wanted->name));
    log_record(RECORD_END, end, 11, NULL, 0);
    log_checkpoint();
    log_record(RECORD_TEARDOWN, (const uint64_t[]){ 0, 0 }, 2, NULL, 0);
    log_progress();
    log_select(RECORD_NO_TEST);
}

/* Only a debug kernel can be asked to end the machine; with another one the
 * examiner waits until somebody does. */
static _Noreturn void halt(void)
{
    for (;;)
#ifdef CONFIG_DEBUG_BUILD
        seL4_DebugHalt();
#else
        seL4_Yield();
#endif
}

_Noreturn void examiner_run(void *region)
{
    uint64_t words[2] = { REGION_VERSION };

    words[1] = (uint64_t)(__stop_proctor_tests - __start_proctor_tests);
    if (log_open(region)) {
        log_record(RECORD_HELLO, words, 2, NULL, 0);
        for (uint32_t i = 0; i < log_tests(); i++)
            run_test(i);
        words[0] = log_tests();
        log_record(RECORD_BYE, words, 1, NULL, 0);
    }
    halt();
}
