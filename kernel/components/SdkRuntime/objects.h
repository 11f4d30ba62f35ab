/* SPDX-License-Identifier: MIT
 *
 * The kernel objects of the runtime, and what it does with capabilities.
 */
#pragma once

#include "applications.h"

/* Badges of what arrives: a request's is this and the run. */
#define BADGE_REQUEST (1ull << 32)

/**
 * Gets the objects from the memory manager and opens the window in which pages
 * are mapped. Each place of an application has a reply object then.
 *
 * @param spare  receives a reply object beside them
 * @return the endpoint of the requests, to which the timer service's signals
 *         come, too; seL4_CapNull: something was refused, and logged
 */
seL4_CPtr objects_init(seL4_CPtr *spare);

/**
 * Maps an application's page and makes the capability for its requests. What
 * it has got so far is to be given back by objects_detach.
 *
 * @param frame  of the page; it is moved from its slot
 * @return false: it is no frame of 4 KiB, or there are no slots
 */
bool objects_attach(struct application *a, seL4_CPtr frame);

/** Unmaps the page, and takes the capability back from whoever has it. */
void objects_detach(struct application *a);
