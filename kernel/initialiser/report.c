/* SPDX-License-Identifier: MIT
 *
 * What the initialiser says about itself: see report.h. It goes where stdout
 * goes: to the kernel's console in debug builds, nowhere in release builds.
 */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>

const char *error_name(seL4_Error error)
{
    static const char *const names[seL4_NumErrors] = {
        [seL4_NoError] = "NoError",
        [seL4_InvalidArgument] = "InvalidArgument",
        [seL4_InvalidCapability] = "InvalidCapability",
        [seL4_IllegalOperation] = "IllegalOperation",
        [seL4_RangeError] = "RangeError",
        [seL4_AlignmentError] = "AlignmentError",
        [seL4_FailedLookup] = "FailedLookup",
        [seL4_TruncatedMessage] = "TruncatedMessage",
        [seL4_DeleteFirst] = "DeleteFirst",
        [seL4_RevokeFirst] = "RevokeFirst",
        [seL4_NotEnoughMemory] = "NotEnoughMemory",
    };

    return error < seL4_NumErrors ? names[error] : "unknown error";
}

_Noreturn void fail(const char *step, const char *name, const char *why)
{
    printf("initialiser: %s: %s: %s\n", step, name, why);
    exit(1);
}

void expect(seL4_Error error, const char *step, const char *name)
{
    if (error != seL4_NoError)
        fail(step, name, error_name(error));
}
