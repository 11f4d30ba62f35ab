/* SPDX-License-Identifier: MIT
 *
 * Two threads in two address spaces. The client, the caller of this
 * function, sends a number; the server sends back the next one.
 */
#pragma once

#include <objects.h>

/**
 * Builds the server with its own address space and capabilities, talks to it
 * and prints what it took.
 *
 * @return seL4_NoError; else what building was refused with
 */
seL4_Error ping_pong_run(struct objects *pool);
