/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the reader of the boot archive (kernel/libs/archive).
 *
 * An input is an archive. Nothing is read outside of it, the files lie in it
 * one behind the other, and each one is found by its name.
 */
#include <string.h>

#include "archive.h"
#include "fuzz_target.h"

static volatile unsigned sink;

static void use(const struct archive *a, const struct archive_file *file,
                const char *behind)
{
    const char *bytes = file->bytes;
    struct archive_file first;

    PROMISED(file->name >= behind && bytes > file->name);
    PROMISED(bytes <= a->bytes + a->size);
    PROMISED(file->length <= (size_t)(a->bytes + a->size - bytes));
    PROMISED((bytes - a->bytes) % 4 == 0);
    PROMISED(strlen(file->name) >= 1);
    PROMISED(strlen(file->name) <= ARCHIVE_NAME_MAX);
    for (size_t i = 0; i < file->length; i++)
        sink += (unsigned char)bytes[i];
    PROMISED(archive_find(a, file->name, &first));
    PROMISED(first.name <= file->name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct archive a = { (const char *)data, size };
    const char *behind = a.bytes;
    struct archive_file file;
    unsigned files, count = 0;
    size_t at = 0;

    PROMISED(archive_check(&a, &files) < ARCHIVE_ERRORS);
    while (archive_next(&a, &at, &file)) {
        use(&a, &file, behind);
        behind = (const char *)file.bytes + file.length;
        count++;
    }
    PROMISED(count == files);
    return 0;
}
