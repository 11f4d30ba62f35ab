/* SPDX-License-Identifier: MIT */
/*
 * See actor.h. The trace is one array for the whole image: one hart, and each
 * letter is written by the thread that runs.
 */
#include <string.h>

#include "actor.h"

static char traced[TRACE_LENGTH];
static volatile unsigned trace_length;

void trace(char letter)
{
    if (trace_length < TRACE_LENGTH - 1)
        traced[trace_length++] = letter;
}

void check_trace(const char *want, const char *file, int line)
{
    traced[trace_length] = 0;
    if (strcmp(traced, want))
        test_fail(file, line, "order is \"%s\", should be \"%s\"", traced,
                  want);
    trace_length = 0;
}

static void act(void *argument)
{
    struct actor *a = argument;

    for (unsigned i = 0; i < a->count; i++) {
        a->got[i] = do_step(&a->steps[i]);
        a->at = i + 1;
        trace(a->letter);
    }
}

void actor_make(struct actor *a, char letter, seL4_Word priority,
                const struct step *steps, unsigned count)
{
    static char names[26][2];
    char *name = names[letter - 'a'];

    CHECK_MSG(count <= STEPS, "actor %c: %u steps", letter, count);
    name[0] = letter;
    memset(a, 0, sizeof *a);
    a->letter = letter;
    memcpy(a->steps, steps, count * sizeof *steps);
    a->count = count;
    a->thread = test_thread(name, priority, act, a);
    a->tcb = a->thread->tcb;
    a->sc = a->thread->sc;
    /* The first thread of a room: an earlier test may have left a trace. */
    if (a->thread->faults == TEST_FAULTS + 1)
        trace_length = 0;
}

void actor_handler(struct actor *a, seL4_CPtr endpoint)
{
    CHECK_OK(
        seL4_TCB_SetSpace(a->tcb, endpoint, TEST_CNODE, 0, TEST_VSPACE, 0));
}

void actor_passive(struct actor *a)
{
    CHECK_OK(seL4_SchedContext_Unbind(a->sc));
}

bool is_blocked(seL4_CPtr tcb)
{
    seL4_CPtr sc = make_sched_context();
    seL4_Error error = seL4_SchedContext_Bind(sc, tcb);

    CHECK_MSG(!error || error == seL4_IllegalOperation,
              "Bind of an unconfigured context: error %d", error);
    test_delete(sc);
    return error == seL4_IllegalOperation;
}

bool has_context(seL4_CPtr tcb)
{
    seL4_CPtr sc = test_sched_context(1000, 1000);
    seL4_Error error;

    /* Without room to run: the thread must not go on because of the probe. */
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, TEST_PRIORITY_MAX));
    error = seL4_SchedContext_Bind(sc, tcb);
    CHECK_MSG(!error || error == seL4_IllegalOperation, "Bind: error %d",
              error);
    test_delete(sc);
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, TEST_PRIORITY));
    return error == seL4_IllegalOperation;
}

bool holds(seL4_CPtr sc, seL4_CPtr tcb)
{
    bool held;

    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, TEST_PRIORITY_MAX));
    held = seL4_SchedContext_UnbindObject(sc, tcb) == seL4_NoError;
    if (held)
        CHECK_OK(seL4_SchedContext_Bind(sc, tcb));
    CHECK_OK(seL4_TCB_SetPriority(TEST_TCB, TEST_TCB, TEST_PRIORITY));
    return held;
}
