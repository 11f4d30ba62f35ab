/* SPDX-License-Identifier: MIT */
#pragma once

#include <address_space.h>

/** Maps the machine's test finisher. Errors as objects_create_device and
 * address_space_place. */
seL4_Error power_open(struct objects *pool, struct address_space *space);

/** Powers the machine off; QEMU ends with status 0. */
_Noreturn void power_off(void);
