/* SPDX-License-Identifier: MIT
 *
 * A client that does not need the library: what the examiners of both systems
 * have in common. Nothing makes a program use its stubs; with an endpoint and a
 * page anything can be sent.
 *
 * Tests that expect a refusal use this alone, so that they tell the truth about
 * the server even when the library of clients is broken.
 */
#pragma once

#include <examiner.h>

#include "component.h"

/** Endpoint and page of an interface.
 *
 * @param stub  calls any one of its stubs; nothing is sent
 */
const struct component_client *raw_learn(void (*stub)(void));

/* What came back: label, and how many message registers. Over a page, `size`
 * is register 0, the bytes of the answer in the page. */
struct raw_answer {
    seL4_Word label, words, size;
};

/** Puts bytes where the server looks for the request, and calls.
 *
 * @param size   over a page: what register 0 says of the length
 * @param words  how many registers the message has
 */
struct raw_answer raw_call(const struct component_client *to, seL4_Word method,
                           const void *data, size_t bytes, seL4_Word size,
                           seL4_Word words);

/** The same over a page, with nothing wrong about the length. */
struct raw_answer raw_page_call(const struct component_client *to,
                                seL4_Word method, const void *data,
                                size_t bytes);

/** Where this client's requests lie: its page, or the message registers. */
uint64_t *raw_place(const struct component_client *to);

/** The kind of the last error that the library has reported to this component
 * since the last look, plus 1; 0: none. */
unsigned raw_last_error(void);
