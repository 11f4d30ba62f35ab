/* SPDX-License-Identifier: MIT
 *
 * What the initialiser keeps when it becomes the monitor: its capability
 * space, as the composer lays it out and the monitor uses it, and where in
 * its address space it sees the stacks of others.
 *
 *     slot            capability                                     rights
 *     1               its own thread
 *     2               the endpoint to which faults go                  read
 *     3               the reply object for them
 *     4 + 4 * thread + way, for each thread whose faults come to the monitor:
 *        0 THREAD     the thread, to read its registers
 *        1 CONTEXT    passive: its scheduling context
 *        2 WAKE       passive: its notification                        read
 *        3 START      passive: the endpoint of its hand-over           write
 *
 * Nothing else is reachable: no memory, no address space, no CNode.
 */
#pragma once

enum monitor_slot {
    MONITOR_SLOT_SELF = 1,
    MONITOR_SLOT_ENDPOINT = 2,
    MONITOR_SLOT_REPLY = 3,
    MONITOR_SLOT_THREADS = 4,
};

enum monitor_way {
    MONITOR_THREAD,
    MONITOR_CONTEXT,
    MONITOR_WAKE,
    MONITOR_START,
    MONITOR_WAYS,
};

#define MONITOR_SLOT(thread, way) \
    (MONITOR_SLOT_THREADS + MONITOR_WAYS * (thread) + (way))

/* Stacks are mapped read-only from here on, at most so many pages of each,
 * the highest ones. */
#define MONITOR_STACKS 0x40000000ull
enum { MONITOR_STACK_PAGES = 16 };
