/* SPDX-License-Identifier: MIT
 *
 * Packages: those that are built in, in the boot archive, and those that are
 * installed, of which the store knows. It does so in one of two ways:
 *
 *     a copy   of a package that somebody brought. It counts, even if one of
 *              the same id is built in.
 *     a note   that the built-in one is installed. It has none of its bytes,
 *              so it is always the archive's present one that counts. If
 *              there is none any more, the package is gone.
 *
 * A note is a package of PACKAGES_NOTE_BYTES, which no bundle can be.
 *
 * Functions are to be called with the mutex `state` held, or before there are
 * callers.
 */
#pragma once

#include <bundle.h>
#include <security.h>
#include <stdbool.h>
#include <stdint.h>

enum { PACKAGES_BUILT_IN = 64, PACKAGES_NOTE_BYTES = 8 };

/* One of the boot archive. */
struct built_in {
    char id[SECURITY_ID_MAX + 1];
    const uint8_t *bytes; /* in the archive */
    uint32_t length;
};

/**
 * Looks through the boot archive: every file whose name ends in .tsr is a
 * package. One that is not what it should be is left out, with a message.
 */
void packages_scan(void);

/** @return the built-in package, or NULL */
const struct built_in *packages_built_in(const char *id);

/** @return the number of built-in packages; the table is in order of id */
uint32_t packages_built_in_table(const struct built_in **table);

/** @return SECURITY_OK; SECURITY_ID_INVALID: no bundle can have this id */
enum security_error packages_check_id(const char *id);

/** @return whether what the store has under an id is a note, by its length */
bool packages_is_note(uint32_t length);

/**
 * @param length  receives the length of the package that counts
 * @return SECURITY_OK, SECURITY_ID_INVALID, SECURITY_NOT_FOUND, SECURITY_GONE;
 *         what the store says
 */
enum security_error packages_length(const char *id, uint32_t *length);

/**
 * Fetches the package that counts.
 *
 * @param bytes  receives where it is, until the next call; read only
 * @return as packages_length; SECURITY_MEMORY
 */
enum security_error packages_fetch(const char *id, const uint8_t **bytes,
                                   uint32_t *length);

/**
 * Checks a bundle.
 *
 * @param bundle  receives what it says, until the next call; only after
 *                SECURITY_OK
 * @return SECURITY_OK; SECURITY_BUNDLE + enum bundle_error
 */
enum security_error packages_verify(const uint8_t *bytes, uint32_t length,
                                    const struct bundle **bundle);

/**
 * Keeps a copy of a package that has been checked.
 *
 * @param bytes  the buffer
 * @return SECURITY_OK; SECURITY_FOUND: there is one; what the store says
 */
enum security_error packages_keep(const char *id, const uint8_t *bytes,
                                  uint32_t length);

/**
 * Notes that a built-in package is installed.
 *
 * @return SECURITY_OK, SECURITY_ID_INVALID; SECURITY_FOUND: one is installed;
 *         SECURITY_NOT_FOUND: none is built in; what the store says
 */
enum security_error packages_note(const char *id);

/**
 * Takes the note back, and leaves the keys of the id.
 *
 * @return SECURITY_OK, SECURITY_ID_INVALID; SECURITY_NOT_FOUND: there is no
 *         note; what the store says
 */
enum security_error packages_withdraw(const char *id);

/**
 * Removes an installed package, copy or note, and all keys of its id.
 *
 * @return SECURITY_OK, SECURITY_ID_INVALID, SECURITY_NOT_FOUND; what the store
 *         says
 */
enum security_error packages_remove(const char *id);

/** Says that the buffer no longer holds what packages_fetch left there. */
void packages_forget(void);

/** Ends the use of the buffer: what a large package took is given back. (Who
 * reads one piece by piece leaves it for the next piece.) */
void packages_release(void);
