/* SPDX-License-Identifier: MIT
 *
 * Measuring in guest instructions, and leaving the samples for the host.
 *
 * A series is one operation, measured again and again:
 *
 *     struct series s = series_begin("yield", SAMPLES);
 *     while (series_wants(&s)) {
 *         seL4_Word start = instret();
 *         seL4_Yield();
 *         series_add(&s, instret() - start);
 *     }
 *
 * The first WARM_UPS samples are thrown away. The two readings stand right
 * around the operation; nothing is subtracted, so that a sample counts the
 * second reading, the moves into registers in between, and for a method of an
 * object the library's stub.
 *
 * The samples lie in the result region, physical memory behind the end of
 * what the device tree calls memory; bench.py reads it when the machine has
 * ended. Its layout, little endian:
 *
 *      0  magic "TESSBNCH"
 *      8  word     number of series
 *     16  char[112] why the program gave up; empty if it did not
 *    128  series   char[56] name, word number of samples, word[64] samples
 */
#pragma once

#include <address_space.h>
#include <objects.h>

enum { WARM_UPS = 8, SAMPLES = 64 };

struct series {
    unsigned wanted; /* samples to keep */
    unsigned seen;   /* samples so far, warm-ups included */
    struct series_record *record;
};

/** Instructions that the machine has executed; a word that only grows. */
static inline seL4_Word instret(void)
{
    seL4_Word now;

    __asm__ volatile("rdinstret %0" : "=r"(now) : : "memory");
    return now;
}

/** Maps the result region and the test finisher. Without them the program
 * cannot say anything, so it stops in a fault if that is refused. */
void samples_open(struct objects *pool, struct address_space *space);

/**
 * Begins a series.
 *
 * @param name    as peers.yml calls the operation, at most 55 characters
 * @param wanted  samples to keep, 1..SAMPLES
 */
struct series series_begin(const char *name, unsigned wanted);

/** Whether one more sample is wanted, be it to warm up. */
bool series_wants(const struct series *series);

/** Adds a sample. */
void series_add(struct series *series, seL4_Word instructions);

/** Ends the machine: all series are there. */
_Noreturn void samples_finish(void);

/** Ends the machine and leaves the reason; see REQUIRE. */
_Noreturn void samples_give_up(const char *file, int line, const char *what);

/* Gives up if the condition does not hold. */
#define REQUIRE(condition)                                   \
    do {                                                     \
        if (!(condition))                                    \
            samples_give_up(__FILE__, __LINE__, #condition); \
    } while (0)

/* Gives up if the call returns an error. */
#define MUST(call) REQUIRE((call) == seL4_NoError)
