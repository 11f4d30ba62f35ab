/* SPDX-License-Identifier: MIT
 *
 * A program that finds itself to be wrong and gives up: abort is a fault, so
 * `status panic` tells the instruction, and nothing after it happens.
 */
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    printf("something that cannot be has happened\n");
    abort();
}
