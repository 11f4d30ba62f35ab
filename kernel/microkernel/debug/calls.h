/* SPDX-License-Identifier: MIT */
/*
 * The debug system calls. See debug/calls.c.
 */
#pragma once

#include "types.h"

/**
 * Performs a debug system call of the current thread.
 * \return false if `number` is none: it is an ordinary call or unknown.
 */
bool debug_syscall(long number);
