/* SPDX-License-Identifier: MIT
 *
 * Lets all customers in at once, when the shop has started: it is less urgent.
 */
#include <camkes.h>

int run(void)
{
    open_emit();
    return 0;
}
