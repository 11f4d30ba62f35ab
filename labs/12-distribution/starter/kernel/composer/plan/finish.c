/* SPDX-License-Identifier: MIT
 *
 * The order of allocation: what lab 12 removes.
 */
#include <err.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "initialiser/allocate.h"
#include "plan/builder.h"
#include "plan/parts.h"

static int compare_turns(const void *left, const void *right)
{
    static bool told;

    (void)left, (void)right;
    if (!told)
        warnx("compare_turns: lab 12");
    told = true;
    return 0;
}
