/* SPDX-License-Identifier: MIT
 *
 * Files: the boot archive lies in the pager's own memory, read only; packages
 * and keys are the security coordinator's. What it says is taken for what it
 * is: lengths are checked again here.
 */
#include <archive.h>
#include <camkes.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "regions.h"

static char page[REGION_PAGE]; /* the last page of a package or key */

/* -- opening --------------------------------------------------------------- */

static enum pager_error open_archive(const char *name, struct file *file)
{
    struct archive whole = { (const char *)archive, archive_get_size() };
    struct archive_file found;

    if (!archive_find(&whole, name, &found))
        return PAGER_NO_FILE;
    file->bytes = found.bytes;
    file->length = found.length;
    return PAGER_OK;
}

static enum pager_error open_package(const char *id, struct file *file)
{
    uint32_t length = 0;

    if (files_size(id, &length) != SECURITY_OK)
        return PAGER_NO_FILE;
    file->length = length;
    return PAGER_OK;
}

static enum pager_error open_key(const char *id, const char *name,
                                 struct file *file)
{
    uint8_t *value = NULL;
    size_t length = 0;

    if (strlen(name) > SECURITY_KEY_MAX ||
        keys_read(id, name, &length, &value) != SECURITY_OK) {
        free(value);
        return PAGER_NO_FILE;
    }
    free(value);
    strcpy(file->key, name);
    file->length = length;
    return PAGER_OK;
}

/* What follows a prefix; NULL: it is another one. */
static const char *behind(const char *name, const char *prefix)
{
    size_t length = strlen(prefix);

    return strncmp(name, prefix, length) ? NULL : name + length;
}

enum pager_error file_open(const char *id, const char *name, struct file *file)
{
    const char *rest;

    memset(file, 0, sizeof *file);
    if (strlen(name) > PAGER_FILE_MAX)
        return PAGER_NO_FILE;
    if (!*name)
        return PAGER_OK;
    if ((rest = behind(name, "archive:"))) {
        file->kind = FILE_ARCHIVE;
        return open_archive(rest, file);
    }
    if ((rest = behind(name, "package:")) && !*rest) {
        file->kind = FILE_PACKAGE;
        return open_package(id, file);
    }
    if ((rest = behind(name, "key:"))) {
        file->kind = FILE_KEY;
        return open_key(id, rest, file);
    }
    return PAGER_NO_FILE;
}

bool file_same(const struct file *a, const struct file *b)
{
    return a->kind == b->kind && a->bytes == b->bytes &&
           strcmp(a->key, b->key) == 0;
}

/* -- reading --------------------------------------------------------------- */

/* Adds what came to the page; false: more than fits. */
static bool append(size_t *length, const void *bytes, size_t count)
{
    if (count > sizeof page - *length)
        return false;
    if (count)
        memcpy(page + *length, bytes, count);
    *length += count;
    return true;
}

/* Asks for the rest of the page until it is full or the file ends. */
static enum pager_error read_package(const char *id, uint64_t offset,
                                     size_t *length)
{
    for (;;) {
        uint8_t *bytes = NULL;
        size_t count = 0;
        int error =
            files_read(id, (uint32_t)(offset + *length),
                       (uint32_t)(sizeof page - *length), &count, &bytes);
        bool fits = error == SECURITY_OK && append(length, bytes, count);

        free(bytes);
        if (!fits)
            return PAGER_NO_FILE;
        if (count == 0 || *length == sizeof page)
            return PAGER_OK;
    }
}

static enum pager_error read_key(const char *id, const char *key,
                                 size_t *length)
{
    uint8_t *value = NULL;
    size_t count = 0;
    int error = keys_read(id, key, &count, &value);
    bool fits = error == SECURITY_OK && append(length, value, count);

    free(value);
    return fits ? PAGER_OK : PAGER_NO_FILE;
}

enum pager_error file_read(const char *id, const struct file *file,
                           uint64_t offset, const void **bytes, size_t *length)
{
    *bytes = page;
    *length = 0;
    if (offset >= file->length)
        return PAGER_OK;
    switch (file->kind) {
    case FILE_ARCHIVE:
        *bytes = file->bytes + offset;
        *length = file->length - offset;
        if (*length > REGION_PAGE)
            *length = REGION_PAGE;
        return PAGER_OK;
    case FILE_PACKAGE:
        return read_package(id, offset, length);
    default:
        return read_key(id, file->key, length);
    }
}
