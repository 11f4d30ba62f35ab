/* SPDX-License-Identifier: MIT
 *
 * The reader of the boot archive; archive.h has the format.
 *
 * Everything goes through read_entry, which says what one entry holds and
 * where the next one begins. It keeps two rules: a position is at most the
 * size of the archive, and a length is compared with what is left before it
 * is added to a position. Numbers have 32 bits, so sums of two do not wrap.
 */
#include "archive.h"

#include <stdint.h>
#include <string.h>

enum {
    MAGIC = 6,
    DIGITS = 8,
    FIELDS = 13,
    HEADER = MAGIC + FIELDS * DIGITS,
    FIELD_MODE = 1,
    FIELD_LENGTH = 6,
    FIELD_NAME = 11,
};

#define MODE_TYPE 0170000u
#define MODE_FILE 0100000u

struct entry {
    struct archive_file file;
    uint32_t mode;
    size_t next; /* where the one behind it begins */
    bool last;
};

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static bool read_number(const char *header, unsigned field, uint32_t *number)
{
    const char *at = header + MAGIC + field * DIGITS;

    *number = 0;
    for (unsigned i = 0; i < DIGITS; i++) {
        int value = digit(at[i]);

        if (value < 0)
            return false;
        *number = *number << 4 | (uint32_t)value;
    }
    return true;
}

static size_t padded(size_t position)
{
    return (position + 3) & ~(size_t)3;
}

/* The header at `at`: three of its numbers, all of which are looked at. */
static enum archive_error read_header(const struct archive *a, size_t at,
                                      uint32_t field[FIELDS])
{
    const char *header = a->bytes + at;

    if (a->size - at < HEADER)
        return ARCHIVE_TRUNCATED;
    if (memcmp(header, "070701", MAGIC) != 0)
        return ARCHIVE_BAD_MAGIC;
    for (unsigned i = 0; i < FIELDS; i++)
        if (!read_number(header, i, &field[i]))
            return ARCHIVE_BAD_NUMBER;
    return ARCHIVE_OK;
}

static enum archive_error read_name(const struct archive *a, size_t at,
                                    size_t length)
{
    if (length < 2 || length > ARCHIVE_NAME_MAX + 1)
        return ARCHIVE_BAD_NAME;
    if (length > a->size - at)
        return ARCHIVE_TRUNCATED;
    if (strnlen(a->bytes + at, length) != length - 1)
        return ARCHIVE_BAD_NAME;
    return ARCHIVE_OK;
}

static enum archive_error read_entry(const struct archive *a, size_t at,
                                     struct entry *entry)
{
    uint32_t field[FIELDS];
    enum archive_error error = read_header(a, at, field);
    size_t name = at + HEADER, data;

    if (error == ARCHIVE_OK)
        error = read_name(a, name, field[FIELD_NAME]);
    if (error != ARCHIVE_OK)
        return error;
    data = padded(name + field[FIELD_NAME]);
    entry->file.name = a->bytes + name;
    entry->file.length = field[FIELD_LENGTH];
    entry->last = strcmp(entry->file.name, "TRAILER!!!") == 0;
    if (entry->last)
        return ARCHIVE_OK;
    if (data > a->size || field[FIELD_LENGTH] > a->size - data)
        return ARCHIVE_TRUNCATED;
    entry->file.bytes = a->bytes + data;
    entry->mode = field[FIELD_MODE];
    entry->next = padded(data + field[FIELD_LENGTH]);
    if (entry->next > a->size) /* nothing can follow */
        entry->next = a->size;
    return ARCHIVE_OK;
}

/* The next plain file; `*last`: the trailer came instead. */
static enum archive_error step(const struct archive *a, size_t *at,
                               struct archive_file *file, bool *last)
{
    struct entry entry;

    *last = false;
    if (*at > a->size)
        *at = a->size;
    for (;;) {
        enum archive_error error = read_entry(a, *at, &entry);

        *last = error == ARCHIVE_OK && entry.last;
        if (error != ARCHIVE_OK || *last)
            return error;
        *at = entry.next;
        if ((entry.mode & MODE_TYPE) == MODE_FILE) {
            *file = entry.file;
            return ARCHIVE_OK;
        }
    }
}

enum archive_error archive_check(const struct archive *archive, unsigned *files)
{
    struct archive_file file;
    enum archive_error error;
    unsigned count = 0;
    size_t at = 0;
    bool last;

    while ((error = step(archive, &at, &file, &last)) == ARCHIVE_OK && !last)
        count++;
    if (files)
        *files = count;
    return error;
}

bool archive_next(const struct archive *archive, size_t *at,
                  struct archive_file *file)
{
    bool last;

    return step(archive, at, file, &last) == ARCHIVE_OK && !last;
}

bool archive_find(const struct archive *archive, const char *name,
                  struct archive_file *file)
{
    size_t at = 0;

    while (archive_next(archive, &at, file))
        if (strcmp(file->name, name) == 0)
            return true;
    return false;
}

const char *archive_error_text(enum archive_error error)
{
    static const char *const texts[ARCHIVE_ERRORS] = {
        [ARCHIVE_OK] = "nothing is wrong",
        [ARCHIVE_TRUNCATED] = "the archive ends too early",
        [ARCHIVE_BAD_MAGIC] = "an entry does not begin with 070701",
        [ARCHIVE_BAD_NUMBER] = "a number has characters that are no digits",
        [ARCHIVE_BAD_NAME] = "a name is empty, too long or has no end",
    };

    return (unsigned)error < ARCHIVE_ERRORS ? texts[error] : "unknown error";
}
