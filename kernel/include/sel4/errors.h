/* SPDX-License-Identifier: MIT
 *
 * Why an invocation was refused. The code is the label of the error reply;
 * the numbers that belong to it are in the first message registers:
 *
 *   InvalidArgument    MR0 = number of the argument
 *   InvalidCapability  MR0 = number of the capability (0 = the invoked one)
 *   RangeError         MR0 = smallest, MR1 = largest value allowed
 *   FailedLookup       MR0 = 1 if a source was looked up, MR1.. = the failure
 *   NotEnoughMemory    MR0 = bytes left in the untyped
 *
 * A lookup failure is a type word followed by up to three words:
 *
 *   InvalidRoot
 *   MissingCapability  bits left
 *   DepthMismatch      bits left, bits found
 *   GuardMismatch      bits left, guard found, guard size
 */
#pragma once

#include <sel4/macros.h>

typedef enum {
    seL4_NoError = 0,
    seL4_InvalidArgument = 1,
    seL4_InvalidCapability = 2,
    seL4_IllegalOperation = 3,
    seL4_RangeError = 4,
    seL4_AlignmentError = 5,
    seL4_FailedLookup = 6,
    seL4_TruncatedMessage = 7,
    seL4_DeleteFirst = 8,
    seL4_RevokeFirst = 9,
    seL4_NotEnoughMemory = 10,
    seL4_NumErrors = 11
} seL4_Error;

typedef enum {
    seL4_NoFailure = 0,
    seL4_InvalidRoot = 1,
    seL4_MissingCapability = 2,
    seL4_DepthMismatch = 3,
    seL4_GuardMismatch = 4,
    SEL4_FORCE_LONG_ENUM(seL4_LookupFailureType)
} seL4_LookupFailureType;
