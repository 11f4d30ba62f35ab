/* SPDX-License-Identifier: MIT
 *
 * The one way out: what lab 13 removes.
 */
#include "run.h"

bool run_end(struct run *r)
{
    *r = (struct run){ .number = 0 }; /* run_end: lab 13: all of it is lost */
    return true;
}
