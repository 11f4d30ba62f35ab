/* SPDX-License-Identifier: MIT
 *
 * Mutant: the guard page belongs to the stack.
 */
#include "layout.h"

static void add_stack(struct layout *l, uint64_t bytes)
{
    const uint32_t rights = BUNDLE_READ | BUNDLE_WRITE;

    add_range(l, APPLICATION_STACK_END - bytes - BUNDLE_PAGE,
              pages_of(bytes) + 1, rights);
    add_range(l, APPLICATION_IPC_BUFFER, 1, rights);
    add_range(l, APPLICATION_PAGE, 1, rights);
}
