/* SPDX-License-Identifier: MIT
 *
 * Refusals in words: see refusals.h.
 */
#include "refusals.h"

#include <bundle.h>
#include <camkes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char last[REFUSAL_BYTES]; /* guarded by the lock `table` */

enum process_error refuse(enum process_error error, const char *format, ...)
{
    char text[REFUSAL_BYTES];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    table_lock();
    memcpy(last, text, sizeof last);
    table_unlock();
    return error;
}

enum process_error refuse_bad_id(const char *id, const char *what)
{
    if (bundle_id_valid(id, strlen(id)))
        return PROCESS_SUCCESS;
    return refuse(PROCESS_BUNDLE_ID_INVALID, "%s: this cannot be a bundle's id",
                  what);
}

void refusal_text(char text[REFUSAL_BYTES])
{
    table_lock();
    memcpy(text, last, sizeof last);
    table_unlock();
}

/* -- errors of others ------------------------------------------------------ */

static const char *word(const char *const *words, size_t count, int error)
{
    if (error < 0 || (size_t)error >= count || !words[error])
        return "an error that has no name";
    return words[error];
}

#define WORD(words, error) word(words, sizeof words / sizeof *words, error)

const char *refusal_of_kernel(int error)
{
    static const char *const words[] = {
        [seL4_InvalidArgument] = "invalid argument",
        [seL4_InvalidCapability] = "invalid capability",
        [seL4_IllegalOperation] = "illegal operation",
        [seL4_RangeError] = "out of range",
        [seL4_AlignmentError] = "not aligned",
        [seL4_FailedLookup] = "failed lookup",
        [seL4_TruncatedMessage] = "truncated message",
        [seL4_DeleteFirst] = "something is there already",
        [seL4_RevokeFirst] = "it is in use",
        [seL4_NotEnoughMemory] = "not enough memory",
    };

    return WORD(words, error);
}

const char *refusal_of_memory(int error)
{
    static const char *const words[MEMORY_ERRORS] = {
        [MEMORY_NO_ANSWER] = "the memory manager does not answer",
        [MEMORY_OUT_OF_MEMORY] = "no memory is left",
        [MEMORY_QUOTA] = "more than the quota",
        [MEMORY_BAD_OBJECT] = "there is no such object",
        [MEMORY_BAD_CNODE] = "no such slots",
        [MEMORY_SLOT_OCCUPIED] = "a slot is occupied",
        [MEMORY_NOT_FOUND] = "there is no such account or batch",
        [MEMORY_TOO_MANY] = "too many accounts, batches or objects",
    };

    return WORD(words, error);
}

const char *refusal_of_pager(int error)
{
    static const char *const words[PAGER_ERRORS] = {
        [PAGER_NO_ANSWER] = "the pager does not answer",
        [PAGER_BAD_RANGE] = "a range that cannot be",
        [PAGER_OVERLAP] = "another region is there",
        [PAGER_BAD_RIGHTS] = "rights that cannot be",
        [PAGER_NO_SPACE] = "no such address space, or no room in it",
        [PAGER_NO_FILE] = "no such file",
        [PAGER_NO_MEMORY] = "no memory is left, or more than the quota",
        [PAGER_TOO_MANY] = "too many address spaces or regions",
        [PAGER_BAD_CAPABILITY] = "no address space",
    };

    return WORD(words, error);
}

/* -- errors of the security coordinator ------------------------------------ */

struct meaning {
    enum process_error error; /* 0: depends on what was asked for */
    const char *words;
};

static const struct meaning meanings[] = {
    [SECURITY_NO_ANSWER] = { PROCESS_UNKNOWN_ERROR,
                             "the security coordinator does not answer" },
    [SECURITY_ID_INVALID] = { PROCESS_BUNDLE_ID_INVALID,
                              "this cannot be a bundle's id" },
    [SECURITY_NOT_FOUND] = { PROCESS_BUNDLE_NOT_FOUND,
                             "there is no such bundle" },
    [SECURITY_FOUND] = { PROCESS_BUNDLE_FOUND,
                         "a bundle of this id is installed already" },
    [SECURITY_LENGTH] = { PROCESS_PACKAGE_BUFFER_LEN_INVALID,
                          "the length does not fit package or frames" },
    [SECURITY_BAD_FRAMES] = { PROCESS_OBJ_CAP_INVALID,
                              "this is no CNode with frames" },
    [SECURITY_FULL] = { 0, "the store is full" },
    [SECURITY_CORRUPT] = { 0, "the store does not say what was written" },
    [SECURITY_DEVICE] = { 0, "the store's device failed" },
    [SECURITY_MEMORY] = { 0, "the security coordinator has no memory for it" },
    [SECURITY_ANSWER] = { PROCESS_SERIALIZE_ERROR, "the answer does not fit" },
    [SECURITY_GONE] = { 0, "it was built in, and the boot archive has it no "
                           "more; it can be uninstalled" },
};

enum process_error refusal_of_security(int error, const char **words,
                                       enum process_error otherwise)
{
    const struct meaning *m;

    if (error > SECURITY_BUNDLE && error < SECURITY_BUNDLE + BUNDLE_ERRORS) {
        *words =
            bundle_error_text((enum bundle_error)(error - SECURITY_BUNDLE));
        return PROCESS_DESERIALIZE_ERROR;
    }
    *words = "an error that has no name";
    if (error < 0 || (size_t)error >= sizeof meanings / sizeof *meanings)
        return PROCESS_UNKNOWN_ERROR;
    m = &meanings[error];
    if (!m->words)
        return PROCESS_UNKNOWN_ERROR;
    *words = m->words;
    return m->error ? m->error : otherwise;
}
