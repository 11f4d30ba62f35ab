/* SPDX-License-Identifier: MIT
 *
 * Logging, as a component sees it: the client of the logger's connector.
 *
 * Messages above a level are suppressed here: they cost a comparison, no
 * system call and no formatting. What passes is made into the text
 *
 *     target::message
 *
 * of at most LOG_BYTES with the NUL that ends it; a longer one is cut, ends in
 * "..." and is delivered all the same. The call returns when the server has
 * the line; the server never waits for anybody.
 *
 * The server may want less, or more, than the client sends: its answer says
 * so, and counts from the next message on. Who is to learn of it without having
 * sent anything has the dataport `log_changes`, in which the server counts how
 * often it has changed its mind: the first message after a change is sent
 * whatever its level is, and the answer to it says what is wanted now.
 *
 * The component needs `uses Logger logger;` (interfaces/logger.idl4), and may
 * have `maybe dataport Buf(4096) log_changes;`.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum log_level {
    LOG_OFF, /* as a limit only: nothing passes */
    LOG_ERROR,
    LOG_WARN,
    LOG_INFO,
    LOG_DEBUG,
    LOG_TRACE,
};

enum {
    LOG_BYTES = 2048,
};

/* The limit; log_set_level sets it. */
extern enum log_level log_limit;

/* The dataport: not there in components that do not have it, NULL where it is
 * not connected. Its first word is the server's count; and what that was. */
extern volatile void *const log_changes __attribute__((weak));
extern uint32_t log_changes_seen;

/** Whether the server has changed its mind since this was asked before. */
static inline bool log_changed(void)
{
    uint32_t count;

    if (!&log_changes || !log_changes)
        return false;
    count = *(const volatile uint32_t *)log_changes;
    if (count == log_changes_seen)
        return false;
    log_changes_seen = count;
    return true;
}

/** Lets messages up to a level pass. At the start: up to LOG_INFO. */
void log_set_level(enum log_level level);

/** Sends a message whatever the limit is; the macros below look at it first.
 *
 * @param target  of what it tells: a module, a device
 */
__attribute__((format(printf, 3, 4))) void
log_send(enum log_level level, const char *target, const char *format, ...);

#define log_at(level, target, ...)                    \
    do {                                              \
        if (log_changed() || (level) <= log_limit)    \
            log_send((level), (target), __VA_ARGS__); \
    } while (0)
#define log_error(target, ...) log_at(LOG_ERROR, target, __VA_ARGS__)
#define log_warn(target, ...)  log_at(LOG_WARN, target, __VA_ARGS__)
#define log_info(target, ...)  log_at(LOG_INFO, target, __VA_ARGS__)
#define log_debug(target, ...) log_at(LOG_DEBUG, target, __VA_ARGS__)
#define log_trace(target, ...) log_at(LOG_TRACE, target, __VA_ARGS__)
