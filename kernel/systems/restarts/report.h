/* SPDX-License-Identifier: MIT
 *
 * What the victim tells its parent, in memory that they share.
 */
#pragma once

#include <stdint.h>

struct report {
    uint32_t lives;      /* how often it started */
    uint32_t persistent; /* the same, as its persistent variable says */
    uint32_t wrong;      /* variables that did not have their first value */
};
