/* SPDX-License-Identifier: MIT
 *
 * The judge: knows what the security coordinator must answer to a request, from
 * the bytes of it that the coordinator sees, and what it must hold afterwards.
 */
#pragma once

#include "fuzzing.h"
#include "model.h"
#include "parcel.h"

/* The procedures of security.idl4, in the order of their methods. */
enum {
    ECHO,
    INSTALL,
    INSTALL_APP,
    INSTALL_BUILTIN,
    WITHDRAW_BUILTIN,
    UNINSTALL,
    GET_PACKAGES,
    SIZE_BUFFER,
    GET_MANIFEST,
    LOAD_APPLICATION,
    CAPSCAN,
    SECURITY_METHODS
};
enum { KEY_READ, KEY_WRITE, KEY_REMOVE, KEY_METHODS };
enum { FILE_SIZE, FILE_READ, FILE_METHODS };

extern struct fuzz_tally tally_security, tally_keys, tally_files;
extern const struct fuzz_judge judge;

/* What lies in the slots of the CNode in which packages travel. */
enum content { FRAME, READ_ONLY, NO_RIGHTS, NO_FRAME };

enum { PARCEL_SLOTS = 16 };

extern struct parcel parcel;
extern enum content content[PARCEL_SLOTS];

enum { CERTIFIED_MIN = 8 };

/** Makes a value that can be told from any other: for keys that others write,
 * too. length: at least CERTIFIED_MIN */
void certify(uint8_t *value, uint32_t length, uint64_t seed);

/** Whether somebody wrote just this: not another's bytes in its midst. */
bool is_certified(const uint8_t *value, size_t length);
