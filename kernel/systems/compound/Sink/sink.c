/* SPDX-License-Identifier: MIT
 *
 * Where they go.
 */
#include <camkes.h>
#include <stdio.h>

void input_put(const char *line)
{
    printf("sink: %s\n", line);
}
