/* SPDX-License-Identifier: MIT
 *
 * The smallest application: it says hello and ends.
 *
 * What it prints goes to the log, line by line, with the name of its bundle
 * in front; what main returns is the status that `wait hello` tells.
 */
#include <stdio.h>

int main(void)
{
    printf("Hello, world!\n");
    return 0;
}
