/* SPDX-License-Identifier: MIT */
/*
 * The devices that proctor knows: those it lends to tests, the one that ends
 * the machine, and the result region, which is device memory to the kernel.
 */
#pragma once

#include <address_space.h>

#include "proctor.h"

/**
 * Once, at the start: finds and maps them.
 * \param region  receives the address of the result region
 * \return seL4_NoError, or what the objects or address_space library refused
 *         with; *what names the device then
 */
seL4_Error devices_init(struct objects *pool, struct address_space *space,
                        void **region, const char **what);

/** The frame of a device that tests may use. */
seL4_CPtr devices_frame(enum test_device device);

/** Puts UART and clock back to where firmware left them, interrupts off. */
void devices_reset(void);

/** Ends the machine; `code` 0 is success. Does not return. */
_Noreturn void devices_power_off(unsigned code);
