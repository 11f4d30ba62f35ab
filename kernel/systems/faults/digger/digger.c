/* SPDX-License-Identifier: MIT
 *
 * Calls itself until its stack is used up. Which addresses it reaches depends
 * on nothing but its own code, so that the report is the same each time.
 */
#include <microkit.h>

static volatile unsigned depth;
static volatile unsigned bedrock; /* 0: there is none */

static __attribute__((noinline)) unsigned dig(unsigned n)
{
    volatile unsigned earth[16] = { n };

    depth = n;
    return n == bedrock ? n : dig(n + 1) + earth[n % 16];
}

void init(void)
{
    depth = dig(1);
}

void notified(microkit_channel ch)
{
    (void)ch;
}
