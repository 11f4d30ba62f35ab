/* SPDX-License-Identifier: MIT
 *
 * Uses a capability pointer that leads nowhere: beyond its own CNode.
 */
#include <microkit.h>
#include <sel4/sel4.h>

void init(void)
{
    seL4_Send(0x123456789000, seL4_MessageInfo_new(0, 0, 0, 0));
}

void notified(microkit_channel ch)
{
    (void)ch;
}
