/* SPDX-License-Identifier: MIT
 *
 * Packages, as clients see it: the procedure ProcessPackages. The security
 * coordinator does it all; here it is decided whether it may.
 *
 * All take the lock `work`: nobody starts what is going away, and nobody is
 * told that something is installed while a start may still take that back.
 */
#include <bundle.h>
#include <camkes.h>

#include "bundles.h"
#include "ends.h"
#include "refusals.h"

static enum process_error done(int error, const char *what,
                               enum process_error otherwise)
{
    const char *words;

    if (error == SECURITY_OK)
        return PROCESS_SUCCESS;
    error = refusal_of_security(error, &words, otherwise);
    return refuse(error, "%s: %s", what, words);
}

/* What can be said about frames without looking at them. */
static enum process_error check_frames(seL4_CPtr frames, uint32_t bits,
                                       uint32_t length)
{
    if (length == 0 || length > BUNDLE_BYTES_MAX || bits >= 32 ||
        (uint64_t)BUNDLE_PAGE << bits < length)
        return refuse(PROCESS_PACKAGE_BUFFER_LEN_INVALID,
                      "install: %u bytes in 2^%u frames", length, bits);
    if (!frames)
        return refuse(PROCESS_OBJ_CAP_INVALID,
                      "install: no capability came along");
    return PROCESS_SUCCESS;
}

int packages_install(seL4_CPtr frames, uint32_t bits, uint32_t length,
                     char **id)
{
    enum process_error error = check_frames(frames, bits, length);

    *id = NULL;
    if (error != PROCESS_SUCCESS)
        return error;
    work_lock();
    error = done(security_install(frames, bits, length, id), "install",
                 PROCESS_INSTALL_FAILED);
    work_unlock();
    return error;
}

int packages_install_app(const char *id, seL4_CPtr frames, uint32_t bits,
                         uint32_t length)
{
    enum process_error error = refuse_bad_id(id, "install");

    if (error == PROCESS_SUCCESS)
        error = check_frames(frames, bits, length);
    if (error != PROCESS_SUCCESS)
        return error;
    work_lock();
    error = done(security_install_app(id, frames, bits, length), "install",
                 PROCESS_INSTALL_FAILED);
    work_unlock();
    return error;
}

int packages_install_builtin(const char *id)
{
    enum process_error error = refuse_bad_id(id, "install");

    if (error != PROCESS_SUCCESS)
        return error;
    work_lock();
    error =
        done(security_install_builtin(id), "install", PROCESS_INSTALL_FAILED);
    work_unlock();
    return error;
}

/* Under the lock `work`. With the bundle goes what is known of it. */
static enum process_error uninstall(const char *id)
{
    const struct table_cause cause = { .event = TABLE_UNINSTALL };
    struct process_status status;
    enum process_error error;

    ends_put_away();
    if (bundles_check(id, TABLE_UNINSTALL, &error) == TABLE_REFUSE) {
        bundles_status(id, &status);
        return refuse(error, "uninstall %s: it is %s", id,
                      table_state_name(status.state));
    }
    error = done(security_uninstall(id), "uninstall", PROCESS_UNINSTALL_FAILED);
    if (error == PROCESS_SUCCESS)
        bundles_change(id, &cause);
    return error;
}

int packages_uninstall(const char *id)
{
    enum process_error error = refuse_bad_id(id, "uninstall");

    if (error != PROCESS_SUCCESS)
        return error;
    work_lock();
    error = uninstall(id);
    work_unlock();
    return error;
}
