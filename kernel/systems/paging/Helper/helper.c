/* SPDX-License-Identifier: MIT
 *
 * Makes a call when it is told to, which may take as long as it likes: the
 * tester goes on meanwhile. It detaches the space of run 1. It has the other
 * end of the archive, which needs one.
 */
#include <camkes.h>

int run(void)
{
    for (;;) {
        errand_wait();
        spaces_detach(1);
        done_emit();
    }
}
