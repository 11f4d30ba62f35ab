/* SPDX-License-Identifier: MIT
 *
 * Starting and stopping, as clients see it: the procedure ProcessControl.
 *
 * What changes a bundle runs under the lock `work`: first what has been
 * reported is put away, then the table is asked whether the change may be,
 * then it is made, then it is recorded. What only looks takes no lock but the
 * table's, so it is answered while the other thread is at work, too.
 */
#include <camkes.h>
#include <logger.h>
#include <stdlib.h>
#include <string.h>

#include "accounts.h"
#include "attempts.h"
#include "bundles.h"
#include "capabilities.h"
#include "ends.h"
#include "package.h"
#include "refusals.h"
#include "run.h"
#include "start.h"

/* A client's malformed request is its own mistake; it is refused, and that is
 * all. What the logger's connector has to complain of cannot be logged. */
static camkes_error_action_t note_error(camkes_error_t *error)
{
    if (strcmp(error->interface, "logger"))
        log_debug("process", "%s: %s (%lu)", error->interface,
                  error->description, error->value);
    return CEA_DISCARD;
}

void pre_init(void)
{
    camkes_register_error_handler(note_error);
    if (!package_open())
        log_error("process", "no memory for the window");
}

/* -- changes --------------------------------------------------------------- */

/* Whether there is such a bundle, installed or built in. */
static enum process_error must_exist(const char *id, const char *what)
{
    uint32_t length;
    const char *words;
    int error = security_size_buffer(id, &length);

    if (error == SECURITY_OK || error == SECURITY_GONE)
        return PROCESS_SUCCESS;
    error = refusal_of_security(error, &words, PROCESS_UNKNOWN_ERROR);
    return refuse(error, "%s %s: %s", what, id, words);
}

/* In words, why the table refuses something. */
static enum process_error state_refuses(const char *id, const char *what,
                                        enum process_error error)
{
    struct process_status status;
    enum process_error missing;

    if (bundles_status(id, &status))
        return refuse(error, "%s %s: it is %s", what, id,
                      table_state_name(status.state));
    missing = must_exist(id, what);
    if (missing != PROCESS_SUCCESS)
        return missing;
    return refuse(error, "%s %s: it is stopped", what, id);
}

static enum process_error do_start(const char *id, struct table_cause *cause)
{
    cause->run = bundles_new_run();
    return start_bundle(id, cause->run);
}

static enum process_error do_stop(const char *id)
{
    struct run *r = run_find(bundles_run(id));

    ends_forget(r->number);
    if (run_end(r))
        return PROCESS_SUCCESS;
    return refuse(PROCESS_STOP_FAILED,
                  "stop %s: it has stopped, but its memory did not come back",
                  id);
}

static enum process_error do_suspend(const char *id)
{
    seL4_Error error = run_suspend(run_find(bundles_run(id)));

    if (!error)
        return PROCESS_SUCCESS;
    return refuse(PROCESS_SUSPEND_FAILED, "suspend %s: %s", id,
                  refusal_of_kernel(error));
}

static enum process_error do_resume(const char *id)
{
    seL4_Error error = run_resume(run_find(bundles_run(id)));

    if (!error)
        return PROCESS_SUCCESS;
    return refuse(PROCESS_RESUME_FAILED, "resume %s: %s", id,
                  refusal_of_kernel(error));
}

static enum process_error make(const char *id, struct table_cause *cause)
{
    switch (cause->event) {
    case TABLE_START:
        return do_start(id, cause);
    case TABLE_STOP:
        return do_stop(id);
    case TABLE_SUSPEND:
        return do_suspend(id);
    default:
        return do_resume(id);
    }
}

/* Under the lock `work`. A bundle that could not be stopped cleanly has
 * stopped all the same; what it left is tried again here. */
static enum process_error change(const char *id, enum table_event event,
                                 const char *what)
{
    struct table_cause cause = { .event = event };
    enum process_error error;

    ends_put_away();
    accounts_close_left();
    attempts_begin();
    switch (bundles_check(id, event, &error)) {
    case TABLE_REFUSE:
        return state_refuses(id, what, error);
    case TABLE_NOTHING:
        return PROCESS_SUCCESS;
    default:
        error = make(id, &cause);
    }
    if (error == PROCESS_SUCCESS || error == PROCESS_STOP_FAILED)
        bundles_change(id, &cause);
    return error;
}

static int change_of(const char *id, enum table_event event, const char *what)
{
    enum process_error error = refuse_bad_id(id, what);

    if (error != PROCESS_SUCCESS)
        return error;
    work_lock();
    error = change(id, event, what);
    work_unlock();
    return error;
}

int processes_start(const char *id)
{
    return change_of(id, TABLE_START, "start");
}

int processes_stop(const char *id)
{
    return change_of(id, TABLE_STOP, "stop");
}

int processes_suspend(const char *id)
{
    return change_of(id, TABLE_SUSPEND, "suspend");
}

int processes_resume(const char *id)
{
    return change_of(id, TABLE_RESUME, "resume");
}

/* -- looks ----------------------------------------------------------------- */

static enum process_error look(const char *id, const char *what,
                               struct process_status *status)
{
    enum process_error error = refuse_bad_id(id, what);

    if (error != PROCESS_SUCCESS || bundles_status(id, status))
        return error;
    return must_exist(id, what);
}

/* Nobody waits in here: the client comes again after the event `changed`. */
int processes_wait(const char *id, struct process_status *status)
{
    enum process_error error = look(id, "wait", status);

    if (error != PROCESS_SUCCESS)
        return error;
    if (status->state == PROCESS_RUNNING || status->state == PROCESS_SUSPENDED)
        return PROCESS_BUNDLE_RUNNING;
    return PROCESS_SUCCESS;
}

int processes_get_bundle_state(const char *id, struct process_status *status)
{
    return look(id, "status", status);
}

int processes_get_running_bundles(size_t *count, struct process_entry **bundles)
{
    attempts_begin();
    *bundles = ATTEMPT(calloc(TABLE_ENTRIES, sizeof **bundles), NULL);
    if (!*bundles)
        return refuse(PROCESS_SERIALIZE_ERROR,
                      "bundles: no memory for the answer");
    *count = bundles_list(*bundles);
    return PROCESS_SUCCESS;
}

int processes_last_error(char **text)
{
    *text = calloc(1, REFUSAL_BYTES);
    if (!*text)
        return PROCESS_SERIALIZE_ERROR;
    refusal_text(*text);
    return PROCESS_SUCCESS;
}

/* -- capabilities ---------------------------------------------------------- */

int processes_cap_scan(uint32_t first, char **text, uint32_t *next)
{
    return capabilities_of_manager(first, text, next);
}

int processes_cap_scan_bundle(const char *id, uint32_t first, char **text,
                              uint32_t *next)
{
    struct process_status status;
    enum process_error error = look(id, "capscan", &status);
    uint32_t run;

    if (error != PROCESS_SUCCESS)
        return error;
    work_lock();
    ends_put_away();
    run = bundles_run(id);
    error = run ? capabilities_of_bundle(run_find(run), first, text, next)
                : refuse(PROCESS_BUNDLE_NOT_RUNNING,
                         "capscan %s: it does not run", id);
    work_unlock();
    return error;
}
