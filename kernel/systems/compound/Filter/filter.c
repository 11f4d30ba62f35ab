/* SPDX-License-Identifier: MIT
 *
 * Puts its prefix before each line and passes it on: a server that is a
 * client of the next one while it serves.
 */
#include <camkes.h>
#include <stdio.h>

void input_put(const char *line)
{
    char longer[128];

    snprintf(longer, sizeof longer, "%s(%s)", prefix, line);
    output_put(longer);
}
