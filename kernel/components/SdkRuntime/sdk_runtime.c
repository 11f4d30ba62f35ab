/* SPDX-License-Identifier: MIT
 *
 * The SDK runtime: does what applications ask for.
 *
 *     application --call--> endpoint --.
 *                                      >-- control thread -- request_do
 *     timer service --signal-----------'         |
 *                                                '-- reply, now or later
 *     process manager --attach, detach--> thread of Runtime
 *
 * Every application has a copy of one endpoint's capability, with a badge of
 * its own, so the kernel vouches for who asks. One thread takes the requests,
 * one after the other; none of them takes long. The only one that has to wait
 * is WaitForTimers, and it does not wait here: its caller's reply object is
 * put aside in the application's place, the spare one of the place is used for
 * the next request, and when a timer ends the answer goes through the one
 * that was put aside. So however many wait, the next request is taken at
 * once.
 *
 * The signal of the timer service is bound to the thread, and arrives where
 * requests do.
 *
 * An application that exits is not answered at all. The kernel stops its
 * thread for good when the reply object is used for the next receive.
 *
 * The lock `table` is held while a request is done, also when that calls a
 * service: all of them have a higher priority and none calls back. The process
 * manager may be just about to call `detach`, so it is told of an exit without
 * the lock.
 */
#include <camkes.h>
#include <logger.h>
#include <sdk.h>
#include <sdk_protocol.h>

#include "application_timers.h"
#include "objects.h"
#include "requests.h"

static seL4_CPtr endpoint;
static seL4_CPtr reply; /* of the request that is being done */

void pre_init(void)
{
    application_timers_init();
    endpoint = objects_init(&reply);
}

/* -- the process manager --------------------------------------------------- */

static void forget(struct application *a)
{
    application_timers_cancel(a);
    objects_detach(a);
    application_remove(a);
}

int runtime_attach(uint32_t run, const char *id, uint32_t services,
                   seL4_CPtr page, seL4_CPtr *to_ask)
{
    struct application *a;
    bool done;

    table_lock();
    a = application_add(run, id, services);
    done = a && objects_attach(a, page);
    if (done)
        *to_ask = a->endpoint;
    else if (a)
        forget(a);
    table_unlock();
    return done;
}

int runtime_detach(uint32_t run)
{
    struct application *a;

    table_lock();
    a = application_find(run);
    if (a)
        forget(a);
    table_unlock();
    return a != NULL;
}

/* -- requests -------------------------------------------------------------- */

static seL4_MessageInfo_t message_of(struct answer answer)
{
    seL4_SetMR(SDK_SIZE, answer.size);
    return seL4_MessageInfo_new(SDK_ANSWER + answer.error, 0, 0, 1);
}

static struct request request_of(seL4_MessageInfo_t info)
{
    struct request r = { .number = seL4_MessageInfo_get_label(info) };

    if (seL4_MessageInfo_get_length(info) == SDK_WORDS) {
        r.size = seL4_GetMR(SDK_SIZE);
        r.serial = seL4_GetMR(SDK_SERIAL);
    } else {
        r.size = SIZE_MAX; /* which is refused */
    }
    return r;
}

/* The caller's reply object is the place's now, until its wait ends. */
static void put_aside(struct application *a)
{
    seL4_CPtr spare = a->reply;

    a->reply = reply;
    reply = spare;
}

/* Does a request with the lock held. */
static enum outcome do_locked(uint32_t run, const struct request *r,
                              struct answer *answer, int *code)
{
    struct application *a = application_find(run);
    enum outcome outcome;

    if (!a) {
        *answer = (struct answer){ .error = SDK_UNKNOWN };
        return OUTCOME_ANSWER;
    }
    outcome = request_do(a, r, code);
    *answer = a->answer;
    if (outcome == OUTCOME_WAIT)
        put_aside(a);
    return outcome;
}

/* Takes a request, answers it if it is to be now, and receives the next. */
static seL4_MessageInfo_t serve(uint32_t run, seL4_MessageInfo_t info,
                                seL4_Word *badge)
{
    struct request r = request_of(info);
    struct answer answer;
    enum outcome outcome;
    int code = 0;

    table_lock();
    outcome = do_locked(run, &r, &answer, &code);
    table_unlock();
    if (outcome == OUTCOME_ANSWER)
        return seL4_ReplyRecv(endpoint, message_of(answer), badge, reply);
    if (outcome == OUTCOME_EXIT)
        reports_exited(run, code);
    return seL4_Recv(endpoint, badge, reply);
}

/* -- timers ---------------------------------------------------------------- */

static void end_waits(void)
{
    table_lock();
    application_timers_settle();
    for (unsigned i = 0; i < APPLICATIONS_MAX; i++) {
        struct application *a = &applications[i];

        if (!a->waits || !a->ended)
            continue;
        request_end_wait(a);
        seL4_Send(a->reply, message_of(a->answer));
    }
    table_unlock();
}

int run(void)
{
    seL4_MessageInfo_t info;
    seL4_Word badge;

    if (!endpoint)
        return 1;
    info = seL4_Recv(endpoint, &badge, reply);
    for (;;) {
        if (badge & BADGE_REQUEST) {
            info = serve((uint32_t)badge, info, &badge);
        } else {
            end_waits();
            info = seL4_Recv(endpoint, &badge, reply);
        }
    }
}
