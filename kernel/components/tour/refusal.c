/* SPDX-License-Identifier: MIT
 *
 * Errors in words. The numbers that belong to one are still in the IPC
 * buffer, if it was the last invocation that failed.
 */
#include "refusal.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const error_names[seL4_NumErrors] = {
    [seL4_NoError] = "no error",
    [seL4_InvalidArgument] = "invalid argument",
    [seL4_InvalidCapability] = "invalid capability",
    [seL4_IllegalOperation] = "illegal operation",
    [seL4_RangeError] = "range error",
    [seL4_AlignmentError] = "alignment error",
    [seL4_FailedLookup] = "failed lookup",
    [seL4_TruncatedMessage] = "truncated message",
    [seL4_DeleteFirst] = "delete first",
    [seL4_RevokeFirst] = "revoke first",
    [seL4_NotEnoughMemory] = "not enough memory",
};

void refuse_to_continue_on(seL4_Error error, const char *what)
{
    if (error == seL4_NoError)
        return;
    printf("tour: %s: %s (error %d; message words %lu %lu %lu)\n", what,
           error < seL4_NumErrors ? error_names[error] : "unknown error", error,
           seL4_GetMR(0), seL4_GetMR(1), seL4_GetMR(2));
    exit(1);
}
