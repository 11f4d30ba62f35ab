/* SPDX-License-Identifier: MIT
 *
 * Files, as the pager sees them: something with a length that pages are read
 * from.
 *
 *     name           what it is                          may be written
 *     ""             no file: zeros
 *     archive:NAME   a file of the boot archive          by nobody
 *     package:       the bundle's own package            in its own copy
 *     key:NAME       the value of one of its keys        in its own copy
 *
 * Nothing is ever written back. Behind the end of a file there are zeros.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "pager.h"
#include "security.h"

enum file_kind { FILE_NONE, FILE_ARCHIVE, FILE_PACKAGE, FILE_KEY };

struct file {
    uint8_t kind;
    size_t length;     /* bytes, when it was opened */
    const char *bytes; /* FILE_ARCHIVE */
    char key[SECURITY_KEY_MAX + 1];
};

/**
 * Looks a file up by its name.
 *
 * @param id    of the bundle that asks
 * @param file  receives it; FILE_NONE for ""
 * @return PAGER_OK; PAGER_NO_FILE: there is none of this name
 */
enum pager_error file_open(const char *id, const char *name, struct file *file);

/** @return whether two are the same file of the same bundle */
bool file_same(const struct file *a, const struct file *b);

/**
 * Reads one page of a file. May wait for the security coordinator.
 *
 * @param id      of the bundle it belongs to
 * @param offset  bytes, a multiple of 4,096
 * @param bytes   receives where the page's bytes are, until the next call
 * @param length  receives how many there are, 0 to 4,096
 * @return PAGER_OK; PAGER_NO_FILE: it is not there any more, or not readable
 */
enum pager_error file_read(const char *id, const struct file *file,
                           uint64_t offset, const void **bytes, size_t *length);
