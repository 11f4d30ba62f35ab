/* SPDX-License-Identifier: MIT */
/*
 * What proctor and the functions that tests call (proctor.h) tell each other.
 */
#pragma once

#include <stdint.h>

#include "region.h"

/** Called before a test starts: its nonce, and nothing allocated yet. */
void test_begin(uint64_t nonce);

/** The part of it in resources.c: gives the slots anew. */
void test_begin_objects(void);

/** Called in a thread of the test: ends it. */
_Noreturn void test_end(enum outcome outcome);
