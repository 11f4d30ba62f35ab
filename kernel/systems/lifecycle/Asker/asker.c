/* SPDX-License-Identifier: MIT
 *
 * Asks when the other has started, being less urgent.
 */
#include <camkes.h>
#include <stdio.h>

int run(void)
{
    printf("asker: %d steps\n", one_steps());
    printf("asker: %d steps\n", two_steps());
    return 0;
}
