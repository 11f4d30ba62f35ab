/* SPDX-License-Identifier: MIT
 *
 * Signals, calls, and checks. It has the lowest priority of the three: when
 * it runs, the others have done what there was to do, so a signal that has
 * not been seen by then will never be.
 */
#include "../ledger.h"

#include <microkit.h>
#include <stdio.h>

#define SINK   0
#define STIR   1
#define SETTLE 2
#define ROUNDS 3000

volatile struct ledger *ledger;

static unsigned lost;
static unsigned unsure;
static unsigned answered;
static unsigned restarted;
static unsigned strange;

static void signal(void)
{
    ledger->sent++;
    microkit_notify(SINK);
}

static void call(unsigned round)
{
    seL4_Word label = microkit_msginfo_get_label(
        microkit_ppcall(SINK, microkit_msginfo_new(round, 0)));

    if (label == round + 1)
        answered++;
    else if (label == MICROKIT_RESTARTED)
        restarted++;
    else
        strange++;
}

/* The sink may run; has it seen everything? If a restart ended a handler that
   had not looked yet, its signal went with it, and another must arrive. */
static void check(void)
{
    microkit_notify(SETTLE);
    while (ledger->seen != ledger->sent) {
        if (!ledger->interrupted) {
            lost++;
            return;
        }
        unsure++;
        ledger->interrupted = 0;
        signal();
        microkit_notify(SETTLE);
    }
}

static void one_round(unsigned round)
{
    ledger->interrupted = 0;
    for (uint32_t n = ledger_choose(ledger, 4); n > 0; n--) {
        if (ledger_choose(ledger, 2))
            microkit_notify(STIR);
        else
            signal();
    }
    check();
    if (ledger_choose(ledger, 2))
        call(round);
    ledger->interrupted = 0;
    signal();
    check();
}

void init(void)
{
    for (unsigned round = 0; round < ROUNDS; round++)
        one_round(round);
    printf("signaller: %u rounds, %u signals, %u lost, %u unsure\n", ROUNDS,
           ledger->sent, lost, unsure);
    printf("signaller: calls: %u answered, %u cut off, %u strange\n", answered,
           restarted, strange);
    printf("signaller: %u stops, %u resumes, %u restarts, %u starts\n",
           ledger->stops, ledger->resumes, ledger->restarts, ledger->starts);
    printf("signaller: done\n");
}

void notified(microkit_channel ch)
{
    (void)ch;
}
