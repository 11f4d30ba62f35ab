/* SPDX-License-Identifier: MIT
 *
 * Says who deposits what.
 */
#include <camkes.h>
#include <stdio.h>

int account_deposit(const char *what)
{
    printf("bank: client %d: %s\n", (int)account_get_sender_id(), what);
    return 0;
}
