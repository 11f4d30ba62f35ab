/* SPDX-License-Identifier: MIT */
/*
 * Messages: words and capabilities from one thread to another.
 * See ipc/message.c.
 */
#pragma once

#include "state.h"

struct endpoint;

/*
 * Message info word
 *
 *   length         bits 0..6    words
 *   extra caps          7..8    capabilities
 *   unwrapped           9..11   received: which of them are badges
 *   label              12..63
 */
static inline word_t info_length(word_t info)
{
    word_t length = info & MASK(7);

    return length < MSG_MAX_LENGTH ? length : MSG_MAX_LENGTH;
}

static inline word_t info_extra_caps(word_t info)
{
    return (info >> 7) & MASK(2);
}

/* Whether the registers hold all of a message: no capabilities, and at most
   four words. Both counts are compared at once. */
static inline bool info_in_registers(word_t info)
{
    return (info & MASK(9)) <= MSG_REGISTERS;
}

static inline word_t info_label(word_t info)
{
    return info >> 12;
}

static inline word_t info_make(word_t label, word_t unwrapped, word_t caps,
                               word_t length)
{
    return label << 12 | unwrapped << 9 | caps << 7 | length;
}

/*
 * The IPC buffer, as words
 *
 *   0  tag (not used)    122..124 capabilities sent, or badges received
 *   1..120 message       125      receive CNode     126 index   127 depth
 *   121 user data
 */
enum {
    BUFFER_MSG = 1,
    BUFFER_CAPS = 122,
    BUFFER_RECEIVE_CNODE = 125,
    BUFFER_RECEIVE_INDEX = 126,
    BUFFER_RECEIVE_DEPTH = 127,
};

/**
 * Message word `i` of the thread whose readable buffer is `buffer`.
 * \return 0 if it would lie in a buffer that the thread does not have.
 */
word_t message_get(const struct tcb *t, const word_t *buffer, word_t i);

/**
 * Sets message word `i` of the thread whose writable buffer is `buffer`.
 * \return the number of words set so far: i + 1, or i without a buffer.
 */
word_t message_set(struct tcb *t, word_t *buffer, word_t i, word_t value);

/**
 * Answers `t` as the kernel: badge 0, `label`, and as many of the `n` words as
 * its registers and buffer take.
 */
void message_answer(struct tcb *t, word_t label, const word_t *words, word_t n);

/**
 * Passes the message of `from` to `to`: its registers and buffer or, if it is
 * blocked by a fault, the description of that. Sets a0 and a1 of `to`.
 * \param ep     the endpoint it goes through; NULL for a reply.
 * \param grant  capabilities may be sent along.
 */
void message_transfer(struct tcb *from, struct tcb *to, struct endpoint *ep,
                      word_t badge, bool grant);

/**
 * Finds the extra capabilities that a message names in the sender's buffer.
 * \return OK with `slots` and `*count`; otherwise the failing address in
 *         `*bad` and `ks.error.lookup` set.
 */
error_t message_lookup_caps(struct tcb *from, const word_t *buffer, word_t info,
                            struct cte **slots, word_t *count, word_t *bad);
