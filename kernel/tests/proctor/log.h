/* SPDX-License-Identifier: MIT */
/*
 * The log: proctor's side of the result region (region.h).
 *
 * Any thread may write a record at any time. Each reserves its place first and
 * writes the magic number last, so that a thread that is stopped in between
 * leaves a gap that the host skips, and nobody waits for anybody.
 *
 * A test may write TEST_LOG_BYTES; what proctor itself writes always fits.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "region.h"

/** Reads the control block; false if there is none of this version. */
bool log_open(void *region);

/** Tests that the host asks for. */
uint32_t log_tests(void);

/** One of them, 0 <= index < log_tests(); its name ends with NUL. */
const struct control_test *log_test(uint32_t index);

/** The nonce of a test of this name in this run. */
uint64_t log_nonce(const char *name);

/** Later records belong to this test, or to none: RECORD_NO_TEST. */
void log_select(uint32_t test);

/**
 * Writes a record.
 * \param words, count  words at the beginning of the payload
 * \param data, length  bytes that follow; may be null with length 0
 * \return false if it does not fit: payload above RECORD_PAYLOAD, or the test
 *         has written too much. Nothing is written then.
 */
bool log_record(enum record_type type, const uint64_t *words, size_t count,
                const void *data, size_t length);

/** log_record() with text that ends with NUL. */
bool log_text(enum record_type type, const uint64_t *words, size_t count,
              const char *text);

/** The test has used up its part of the log. */
bool log_is_full(void);

/** Tells the host that something was accomplished. */
void log_progress(void);

/** Lets the host look at the machine; it stands still meanwhile. */
void log_checkpoint(void);
