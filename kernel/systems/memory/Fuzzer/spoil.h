/* SPDX-License-Identifier: MIT
 *
 * What the fuzzer's two parts share.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Calls that were spoilt, and calls that the server refused as messages. */
extern unsigned spoilt, spoilt_refused;

/* Nothing is to be spoilt for now. */
extern bool is_honest;

/* The last call was spoilt. */
extern bool was_spoilt;

/** @return the next random number */
uint64_t random_word(void);

/** @return a random number below a limit, which is not 0 */
uint32_t some(uint32_t limit);
