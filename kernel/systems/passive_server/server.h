/* SPDX-License-Identifier: MIT
 *
 * What the server can be asked: labels of the calls, and of the answers.
 */
#pragma once

enum request {
    REQUEST_SUM,     /* any number of words; answer: their sum */
    REQUEST_REVERSE, /* any number of words; answer: in reverse order */
    REQUEST_COUNT,   /* answer: notifications so far */
};

enum outcome {
    OUTCOME_DONE,
    OUTCOME_UNKNOWN, /* no such request; no words */
};
