/* SPDX-License-Identifier: MIT
 *
 * What the initialiser says about itself.
 */
#pragma once

#include <sel4/sel4.h>

/** @return an error's name, as in sel4/errors.h */
const char *error_name(seL4_Error error);

/**
 * Says what could not be done, and stops for good.
 *
 * @param step  what was being done
 * @param name  of the object it was about
 * @param why   what was wrong
 */
_Noreturn void fail(const char *step, const char *name, const char *why);

/** Fails with the error's name, unless there is none. */
void expect(seL4_Error error, const char *step, const char *name);
