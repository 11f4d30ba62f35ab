/* SPDX-License-Identifier: MIT
 *
 * What the initialiser keeps when it becomes the monitor: its capability
 * space, as the composer lays it out and the monitor uses it, and where in
 * its address space it sees the stacks of others.
 *
 *     slot        capability                                        rights
 *     1           its own thread, to stop itself
 *     2           the endpoint to which faults go                    read
 *     3           the reply object for them
 *     4 + thread  each thread whose faults come here, to read its registers
 *
 * Nothing else is reachable: no memory, no address space, no CNode.
 */
#pragma once

enum monitor_slot {
    MONITOR_SLOT_SELF = 1,
    MONITOR_SLOT_ENDPOINT = 2,
    MONITOR_SLOT_REPLY = 3,
    MONITOR_SLOT_THREADS = 4, /* plus the thread's index in the plan */
};

/* Stacks are mapped read-only from here on, at most so many pages of each,
 * the highest ones. */
#define MONITOR_STACKS 0x40000000ull
enum { MONITOR_STACK_PAGES = 16 };
