/* SPDX-License-Identifier: MIT
 *
 * Does to the sink whatever a parent can do, when the sink or the signaller
 * gives it the occasion.
 */
#include "../ledger.h"

#include <microkit.h>

#define CHILD  0
#define STIR   1 /* the signaller: do anything, the child may stay stopped */
#define SETTLE 2 /* the signaller: the child must run */
#define SINK   3 /* the child: do anything, but leave it able to run */
#define LATER \
    4 /* the child, as it begins to wait: it may already have taken
                    a signal, which a restart would take from it */

#define ENTRY 0x200000

volatile struct ledger *ledger;

static bool stopped;

static void stop(void)
{
    microkit_pd_stop(CHILD);
    ledger->stops++;
    stopped = true;
}

static void resume(void)
{
    microkit_pd_resume(CHILD);
    ledger->resumes++;
    stopped = false;
}

static void restart(void)
{
    if (ledger->looking)
        ledger->interrupted = 1;
    ledger->looking = 0;
    microkit_pd_restart(CHILD, ENTRY);
    ledger->restarts++;
    stopped = false;
}

static void signal(void)
{
    ledger->sent++;
    microkit_notify(SINK);
}

static void stir(void)
{
    switch (ledger_choose(ledger, 8)) {
    case 0:
        stop();
        break;
    case 1:
        stop();
        resume();
        break;
    case 2:
        stop();
        signal();
        resume();
        break;
    case 3:
        restart();
        break;
    case 4:
        stop();
        signal();
        restart();
        break;
    case 5:
        restart();
        signal();
        break;
    case 6:
        resume(); /* of one that may not be stopped */
        break;
    default:
        signal();
    }
}

void init(void)
{
}

void notified(microkit_channel ch)
{
    bool was_stopped = stopped;

    if (ch == STIR || (ch == SINK && ledger_choose(ledger, 4) == 0))
        stir();
    if (ch == LATER && ledger_choose(ledger, 2))
        stop();
    if (ch == LATER && stopped && ledger_choose(ledger, 2))
        signal();
    if (stopped && (ch == SETTLE || (ch != STIR && !was_stopped)))
        resume();
}
