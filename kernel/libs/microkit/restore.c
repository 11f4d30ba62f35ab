/* SPDX-License-Identifier: MIT
 *
 * Variables get their first values.
 *
 * The composer leaves records of what every writable section held (see
 * protection_domain.h). To obey them at each start, also at the first, where
 * they change nothing, means that there is one way into a program and not
 * two. This code runs before the variables are there: it may use its stack
 * and constants, nothing else.
 */
#include "runtime.h"

#include <string.h>

extern const uint64_t microkit_restore;
extern const uint64_t microkit_restore_end;

void restore_variables(void)
{
    uintptr_t at = microkit_restore;

    while (at < microkit_restore_end) {
        const struct pd_restore *r = (const struct pd_restore *)at;
        void *to = (void *)r->address;

        at += sizeof *r;
        if (r->zero) {
            memset(to, 0, r->length);
        } else {
            memcpy(to, (const void *)at, r->length);
            at += (r->length + 7u) & ~7ul;
        }
    }
}
