/* SPDX-License-Identifier: MIT */
/*
 * The room in which one test runs: thread, CNode and untyped of its own.
 *
 * All objects of a room come from one untyped, so that closing it is one
 * Revoke. The one thing in it that could not be had again is the IRQ control
 * capability, which cannot be copied: it is moved in and moved out.
 *
 *   closed --room_open--> ready --room_start--> running --room_close--> closed
 */
#pragma once

#include <objects.h>

#include "proctor.h"

/** The step of opening or closing that failed, and its error. */
struct room_error {
    uint64_t step; /* 0: none */
    uint64_t error;
};

/** One of the threads of a room: stack, buffer, storage. Index 0 is the
    test's own. */
struct test_thread *room_thread(unsigned index);

/** How many threads the current test has made, its own included. */
unsigned room_threads(void);

/** Takes the next thread of the room; null when all are in use. */
struct test_thread *room_take_thread(void);

/** The registers with which `thread` begins. */
seL4_UserContext room_registers(struct test_thread *thread);

/** The index of a thread of this room. */
unsigned room_index(const struct test_thread *thread);

/**
 * Once, at the start: takes memory for rooms and puts guards below stacks.
 * \param endpoint  where faults and reports of tests go
 */
struct room_error room_init(struct objects *pool, seL4_CPtr endpoint);

/** Makes the thread, which will call run(argument), and fills the CNode. */
struct room_error room_open(void (*run)(void *), void *argument);

/**
 * Called last when a room is opened: a suite of tests that needs more than
 * every room has defines it and puts that into the room's CNode, of
 * TEST_CNODE_BITS. The default puts nothing.
 * \return an error of the kernel's: the room cannot be opened
 */
seL4_Error room_furnish(seL4_CPtr cnode);

/** Starts the test's thread; its step follows those of room_open(). */
struct room_error room_start(void);

/** Reads the registers of one of the threads; false if that is refused. */
bool room_read(unsigned index, seL4_UserContext *registers);

/** Stops all threads, resets the devices and gives all memory back. */
struct room_error room_close(void);

/** Badges on the endpoint; that of a fault is BADGE_FAULT + thread. */
enum { BADGE_WATCHDOG = 1, BADGE_REPORT = 2, BADGE_FAULT = 0x100 };
