/* SPDX-License-Identifier: MIT */
/*
 * The console and the end, both by the firmware's calls.
 *
 * A loader that works says nothing. One that cannot go on says why in one
 * line, "loader: subject: reason", and turns the machine off.
 */
#pragma once

#include "refusal.h"

/** Prints "loader: subject: reason" and shuts the machine down. */
_Noreturn void stop_refused(const char *subject, const struct refusal *why);

/** STOP(subject, text, number...): the same, for a reason given here. */
#define STOP(subject, text, ...) \
    stop(subject, text, (const uint64_t[3]){ __VA_ARGS__ })

/** Prints "loader: subject: text" with the numbers filled in, shuts down. */
_Noreturn void stop(const char *subject, const char *text,
                    const uint64_t number[3]);

/** Where the trap vector goes: prints the three CSRs and shuts down. */
_Noreturn void stop_trapped(uint64_t cause, uint64_t epc, uint64_t tval);
