/* SPDX-License-Identifier: MIT
 *
 * Looks at its variables, damages them, and comes to grief in one of several
 * ways. The variables have sizes that are no multiple of anything and cross
 * pages.
 */
#include "../report.h"

#include <microkit.h>
#include <errno.h>
#include <string.h>

#define KEEPER 0
#define BYTES  5003

struct report *report;

static MICROKIT_PERSISTENT uint32_t lives;
static uint8_t zeroes[BYTES];
static uint8_t sevens[BYTES] = { [0] = 7, [1 ... BYTES - 1] = 7 };
static char text[] = "as it was written";
static int seventeen = 17;
static int *volatile nowhere;
static volatile unsigned bottom = ~0u;

static uint32_t wrong_variables(void)
{
    uint32_t wrong = 0;

    for (unsigned i = 0; i < BYTES; i++)
        wrong += (zeroes[i] != 0) + (sevens[i] != 7);
    wrong += strcmp(text, "as it was written") != 0;
    wrong += seventeen != 17;
    wrong += errno != 0;
    return wrong;
}

static void damage(void)
{
    memset(zeroes, 0xaa, sizeof zeroes);
    memset(sevens, 0x55, sizeof sevens);
    memset(text, '?', sizeof text);
    seventeen = 0;
    errno = ENOMEM;
}

/* The bottom is deeper than any stack. */
static unsigned fall(unsigned depth)
{
    volatile uint8_t frame[256];

    if (depth == bottom)
        return 0;
    frame[depth % sizeof frame] = 1;
    return fall(depth + 1) + frame[0];
}

/* In four ways: three faults, and to wait until the parent has enough. */
static void fail(void)
{
    switch (lives % 4) {
    case 0:
        *nowhere = 1;
        break;
    case 1:
        __asm__ volatile("unimp");
        break;
    case 2:
        seventeen = (int)fall(0);
        break;
    default:
        microkit_notify(KEEPER);
    }
}

void init(void)
{
    report->lives++;
    report->persistent = ++lives;
    report->wrong += wrong_variables();
    damage();
    fail();
}

void notified(microkit_channel ch)
{
    (void)ch;
}
