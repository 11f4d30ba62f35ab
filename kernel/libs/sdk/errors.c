/* SPDX-License-Identifier: MIT
 *
 * What the errors of requests mean.
 */
#include <sdk.h>

static const char *const texts[SDK_ERRORS] = {
    [SDK_NO_ANSWER] = "no answer",
    [SDK_OK] = "done",
    [SDK_BAD_REQUEST] = "no such request",
    [SDK_BAD_MESSAGE] = "the parameters cannot be read",
    [SDK_TOO_LONG] = "it does not fit a message",
    [SDK_UNKNOWN] = "the runtime does not know this application",
    [SDK_NOT_REQUESTED] = "the manifest does not ask for this service",
    [SDK_UNAVAILABLE] = "the service does not answer",
    [SDK_BAD_LEVEL] = "no such level",
    [SDK_BAD_KEY] = "a key has 1 to 64 bytes",
    [SDK_BAD_VALUE] = "a value has up to 1024 bytes",
    [SDK_NO_KEY] = "no such key",
    [SDK_NO_ROOM] = "no room for the value",
    [SDK_STORE_FAILED] = "the store failed",
    [SDK_BAD_TIMER] = "timers are 0 to 31",
    [SDK_BAD_TIME] = "the time is too short or too long",
    [SDK_NO_TIMER] = "no timer runs",
    [SDK_BAD_RANGE] = "not whole pages that can be mapped",
    [SDK_BAD_RIGHTS] = "no such rights",
    [SDK_BAD_FLAGS] = "no such flags",
    [SDK_NO_SPACE] = "no free addresses",
    [SDK_NO_FILE] = "no such file",
    [SDK_NO_MEMORY] = "no memory",
    [SDK_TOO_MANY] = "too many mappings",
};

const char *sdk_error_text(enum sdk_error error)
{
    return (unsigned)error < SDK_ERRORS ? texts[error] : "unknown error";
}
