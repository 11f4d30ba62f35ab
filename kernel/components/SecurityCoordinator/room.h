/* SPDX-License-Identifier: MIT
 *
 * The coordinator's memory and kernel objects, all from the memory manager.
 *
 * Address space, of which the composer uses other parts:
 *
 *   0x2000000000  window (libs/window): one page, for one frame of a caller
 *                 at a time
 *   0x2000200000  buffer: a package that is being looked at, up to 8 MiB
 *   0x2001000000  the store, if it lies in memory: 2 MiB
 *
 * The buffer has 2 MiB for good, and more for as long as a package needs it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <sel4/sel4.h>
#include <slots.h>
#include <window.h>

#define ROOM_BUFFER (WINDOW_ADDRESS + 0x200000)
#define ROOM_STORE  (WINDOW_ADDRESS + 0x1000000)

enum {
    ROOM_BUFFER_BYTES = 2 << 20, /* that it has for good */
    ROOM_STORE_BYTES = 2 << 20,
};

/** The free slots of the component's CNode. */
extern struct slots slots;

/* Objects that it was given at the start. */
struct room {
    seL4_CPtr probe;             /* a thread that never runs: frames.c */
    seL4_CPtr requests, answers; /* endpoints of the copier */
    seL4_CPtr reply;             /* for answers that are faults */
};

extern struct room room;

/**
 * Asks for all of it, but the store's; to be called once, before the others.
 *
 * @return false: the memory manager, or the kernel, refused
 */
bool room_init(void);

/** @return the buffer with room for `bytes`, at most 8 MiB; NULL: no memory.
 * What is in it up to there stays if it had that room already. */
uint8_t *room_buffer(uint32_t bytes);

/** Gives back what room_buffer took for a large package. @return whether there
 * was any */
bool room_buffer_done(void);

/** @return ROOM_STORE_BYTES of zeros; NULL: no memory. To be called once. */
uint8_t *room_store(void);
