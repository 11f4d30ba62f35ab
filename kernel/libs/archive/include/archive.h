/* SPDX-License-Identifier: MIT
 *
 * The boot archive: files in one piece of memory, in the format that
 * `cpio -H newc` writes. Read only, in place; nothing is allocated.
 *
 *   entry   bytes
 *     6      070701, as characters
 *     13*8   numbers of 8 hexadecimal digits: inode, mode, uid, gid, links,
 *            mtime, length of the file, device (2), node's device (2), length
 *            of the name with its NUL, check (0)
 *     name, NUL, zeros up to a multiple of 4 from the archive's beginning
 *     the file, zeros up to a multiple of 4
 *
 * The last entry has the name TRAILER!!! and no file. What comes behind it is
 * not looked at, so an archive may lie in memory that is larger. Only plain
 * files count: folders, links and devices are passed over.
 *
 * Nothing of the archive is trusted: whatever the bytes are, nobody looks
 * outside of it. The memory must not change while it is in use.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { ARCHIVE_NAME_MAX = 255 };

enum archive_error {
    ARCHIVE_OK,
    ARCHIVE_TRUNCATED,  /* an entry, or the trailer, is not there wholly */
    ARCHIVE_BAD_MAGIC,  /* an entry begins with something else */
    ARCHIVE_BAD_NUMBER, /* no hexadecimal digit where one should be */
    ARCHIVE_BAD_NAME,   /* empty, too long, or without its NUL at the end */
    ARCHIVE_ERRORS
};

struct archive {
    const char *bytes;
    size_t size; /* of the memory, in bytes */
};

/* One of the files. Both pointers point into the archive. */
struct archive_file {
    const char *name;  /* ends in a NUL */
    const void *bytes; /* on a multiple of 4 from the archive's beginning */
    size_t length;     /* bytes */
};

/**
 * Looks through the whole archive.
 *
 * @param files  receives the number of files; NULL: not wanted
 * @return ARCHIVE_OK, or what is wrong with the first bad entry; the files in
 *         front of it can be used all the same
 */
enum archive_error archive_check(const struct archive *archive,
                                 unsigned *files);

/**
 * Steps from file to file, in the order of the archive.
 *
 * @param at    where to go on; 0 at the beginning; nothing else is to be set
 * @param file  receives the file
 * @return whether there was one; false at the end or before a bad entry
 */
bool archive_next(const struct archive *archive, size_t *at,
                  struct archive_file *file);

/**
 * Looks for a file by its name.
 *
 * @param file  receives it: the first one, if several have the name
 * @return whether it is there
 */
bool archive_find(const struct archive *archive, const char *name,
                  struct archive_file *file);

/** What is wrong, in a few words without a full stop, for people. */
const char *archive_error_text(enum archive_error error);
