/* SPDX-License-Identifier: MIT
 *
 * How accounts of bundles are closed. The memory manager does it, or says that
 * it did not; then the memory is still taken, though nobody has a use for it.
 * Such an account is kept, and closed when there is the next occasion.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/**
 * Closes an account. Under the lock `work`.
 *
 * @return false: it is still there, and kept for accounts_close_left
 */
bool accounts_close(uint32_t account);

/** Closes those that could not be closed before. Under the lock `work`. */
void accounts_close_left(void);
