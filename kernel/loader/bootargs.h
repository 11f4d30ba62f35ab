/* SPDX-License-Identifier: MIT */
/*
 * The words that QEMU's -append passes to the kernel.
 *
 *   word          range                   meaning
 *   cnode_bits=N  5..24                   radix of the root task's CNode
 *   domains=N     1..MAX_DOMAINS          number of scheduling domains
 *   check                                 check invariants at kernel exit
 *   trace                                 keep kernel events in memory (debug)
 *
 * Words are separated by blanks; a later one overrides an earlier one.
 */
#pragma once

#include "refusal.h"

enum {
    BOOT_CNODE_BITS_MIN = 5,  /* both as boot/boot.c has them, which also */
    BOOT_CNODE_BITS_MAX = 24, /* knows whether the slots suffice          */
};

struct boot_words {
    uint64_t cnode_bits; /* 0: not given */
    uint64_t domains;    /* 0: not given */
    uint64_t flags;      /* BOOT_CHECK, BOOT_TRACE */
};

/**
 * Reads the words in the terminated string `args`.
 *
 * @return true and `words`, or false and `why` for a word that is unknown
 *         or whose number is not in its range.
 */
bool bootargs_read(const char *args, struct boot_words *words,
                   struct refusal *why);
