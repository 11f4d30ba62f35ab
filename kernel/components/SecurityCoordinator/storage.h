/* SPDX-License-Identifier: MIT
 *
 * The store that the three interfaces share. Every function is to be called
 * with the mutex `state` held, or before there are callers.
 */
#pragma once

#include <security.h>
#include <stdbool.h>
#include <store.h>

/**
 * Opens the store on the block device. A blank one is formatted. One that is
 * not blank and no store, or a corrupt one, is left as it is: whose data these
 * are, and what can be saved, is for people to say. Then, and without a
 * device, the store is in memory, empty.
 *
 * @return false: there is no memory for it either
 */
bool storage_start(void);

/**
 * The store, ready for changes: after a change in which the device failed it
 * is opened anew first, as after a power cut.
 *
 * @param store  receives it after SECURITY_OK
 * @return SECURITY_OK; SECURITY_DEVICE, SECURITY_CORRUPT: it cannot be opened
 */
enum security_error storage_ready(struct store **store);

/** @return what the store's result is to a caller */
enum security_error storage_error(enum store_result result);

/** Reads all of it and says in the log whether it is as it was written. */
void storage_verify(void);
