/* SPDX-License-Identifier: MIT */
/*
 * What a test says: parameters from the nonce, observations, failures. The
 * functions run in the threads of the test.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "body.h"
#include "log.h"
#include "proctor.h"
#include "siphash.h"

#define TEXT_BYTES  256
#define BYTES_LIMIT 512

static uint64_t nonce;

void test_begin(uint64_t nonce_of_test)
{
    nonce = nonce_of_test;
    test_begin_objects();
}

/* -- Parameters ------------------------------------------------------------ */

uint64_t test_nonce(void)
{
    return nonce;
}

uint64_t test_word(const char *name)
{
    return siphash(nonce, 1, name, strlen(name));
}

uint64_t test_pick(const char *name, uint64_t low, uint64_t high)
{
    uint64_t span = high - low + 1;

    return span ? low + test_word(name) % span : test_word(name);
}

/* -- Observations ---------------------------------------------------------- */

void record_value(const char *name, uint64_t value)
{
    if (strlen(name) >= CONTROL_NAME)
        test_fail(__FILE__, __LINE__, "name too long: %s", name);
    log_text(RECORD_VALUE, &value, 1, name);
}

void record_bytes(const char *name, const void *data, size_t length)
{
    char both[CONTROL_NAME + BYTES_LIMIT];
    uint64_t name_length = strlen(name);

    if (name_length >= CONTROL_NAME || length > BYTES_LIMIT)
        test_fail(__FILE__, __LINE__, "%s: %zu bytes, at most %d", name, length,
                  BYTES_LIMIT);
    memcpy(both, name, name_length);
    memcpy(both + name_length, data, length);
    log_record(RECORD_BYTES, &name_length, 1, both, name_length + length);
}

void record_note(const char *format, ...)
{
    char text[TEXT_BYTES];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    log_text(RECORD_NOTE, NULL, 0, text);
}

void test_step(const char *what)
{
    log_text(RECORD_STEP, NULL, 0, what);
}

/* -- Failures -------------------------------------------------------------- */

/* Writes file, NUL, message, and ends the test. */
static _Noreturn void fail(const uint64_t words[4], const char *file,
                           const char *message)
{
    char text[2 * TEXT_BYTES];
    int length = snprintf(text, sizeof text, "%.*s%c%s", TEXT_BYTES - 1, file,
                          0, message);

    if (length >= (int)sizeof text)
        length = sizeof text - 1;
    log_record(RECORD_FAIL, words, 4, text, (size_t)length);
    test_end(OUTCOME_FAILED);
}

_Noreturn void test_fail(const char *file, int line, const char *format, ...)
{
    const uint64_t words[4] = { 0, 0, 0, (uint64_t)line };
    char text[TEXT_BYTES];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fail(words, file, text);
}

_Noreturn void test_fail_equal(const char *file, int line, const char *what,
                               uint64_t got, uint64_t want)
{
    const uint64_t words[4] = { 1, got, want, (uint64_t)line };

    fail(words, file, what);
}
