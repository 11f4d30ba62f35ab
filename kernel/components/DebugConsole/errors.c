/* SPDX-License-Identifier: MIT
 *
 * The services' errors in words. Each has a name, by which the manuals know
 * it, and says what to do about it.
 */
#include <bundle.h>
#include <camkes.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"

#define TEXT_OF(table, error, last) \
    (&(table)[(unsigned)(error) < (last) ? (unsigned)(error) : 0])

static const struct error_text process_texts[PROCESS_ERRORS] = {
    [PROCESS_NO_ANSWER] = { "NoAnswer", "the process manager did not answer" },
    [PROCESS_SUCCESS] = { "Success", "nothing is wrong" },
    [PROCESS_BUNDLE_ID_INVALID] = { "BundleIdInvalid",
                                    "a bundle's name has 1 to 64 characters "
                                    "of a-z 0-9 . _ -, a letter first" },
    [PROCESS_PACKAGE_BUFFER_LEN_INVALID] = { "PackageBufferLenInvalid",
                                             "the package is empty or too "
                                             "long" },
    [PROCESS_BUNDLE_NOT_FOUND] = { "BundleNotFound",
                                   "there is no such bundle; 'bundles' lists "
                                   "what there is" },
    [PROCESS_BUNDLE_FOUND] = { "BundleFound",
                               "it is installed already; 'uninstall' it "
                               "first" },
    [PROCESS_BUNDLE_RUNNING] = { "BundleRunning",
                                 "it is running; 'stop' it first" },
    [PROCESS_BUNDLE_NOT_RUNNING] = { "BundleNotRunning",
                                     "it is not running; 'start' it first" },
    [PROCESS_UNKNOWN_ERROR] = { "UnknownError", "see the log" },
    [PROCESS_DESERIALIZE_ERROR] = { "DeserializeError",
                                    "the bundle is malformed; make it "
                                    "again" },
    [PROCESS_SERIALIZE_ERROR] = { "SerializeError", "the answer is too long" },
    [PROCESS_OBJ_CAP_INVALID] = { "ObjCapInvalid",
                                  "a capability is not what it should be" },
    [PROCESS_INSTALL_FAILED] = { "InstallFailed", "it was not installed" },
    [PROCESS_UNINSTALL_FAILED] = { "UninstallFailed", "it was not removed" },
    [PROCESS_START_FAILED] = { "StartFailed", "it was not started" },
    [PROCESS_STOP_FAILED] = { "StopFailed",
                              "it has stopped, but its memory did not come "
                              "back" },
    [PROCESS_SUSPEND_FAILED] = { "SuspendFailed", "it was not suspended" },
    [PROCESS_RESUME_FAILED] = { "ResumeFailed", "it was not resumed" },
    [PROCESS_CAP_SCAN_FAILED] = { "CapScanFailed",
                                  "its capabilities could not be read" },
};

static const struct error_text security_texts[] = {
    [SECURITY_NO_ANSWER] = { "NoAnswer",
                             "the security coordinator did not answer" },
    [SECURITY_OK] = { "Success", "nothing is wrong" },
    [SECURITY_ID_INVALID] = { "IdInvalid",
                              "a bundle's name has 1 to 64 characters of a-z "
                              "0-9 . _ -, a letter first" },
    [SECURITY_NOT_FOUND] = { "NotFound", "there is no such bundle or key; "
                                         "'bundles' lists the bundles" },
    [SECURITY_FOUND] = { "Found", "it is installed already; 'uninstall' it "
                                  "first" },
    [SECURITY_LENGTH] = { "LengthInvalid", "the package is empty, too long, "
                                           "or shorter than it says" },
    [SECURITY_BAD_FRAMES] = { "ObjCapInvalid",
                              "the package's frames are not what they should "
                              "be" },
    [SECURITY_BAD_KEY] = { "KeyInvalid", "a key has 1 to 64 characters" },
    [SECURITY_BAD_VALUE] = { "ValueInvalid",
                             "a value has at most 1,024 bytes" },
    [SECURITY_FULL] = { "StoreFull", "delete keys or uninstall bundles" },
    [SECURITY_CORRUPT] = { "StoreCorrupt",
                           "the disk does not say what was written" },
    [SECURITY_DEVICE] = { "DeviceFailed", "the disk failed" },
    [SECURITY_MEMORY] = { "OutOfMemory", "there is no memory to do it" },
    [SECURITY_ANSWER] = { "AnswerTooLong", "the answer is too long" },
    [SECURITY_GONE] = { "Gone", "it was built in, and the boot archive has it "
                                "no more; 'uninstall' it" },
};

static const struct error_text memory_texts[MEMORY_ERRORS] = {
    [MEMORY_NO_ANSWER] = { "NoAnswer", "the memory manager did not answer" },
    [MEMORY_OK] = { "Success", "nothing is wrong" },
    [MEMORY_OUT_OF_MEMORY] = { "OutOfMemory", "'stop' bundles to free some" },
    [MEMORY_QUOTA] = { "OverQuota", "the console may not have more" },
    [MEMORY_BAD_OBJECT] = { "BadObject", "there is no such kind of object" },
    [MEMORY_BAD_CNODE] = { "BadCNode", "there are no such slots" },
    [MEMORY_SLOT_OCCUPIED] = { "SlotOccupied", "a slot was not empty" },
    [MEMORY_NOT_FOUND] = { "NotFound", "there is no such account or batch" },
    [MEMORY_TOO_MANY] = { "TooMany", "too many accounts, batches or "
                                     "objects" },
};

const struct error_text *process_error_text(int error)
{
    return TEXT_OF(process_texts, error, PROCESS_ERRORS);
}

const struct error_text *security_error_text(int error)
{
    static struct error_text bundle = { .name = "BundleRefused" };

    if (error > SECURITY_BUNDLE) {
        bundle.meaning =
            bundle_error_text((enum bundle_error)(error - SECURITY_BUNDLE));
        return &bundle;
    }
    return TEXT_OF(security_texts, error,
                   sizeof security_texts / sizeof *security_texts);
}

const struct error_text *memory_error_text(int error)
{
    return TEXT_OF(memory_texts, error, MEMORY_ERRORS);
}

enum result fail_with(const struct arguments *a, const char *thing,
                      const struct error_text *text)
{
    return shell_fail(a, "%s: %s: %s", thing, text->name, text->meaning);
}

/* The manager's sentence begins with what was tried, as ours does. */
static const char *without_head(const char *reason, const char *command,
                                const char *id)
{
    size_t head = strlen(command) + strlen(" ") + strlen(id) + strlen(": ");

    if (strncmp(reason, command, strlen(command)) == 0 &&
        strlen(reason) > head && memcmp(reason + head - 2, ": ", 2) == 0)
        return reason + head;
    return reason;
}

/* What the manager knows better; NULL: nothing. */
static char *reason_for(int error)
{
    char *reason = NULL;
    bool better = error == PROCESS_BUNDLE_RUNNING ||
                  error == PROCESS_BUNDLE_NOT_RUNNING ||
                  error >= PROCESS_UNKNOWN_ERROR;

    if (better && processes_last_error(&reason) == PROCESS_SUCCESS && reason &&
        *reason)
        return reason;
    free(reason);
    return NULL;
}

static const char *advice(int error, const char *reason)
{
    if (error != PROCESS_BUNDLE_RUNNING && error != PROCESS_BUNDLE_NOT_RUNNING)
        return "";
    if (strstr(reason, "suspended"))
        return "; 'resume' or 'stop' it first";
    return error == PROCESS_BUNDLE_RUNNING ? "; 'stop' it first"
                                           : "; 'start' it first";
}

enum result fail_process(const struct arguments *a, const char *id, int error)
{
    const struct error_text *text = process_error_text(error);
    char *reason = reason_for(error);

    if (!reason)
        return fail_with(a, id, text);
    shell_fail(a, "%s: %s: %s%s", id, text->name,
               without_head(reason, a->command, id), advice(error, reason));
    free(reason);
    return FAILED;
}
