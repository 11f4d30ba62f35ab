/* SPDX-License-Identifier: MIT */
/*
 * A booted kernel in a test's own process, and how to talk to it.
 *
 * world_boot() runs the kernel's real boot code on arch/host. From then on the
 * test is user level: it plays whichever thread is ks.current and reaches
 * the kernel through system calls only. Physical memory is small, so that
 * a whole world is saved and restored in microseconds.
 */
#pragma once

#include "boot/bootinfo.h"
#include "ipc/invocation.h"
#include "ipc/syscall.h"
#include "machine.h"
#include "state.h"

enum {
    WORLD_CNODE_BITS = 8,
    WORLD_SLOTS = 1 << WORLD_CNODE_BITS,
    WORLD_ANSWER_WORDS = 8,
};

#define WORLD_RAM_END (RAM_BASE + 0x80000)

/** Boots. The root thread is current; invariants are checked at each exit. */
void world_boot(void);

/** What the root thread was told at boot. */
const struct boot_info *world_info(void);

/** The slot of the root CNode that `cptr` names. */
struct cte *world_slot(word_t cptr);

/** The first `n` slots of the root CNode from `from` on that are empty. */
word_t world_free_slots(word_t from, word_t n);

/** A message, as its sender sees it: words and capability addresses. */
struct message {
    word_t label;
    word_t length;
    word_t words[MSG_MAX_LENGTH];
    word_t cap_count;
    word_t caps[MSG_MAX_CAPS];
};

/** What came back from a Call. */
struct answer {
    word_t error; /* the label: error_t                     */
    word_t length;
    word_t words[WORLD_ANSWER_WORDS];
};

/** Puts a system call into the registers and the buffer of the current
    thread, without executing it. */
void world_prepare(long syscall, word_t cptr, const struct message *m);

/**
 * Executes a system call of the current thread, again and again as long as it
 * is preempted.
 * \return what the registers and the buffer hold afterwards.
 */
struct answer world_invoke(long syscall, word_t cptr, const struct message *m);

/** Calls a method with up to six words and three capabilities, which stand
    in `caps` and end with 0; fails unless the answer is OK. */
void world_do(word_t cptr, word_t label, const word_t *words, word_t length,
              const word_t *caps);

/** Makes `count` objects from untyped `from` in root slots `slot`... */
void world_retype(word_t from, word_t type, word_t size_bits, word_t slot,
                  word_t count);

/** A normal untyped of at least 2^size_bits bytes, by its root slot. */
word_t world_untyped(word_t size_bits);

/** Keeps the state of kernel, machine and memory; goes back to it. */
void world_save(void);
void world_restore(void);
