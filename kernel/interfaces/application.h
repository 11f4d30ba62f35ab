/* SPDX-License-Identifier: MIT
 *
 * What an application finds when it starts: the agreement between process
 * manager, SDK runtime, pager and libs/sdk.
 *
 *   0x0000001000  image, as its bundle says
 *   0x0040000000  heap, lazy: APPLICATION_HEAP
 *   0x0080000000  what the pager maps: APPLICATION_MAPPINGS, 1 GiB
 *   0x00c0000000  end of what the pager may map
 *
 *   0x3fff......  guard, stack: it grows down from APPLICATION_STACK_END
 *   0x3ffffda000  guard
 *   0x3ffffdb000  IPC buffer, guard
 *   0x3ffffdd000  page that it shares with the SDK runtime
 *
 * Registers at the entry point: a0 address of the IPC buffer, a1 of the SDK
 * page, a2 and a3 begin and length of the heap, sp the end of the stack.
 * Slots of its CNode: nothing but APPLICATION_REQUESTS.
 */
#pragma once

#define APPLICATION_HEAP         0x40000000ul
#define APPLICATION_MAPPINGS     0x80000000ul
#define APPLICATION_MAPPINGS_END 0xc0000000ul
#define APPLICATION_STACK_END    0x3ffffda000ul
#define APPLICATION_IPC_BUFFER   0x3ffffdb000ul
#define APPLICATION_PAGE         0x3ffffdd000ul

enum {
    APPLICATION_REQUESTS = 1, /* endpoint of the SDK runtime */
    APPLICATION_CNODE_BITS = 4,
};
