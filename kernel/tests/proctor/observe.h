/* SPDX-License-Identifier: MIT */
/*
 * What a test is and how it says what it saw: the part of proctor.h that
 * needs nothing but the result region, so that tests in a component of a
 * system (kernel/tests/examiner) have it too.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* -- Tests ----------------------------------------------------------------- */

struct test {
    const char *name;
    void (*run)(void);
    const char *file;
};

/**
 * Defines a test. Its name is that of lab.yml and of the expectation; two
 * tests of the same name do not link.
 */
#define TEST(test_name)                                                       \
    void test_##test_name(void);                                              \
    static const struct test entry_##test_name = { #test_name,                \
                                                   test_##test_name,          \
                                                   __FILE__ };                \
    static const struct test *const ref_##test_name                           \
        __attribute__((section("proctor_tests"), used)) = &entry_##test_name; \
    void test_##test_name(void)

/* -- Parameters: functions of the nonce ------------------------------------ */

/** The test's nonce: the host makes it from the run's and the test's name. */
uint64_t test_nonce(void);

/** A pseudo-random word that depends on the nonce and `name` alone. */
uint64_t test_word(const char *name);

/** The same, brought into low..high (both included, low <= high). */
uint64_t test_pick(const char *name, uint64_t low, uint64_t high);

/* -- Observations ---------------------------------------------------------- */

/**
 * Reports one observation. The set of names and every value must equal what
 * expect.py returns; reporting one name twice fails the test.
 * \param name  at most 47 characters.
 */
void record_value(const char *name, uint64_t value);

/** Reports a string of bytes, at most 512; longer ones are cut and fail. */
void record_bytes(const char *name, const void *data, size_t length);

/** A line for the person who reads the report; it decides nothing. */
void record_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * Says what the test is about to do, so that a test that ends early (fault,
 * budget, dead kernel) is reported with the step it was in.
 */
void test_step(const char *what);

/** Ends the test as failed, with a message; does not return. */
_Noreturn void test_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Ends the test as failed because `what` is `got` and should be `want`. */
_Noreturn void test_fail_equal(const char *file, int line, const char *what,
                               uint64_t got, uint64_t want);

/** Ends the test as failed unless the condition holds. */
#define CHECK(condition)                                             \
    do {                                                             \
        if (!(condition))                                            \
            test_fail(__FILE__, __LINE__, "CHECK(%s) does not hold", \
                      #condition);                                   \
    } while (0)

/** The same with a message of one's own, printf style. */
#define CHECK_MSG(condition, ...)                       \
    do {                                                \
        if (!(condition))                               \
            test_fail(__FILE__, __LINE__, __VA_ARGS__); \
    } while (0)

/** Ends the test as failed unless got == want; both are reported. */
#define CHECK_EQ(got, want)                                                   \
    do {                                                                      \
        uint64_t check_got = (uint64_t)(got);                                 \
        uint64_t check_want = (uint64_t)(want);                               \
        if (check_got != check_want)                                          \
            test_fail_equal(__FILE__, __LINE__, #got, check_got, check_want); \
    } while (0)

/** Ends the test as failed if an invocation returned an error. */
#define CHECK_OK(invocation) CHECK_EQ((invocation), seL4_NoError)

/* -- Time ------------------------------------------------------------------ */

/** The clock in ticks of 100 ns: 100 guest instructions each when counted. */
static inline uint64_t test_time(void)
{
    uint64_t t;

    __asm__ volatile("rdtime %0" : "=r"(t));
    return t;
}

/** Guest instructions since reset, exact in counted runs. */
static inline uint64_t test_instructions(void)
{
    uint64_t n;

    __asm__ volatile("rdinstret %0" : "=r"(n));
    return n;
}
