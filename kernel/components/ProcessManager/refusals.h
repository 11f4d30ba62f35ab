/* SPDX-License-Identifier: MIT
 *
 * Why something was refused, in words for people. The last sentence is kept
 * until the next one.
 */
#pragma once

#include <process.h>

enum { REFUSAL_BYTES = 256 };

/**
 * Keeps a sentence, without a full stop.
 *
 * @return `error`, so that a function can end with it
 */
__attribute__((format(printf, 2, 3))) enum process_error
refuse(enum process_error error, const char *format, ...);

/** Refuses to do `what` if this cannot be a bundle's id.
 *
 * @return PROCESS_SUCCESS; PROCESS_BUNDLE_ID_INVALID
 */
enum process_error refuse_bad_id(const char *id, const char *what);

/** Copies the sentence; "" if nothing was refused so far. */
void refusal_text(char text[REFUSAL_BYTES]);

/** What enum security_error means, and which process_error it amounts to;
 * `otherwise` where it has none of its own. */
enum process_error refusal_of_security(int error, const char **words,
                                       enum process_error otherwise);

/** What an error of the kernel, enum memory_error, enum pager_error means. */
const char *refusal_of_kernel(int error);
const char *refusal_of_memory(int error);
const char *refusal_of_pager(int error);
