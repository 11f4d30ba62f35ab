/* SPDX-License-Identifier: MIT
 *
 * Lets all customers in when the shop is ready. It is more urgent than they
 * are, so none begins before the last one is in.
 */
#include <camkes.h>

int run(void)
{
    ready_wait();
    open_emit();
    return 0;
}
