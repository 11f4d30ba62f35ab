/* SPDX-License-Identifier: MIT
 *
 * What an application can ask the system for.
 *
 * An application is a program of its own: `int main(void)`, the C library,
 * and the functions below. It holds one capability, for the endpoint of the
 * SDK runtime, and every function here is a call of it; so it can do nothing
 * that the runtime does not do for it, and that only as far as the manifest of
 * its bundle asked for the service:
 *
 *     service  functions
 *     (none)   sdk_ping, sdk_exit
 *     log      sdk_log, and all that is printed to stdout and stderr
 *     keys     sdk_read_key, sdk_write_key, sdk_delete_key
 *     timers   sdk_oneshot_timer, sdk_periodic_timer, sdk_cancel_timer,
 *              sdk_wait_for_timers, sdk_poll_for_timers
 *     mmap     sdk_mmap, sdk_munmap
 *
 * Each returns SDK_OK or why it was refused; then nothing has happened, and
 * results are left as they were. None waits for anybody but
 * sdk_wait_for_timers.
 *
 * What the C library offers on top: printf becomes lines of the log; malloc
 * takes from the heap that the manifest asks for; returning from main, and
 * exit, end the program with a status, abort and a failed assert by a fault.
 *
 * An application has one thread. Its messages lie in one page, which it
 * shares with the runtime.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Why a request is refused. */
enum sdk_error {
    SDK_NO_ANSWER, /* there was no answer, or one that cannot be read */
    SDK_OK,
    SDK_BAD_REQUEST,   /* there is no such request */
    SDK_BAD_MESSAGE,   /* its parameters cannot be read */
    SDK_TOO_LONG,      /* parameters or results do not fit a message */
    SDK_UNKNOWN,       /* the runtime does not know who asks */
    SDK_NOT_REQUESTED, /* the manifest does not ask for this service */
    SDK_UNAVAILABLE,   /* the service did not answer */
    SDK_BAD_LEVEL,     /* not one of enum sdk_level */
    SDK_BAD_KEY,       /* a key has 1 to SDK_KEY_MAX bytes */
    SDK_BAD_VALUE,     /* a value has up to SDK_VALUE_MAX bytes */
    SDK_NO_KEY,        /* there is no such key */
    SDK_NO_ROOM,       /* the store is full; the buffer is too small */
    SDK_STORE_FAILED,  /* the store could not do it */
    SDK_BAD_TIMER,     /* timers are 0 to SDK_TIMERS - 1 */
    SDK_BAD_TIME,      /* too short for a period, or too long */
    SDK_NO_TIMER,      /* no timer runs and none has ended: an endless wait */
    SDK_BAD_RANGE,     /* not of whole pages, empty, or not mapped */
    SDK_BAD_RIGHTS,    /* none, writable and executable, or write only */
    SDK_BAD_FLAGS,     /* not of enum sdk_map_flags */
    SDK_NO_SPACE,      /* no free range of addresses is long enough */
    SDK_NO_FILE,       /* there is no such file */
    SDK_NO_MEMORY,     /* more than the manifest's quota */
    SDK_TOO_MANY,      /* mappings */
    SDK_ERRORS
};

enum sdk_level {
    SDK_ERROR = 1,
    SDK_WARN,
    SDK_INFO,
    SDK_DEBUG,
    SDK_TRACE,
};

enum sdk_rights { SDK_READ = 1, SDK_WRITE = 2, SDK_EXECUTE = 4 };

enum sdk_map_flags {
    SDK_PRIVATE = 0, /* nobody else sees what is written */
    SDK_AT_ONCE = 1, /* all pages now; else each at its first touch */
    SDK_SHARED = 2,  /* all who map the same file share its pages */
};

enum {
    SDK_KEY_MAX = 64,      /* bytes, without the NUL */
    SDK_VALUE_MAX = 1024,  /* bytes */
    SDK_FILE_MAX = 96,     /* bytes of a file's name, without the NUL */
    SDK_TIMERS = 32,       /* of each application */
    SDK_PERIOD_MIN = 1000, /* microseconds */
    SDK_PAGE = 4096,       /* bytes */
};

/** The longest time of a timer, in microseconds: a year. */
#define SDK_TIME_MAX 31536000000000ull

/** What an error means, in a few words without a full stop. */
const char *sdk_error_text(enum sdk_error error);

/* -- the program ----------------------------------------------------------- */

/** Asks for nothing. @return SDK_OK: there is somebody */
enum sdk_error sdk_ping(void);

/** Ends the program, as exit does after it has called what atexit was told.
 * @param code  what `wait` and `status` tell of it */
_Noreturn void sdk_exit(int code);

/* -- log ------------------------------------------------------------------- */

/**
 * Adds a line to the log; the runtime puts the bundle's id in front.
 *
 * @param level  how important it is
 * @param text   characters that are no text are shown as '?'; what is longer
 *               than a line of the log (2,047 bytes with the id) is cut and
 *               ends in "..."
 * @return SDK_OK, SDK_NOT_REQUESTED, SDK_BAD_LEVEL, SDK_TOO_LONG
 */
enum sdk_error sdk_log(enum sdk_level level, const char *text);

/* -- keys ------------------------------------------------------------------ */

/**
 * Reads the value of a key of this bundle.
 *
 * @param key     1 to SDK_KEY_MAX bytes
 * @param value   receives it
 * @param room    bytes that `value` has room for
 * @param length  receives the number of bytes
 * @return SDK_OK, SDK_NOT_REQUESTED, SDK_BAD_KEY, SDK_NO_KEY, SDK_NO_ROOM: the
 *         value is longer than `room`, SDK_STORE_FAILED, SDK_UNAVAILABLE
 */
enum sdk_error sdk_read_key(const char *key, void *value, size_t room,
                            size_t *length);

/**
 * Sets the value of a key, which is there afterwards if it was not before.
 * It stays when the program has ended, and the machine.
 *
 * @param key     1 to SDK_KEY_MAX bytes
 * @param length  of the value, up to SDK_VALUE_MAX
 * @return SDK_OK, SDK_NOT_REQUESTED, SDK_BAD_KEY, SDK_BAD_VALUE, SDK_NO_ROOM:
 *         the store is full, SDK_STORE_FAILED, SDK_UNAVAILABLE
 */
enum sdk_error sdk_write_key(const char *key, const void *value, size_t length);

/** Removes a key. @return as sdk_read_key, without SDK_NO_ROOM */
enum sdk_error sdk_delete_key(const char *key);

/* -- timers ---------------------------------------------------------------- */

/**
 * Starts a timer that ends once; one that runs starts anew.
 *
 * @param timer         0 to SDK_TIMERS - 1
 * @param microseconds  from now, up to SDK_TIME_MAX
 * @return SDK_OK, SDK_NOT_REQUESTED, SDK_BAD_TIMER, SDK_BAD_TIME
 */
enum sdk_error sdk_oneshot_timer(unsigned timer, uint64_t microseconds);

/**
 * Starts a timer that ends at every multiple of a time from now on; one that
 * runs starts anew. Whoever comes late is told once, and of the next end at
 * its time: the multiples do not drift.
 *
 * @param timer         0 to SDK_TIMERS - 1
 * @param microseconds  SDK_PERIOD_MIN to SDK_TIME_MAX
 * @return SDK_OK, SDK_NOT_REQUESTED, SDK_BAD_TIMER, SDK_BAD_TIME
 */
enum sdk_error sdk_periodic_timer(unsigned timer, uint64_t microseconds);

/** Stops a timer, and forgets that it has ended.
 * @return SDK_OK, SDK_NOT_REQUESTED, SDK_BAD_TIMER */
enum sdk_error sdk_cancel_timer(unsigned timer);

/**
 * Waits until a timer has ended, and forgets it.
 *
 * @param ended  receives bit i for timer i, at least one
 * @return SDK_OK, SDK_NOT_REQUESTED, SDK_NO_TIMER
 */
enum sdk_error sdk_wait_for_timers(uint32_t *ended);

/** As sdk_wait_for_timers, but does not wait: `ended` may become 0.
 * @return SDK_OK, SDK_NOT_REQUESTED */
enum sdk_error sdk_poll_for_timers(uint32_t *ended);

/* -- memory ---------------------------------------------------------------- */

/**
 * Adds memory to the address space, at addresses that nothing else has.
 *
 * @param file     "archive:NAME" for a file of the boot archive, "package:"
 *                 for the bundle's own package, "key:NAME" for the value of a
 *                 key; NULL: zeroes
 * @param offset   in the file, whole pages
 * @param length   in bytes, whole pages; what is beyond the file is zero
 * @param rights   set of enum sdk_rights
 * @param flags    set of enum sdk_map_flags
 * @param address  receives where it is
 * @return SDK_OK, SDK_NOT_REQUESTED, SDK_BAD_RANGE, SDK_BAD_RIGHTS,
 *         SDK_BAD_FLAGS, SDK_NO_SPACE, SDK_NO_FILE, SDK_NO_MEMORY,
 *         SDK_TOO_MANY, SDK_UNAVAILABLE
 */
enum sdk_error sdk_mmap(const char *file, uint64_t offset, size_t length,
                        unsigned rights, unsigned flags, void **address);

/** Takes memory away that sdk_mmap has added: any whole pages of one mapping.
 * @return SDK_OK, SDK_NOT_REQUESTED, SDK_BAD_RANGE, SDK_UNAVAILABLE */
enum sdk_error sdk_munmap(void *address, size_t length);
