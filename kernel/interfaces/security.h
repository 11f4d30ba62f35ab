/* SPDX-License-Identifier: MIT
 *
 * Types of the security coordinator's procedures (security.idl4).
 */
#pragma once

#include <stdint.h>

/* Results of the store are its own, those of the check the bundle's. */
enum security_error {
    SECURITY_NO_ANSWER, /* the call itself failed */
    SECURITY_OK,
    SECURITY_ID_INVALID,
    SECURITY_NOT_FOUND,    /* no such package or key */
    SECURITY_FOUND,        /* an install would replace one */
    SECURITY_LENGTH,       /* of a package: 0, above the limit, or other than
                           the frames hold */
    SECURITY_BAD_FRAMES,   /* what came along is no CNode with such frames */
    SECURITY_BAD_KEY,      /* 1 to 64 bytes */
    SECURITY_BAD_VALUE,    /* up to 1,024 bytes */
    SECURITY_FULL,         /* no room in the store */
    SECURITY_CORRUPT,      /* the medium does not say what was written */
    SECURITY_DEVICE,       /* the medium failed */
    SECURITY_MEMORY,       /* no memory to do it */
    SECURITY_ANSWER,       /* the answer does not fit */
    SECURITY_GONE,         /* installed as a built-in one, and the boot archive
                           has it no more */
    SECURITY_BUNDLE = 256, /* plus enum bundle_error: the bundle is refused */
};

enum { SECURITY_ID_MAX = 64, SECURITY_KEY_MAX = 64, SECURITY_VALUE_MAX = 1024 };

/* A package that can be started; but for one that is installed and neither
 * built in nor copied: it was built in. */
struct security_package {
    char id[SECURITY_ID_MAX + 1];
    uint8_t builtin;   /* of the boot archive */
    uint8_t installed; /* known to the store */
    uint8_t copied;    /* the store has a copy of its own, which counts */
    uint32_t length;   /* bytes of the one that counts; 0: of none */
};
