/* SPDX-License-Identifier: MIT */
/*
 * sched/refill.c alone: does what its standard input says, and tells after
 * each line how the list of refills looks.
 *
 *     new 600 2000 4      budget, period, how many refills at most
 *     now 700             the clock
 *     charge 200          refill_charge
 *     exhaust 200         refill_exhaust
 *     unblock 0           refill_unblock
 *
 * The answer: time +amount of each refill, the first one first.
 *
 *     charge 200 -> 200 +400, 2000 +200
 */
#include "alone.h"

#include <string.h>

enum { CAPACITY = 12 };

struct kernel_state ks;

static struct {
    struct sched_context sc;
    struct refill refills[CAPACITY];
} memory;

static void show(struct sched_context *sc)
{
    if (sc->count == 0 || sc->count > sc->max_refills) {
        printf("(the list has %lu refills)\n", sc->count);
        return;
    }
    for (word_t i = 0; i < sc->count; i++) {
        const struct refill *r = &sc->refills[(sc->head + i) % sc->max_refills];

        printf("%s%lu +%lu", i ? ", " : "", r->time, r->amount);
    }
    printf("%s\n", ks.reprogram ? "; the timer is set" : "");
}

int main(void)
{
    struct sched_context *sc = &memory.sc;
    unsigned long number, period, max;
    char word[16];

    while (scanf("%15s %lu", word, &number) == 2) {
        printf("%s %lu -> ", word, number); /* seen even if this is the end */
        fflush(stdout);
        ks.reprogram = false;
        if (!strcmp(word, "new") && scanf("%lu %lu", &period, &max) == 2)
            refill_new(sc, max < CAPACITY ? max : CAPACITY, number, period);
        else if (!strcmp(word, "now"))
            ks.now = number;
        else if (!strcmp(word, "charge"))
            refill_charge(sc, number);
        else if (!strcmp(word, "exhaust"))
            refill_exhaust(sc, number);
        else
            refill_unblock(sc);
        show(sc);
        fflush(stdout);
    }
    return 0;
}
