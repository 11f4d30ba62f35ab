/* SPDX-License-Identifier: MIT
 *
 * The table of states by itself, without bundles: it is compiled into the
 * examiner (table.c) and given events at random, next to a model of it. The
 * first difference ends the test.
 */
#include <components/ProcessManager/table.h>
#include <stdio.h>
#include <string.h>

#include "examined.h"

enum { ROUNDS = 3000, IDS = 32, NEWEST = 8 };

_Static_assert((int)TABLE_START == START && (int)TABLE_FAULT == FAULT &&
                   (int)TABLE_UNINSTALL == UNINSTALL,
               "events are counted alike");

/* What should be known of a bundle. */
struct known {
    char id[8];
    bool entry;
    struct process_status status;
    uint32_t run;
    uint64_t changed;
};

static struct table table;
static struct known model[IDS];

static unsigned entries(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < IDS; i++)
        count += model[i].entry;
    return count;
}

static unsigned runs(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < IDS; i++)
        count += model[i].run != 0;
    return count;
}

/* What runs is never forgotten. */
static void forget_oldest(void)
{
    struct known *oldest = NULL;

    for (unsigned i = 0; i < IDS; i++)
        if (model[i].entry && !model[i].run &&
            (!oldest || model[i].changed < oldest->changed))
            oldest = &model[i];
    CHECK_MSG(oldest != NULL, "the model has no place");
    oldest->entry = false;
    oldest->status = (struct process_status){ 0 };
}

static void model_change(struct known *k, enum event event,
                         const struct table_cause *cause, uint64_t now)
{
    struct process_status *s = &k->status;

    if (event == UNINSTALL) {
        k->entry = false;
        *s = (struct process_status){ 0 };
        return;
    }
    if (!k->entry && entries() == TABLE_ENTRIES)
        forget_oldest();
    k->entry = true;
    s->state = event_outcome((enum process_state)s->state, event).next;
    s->code = event == EXIT ? cause->code : 0;
    s->fault = event == FAULT ? cause->fault : (struct process_fault){ 0 };
    s->starts += event == START;
    k->run = event == START ? cause->run : has_run(s->state) ? k->run : 0;
    k->changed = now;
}

/* -- comparing ------------------------------------------------------------- */

static void check_answer(unsigned round, const struct known *k,
                         enum event event, enum table_verdict verdict,
                         enum process_error error)
{
    static const char *const names[] = { "TABLE_DO", "TABLE_NOTHING",
                                         "TABLE_REFUSE" };
    struct outcome_of_event want =
        event_outcome((enum process_state)k->status.state, event);
    enum table_verdict should = TABLE_DO;

    if (want.answer != PROCESS_SUCCESS)
        should = TABLE_REFUSE;
    else if (want.next == k->status.state && event != UNINSTALL)
        should = TABLE_NOTHING;
    CHECK_MSG(verdict == should && error == want.answer,
              "event %u, %s of %s, which is %s: table_check says %s and %s; "
              "expected %s and %s",
              round, event_name(event), k->id, state_name(k->status.state),
              verdict <= TABLE_REFUSE ? names[verdict] : "something else",
              answer_name(error), names[should], answer_name(want.answer));
}

/* Of an entry, the first field that is not what it should be; or NULL. */
static const char *difference(const struct known *k,
                              const struct table_process *p)
{
    const struct process_status *s = &p->entry.status;

    return s->state != k->status.state                            ? "state"
           : s->code != k->status.code                            ? "code"
           : s->starts != k->status.starts                        ? "starts"
           : p->run != k->run                                     ? "run"
           : memcmp(&s->fault, &k->status.fault, sizeof s->fault) ? "fault"
                                                                  : NULL;
}

static void check_entry(unsigned round, const char *what, const struct known *k)
{
    const struct table_process *p = table_find(&table, k->id);
    const char *field;

    CHECK_MSG(!p == !k->entry, "after event %u, %s: %s has %s entry", round,
              what, k->id, p ? "still an" : "no");
    if (!p)
        return;
    field = difference(k, p);
    CHECK_MSG(!field,
              "after event %u, %s: of %s, the %s is wrong. Seen: %s, code %d, "
              "run %u, %lu starts; expected: %s, code %d, run %u, %lu starts",
              round, what, k->id, field, state_name(p->entry.status.state),
              p->entry.status.code, p->run, p->entry.status.starts,
              state_name(k->status.state), k->status.code, k->run,
              k->status.starts);
}

/* -- events ---------------------------------------------------------------- */

static struct table_cause draw_cause(enum event event)
{
    struct table_cause cause = { .event = (enum table_event)event };

    /* Each member is there, needed or not. */
    cause.run = event == START ? table_new_run(&table) : 4711;
    cause.code = (int32_t)draw(1000) - 500;
    cause.fault =
        (struct process_fault){ 1 + draw(5), draw(1 << 20), draw(16), 1, 2, 3 };
    return cause;
}

static void one_event(unsigned round)
{
    /* First few bundles, which live long, then more than have a place. */
    struct known *k = &model[draw(round < ROUNDS / 2 ? NEWEST : IDS)];
    const enum event event = draw(EVENTS);
    const struct table_cause cause = draw_cause(event);
    enum process_error error = PROCESS_ERRORS;
    enum table_verdict verdict =
        table_check(&table, k->id, cause.event, &error);
    char what[64];

    check_answer(round, k, event, verdict, error);
    if (verdict != TABLE_DO || (event == START && runs() == TABLE_RUNS))
        return;
    snprintf(what, sizeof what, "%s of %s, which was %s", event_name(event),
             k->id, state_name(k->status.state));
    table_change(&table, k->id, &cause);
    model_change(k, event, &cause, round);
    for (unsigned i = 0; i < IDS; i++)
        check_entry(round, what, &model[i]);
}

TEST(states_follow_events)
{
    draw_begin();
    memset(&table, 0, sizeof table);
    memset(model, 0, sizeof model);
    for (unsigned i = 0; i < IDS; i++)
        snprintf(model[i].id, sizeof model[i].id, "b%u", i);
    for (unsigned round = 1; round <= ROUNDS; round++)
        one_event(round);
    record_value("events", ROUNDS);
}
