/* SPDX-License-Identifier: MIT */
/*
 * The cast of a test: threads that a booted world (world.h) plays one after
 * the other, and one of each object that they can meet at.
 *
 * All threads, and the root thread, have the same priority and contexts of the
 * round-robin kind, and the clock stands still: so whoever is to act is reached
 * by Yield, as often as it takes, and nothing but system calls happens. They
 * share the root thread's CNode and address space.
 */
#pragma once

#include "world.h"

enum { CAST = 9, ROOT = CAST }; /* threads 0..8; the root thread */

/** Where things lie in the root CNode. */
enum {
    THREADS = 100,
    CONTEXTS = THREADS + CAST, /* of thread i; the last one is spare      */
    REPLIES = CONTEXTS + CAST + 1,
    ENDPOINTS = REPLIES + 4,
    NOTIFICATIONS = ENDPOINTS + 2,
    FRAMES = NOTIFICATIONS + 2, /* IPC buffer of thread i; one spare      */
    TABLES = FRAMES + CAST + 1, /* page tables                            */
    CNODE = TABLES + 3,         /* of 8 slots, guard 0                    */
    PAGE_UNTYPED = CNODE + 1,   /* 4 KiB                                  */
    FREE = PAGE_UNTYPED + 1,    /* empty slots from here on               */
    SPARE = CAST,
};

/** Boots, makes the objects and starts the threads. */
void cast_make(void);

/** Thread `i`, or where it was if it has been deleted. */
struct tcb *cast_thread(word_t i);

/** Lets thread `i` be the current one; fails if it never gets to run. */
void cast_play(word_t i);

/** Thread `i` executes a system call once: with a message of no words, and
    with `reply` in the register of the reply object. */
void cast_act(word_t i, long syscall, word_t cptr, word_t reply);

/** The root thread calls a method, as world_do() does. */
void cast_do(word_t cptr, word_t label, const word_t *words, word_t length,
             const word_t *caps);

/** The root thread deletes a capability, or revokes it. */
void cast_delete(word_t slot);
void cast_revoke(word_t slot);

/** The root thread copies a capability with a badge, 0 for none. */
void cast_mint(word_t slot, word_t source, word_t badge);

/** Thread `i` has no context from now on, but its own is still there. */
void cast_make_passive(word_t i);
