/* SPDX-License-Identifier: MIT
 *
 * The commonest bug: writing through a pointer that is NULL. The lowest pages
 * are never mapped, so the program stops there; `status fault` tells the
 * address, and no other program notices.
 */
#include <stdio.h>

int main(void)
{
    /* volatile twice: the compiler shall not reason about pointer or store. */
    volatile int *volatile nowhere = NULL;

    printf("now I write to address 0\n");
    *nowhere = 1;
    printf("never reached\n");
    return 0;
}
