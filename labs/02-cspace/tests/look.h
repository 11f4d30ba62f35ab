/* SPDX-License-Identifier: MIT */
/*
 * Spaces to look things up in, for the tests of lab 02, and how a look-up is
 * reported.
 *
 * What stands in a slot must tell which slot it was. So the tests put copies of
 * one notification there, each with a badge of its own: who finds one, signals
 * through it and reads the badge.
 *
 * A look-up is one CNode_Copy out of the space. It is reported as one line of
 * text, so that a difference can be read:
 *
 *     badge 0x1234                          a notification with this badge
 *     another object                        not the notification
 *     source: MissingCapability, 7 left     FailedLookup with its words
 *     RangeError 1 64                       another error with its words
 */
#pragma once

#include <stdio.h>

#include "proctor.h"

enum { ABOVE = TEST_PRIORITY + 10, DEPTH = 64 };

/** A CNode of 2^radix empty slots; its capability has no guard. */
static inline seL4_CPtr make_cnode(seL4_Word radix)
{
    return test_object(seL4_CapTableObject, radix);
}

/** A copy of a CNode's capability with a guard. */
static inline seL4_CPtr guarded(seL4_CPtr cnode, seL4_Word guard,
                                seL4_Word size)
{
    return test_mint(cnode, seL4_AllRights,
                     seL4_CNode_CapData_new(guard, size).words[0]);
}

/** Puts a copy of `cap` into slot `index` of a CNode without guard. */
static inline void put(seL4_CPtr cnode, seL4_Word radix, seL4_Word index,
                       seL4_CPtr cap)
{
    CHECK_OK(seL4_CNode_Copy(cnode, index, radix, TEST_CNODE, cap, DEPTH,
                             seL4_AllRights));
}

/** Puts a copy of a notification there, with a badge. */
static inline void put_badge(seL4_CPtr cnode, seL4_Word radix, seL4_Word index,
                             seL4_CPtr ntfn, seL4_Word badge)
{
    CHECK_OK(seL4_CNode_Mint(cnode, index, radix, TEST_CNODE, ntfn, DEPTH,
                             seL4_AllRights, badge));
}

/* -- what a refusal says --------------------------------------------------- */

enum { LINE = 96 };

static inline const char *failure_name(seL4_Word type)
{
    static const char *const names[] = { "nothing", "InvalidRoot",
                                         "MissingCapability", "DepthMismatch",
                                         "GuardMismatch" };

    return type < sizeof names / sizeof names[0] ? names[type] : "unknown";
}

/** The words of a lookup failure, its type first. */
static inline void describe_failure(char *line, const seL4_Word *words)
{
    int at = snprintf(line, LINE, "%s", failure_name(words[0]));

    if (words[0] >= seL4_MissingCapability)
        at += snprintf(line + at, LINE - (size_t)at, ", %ld left",
                       (long)words[1]);
    if (words[0] == seL4_DepthMismatch)
        snprintf(line + at, LINE - (size_t)at, ", %ld resolved",
                 (long)words[2]);
    if (words[0] == seL4_GuardMismatch)
        snprintf(line + at, LINE - (size_t)at, ", guard 0x%lx of %ld bits",
                 words[2], (long)words[3]);
}

/* The number of words that a type of failure comes with. */
static inline seL4_Word failure_length(seL4_Word type)
{
    return type <= seL4_GuardMismatch ? type : 4;
}

/* -- looking --------------------------------------------------------------- */

/** A message to `cap`, which must be an invocation that is refused or done:
    words in, label out, and the words of the answer in `words`. */
static inline seL4_MessageInfo_t ask(seL4_CPtr cap, seL4_Word label,
                                     seL4_Word count, seL4_CPtr extra,
                                     seL4_Word *words)
{
    seL4_MessageInfo_t info =
        seL4_MessageInfo_new(label, 0, extra ? 1 : 0, count);

    if (extra)
        seL4_SetCap(0, extra);
    for (int i = 0; i < (int)count; i++)
        seL4_SetMR(i, words[i]);
    info = seL4_Call(cap, info);
    for (int i = 0; i < 6; i++)
        words[i] =
            i < (int)seL4_MessageInfo_get_length(info) ? seL4_GetMR(i) : ~0ul;
    return info;
}

/* What was copied to `slot`: the notification answers a Call with nothing,
   other objects refuse a method that does not exist. */
static inline void describe_cap(char *line, seL4_CPtr slot, seL4_CPtr ntfn)
{
    seL4_Word badge = 0;
    seL4_MessageInfo_t info = seL4_Call(slot, seL4_MessageInfo_new(0, 0, 0, 0));

    seL4_Poll(ntfn, &badge);
    if (seL4_MessageInfo_get_label(info))
        snprintf(line, LINE, "another object");
    else
        snprintf(line, LINE, "badge 0x%lx", badge);
}

/** The answer to a method that was refused. */
static inline void describe_error(char *line, seL4_Word error,
                                  const seL4_Word *words)
{
    int at;

    if (error == seL4_FailedLookup) {
        at = snprintf(line, LINE, "%s: ",
                      words[0] == 1   ? "source"
                      : words[0] == 0 ? "destination"
                                      : "neither");
        describe_failure(line + at, words + 1);
    } else if (error == seL4_RangeError) {
        snprintf(line, LINE, "RangeError %ld %ld", (long)words[0],
                 (long)words[1]);
    } else {
        snprintf(line, LINE, "error %lu", error);
    }
}

/** Copies what (root, index, depth) names, and says in `line` what came. */
static inline void look(char *line, seL4_CPtr ntfn, seL4_CPtr root,
                        seL4_Word index, seL4_Word depth)
{
    static seL4_CPtr scratch;
    static uint64_t owner; /* static variables outlive the test */
    seL4_Word words[6] = { 0, DEPTH, index, depth, 15 };
    seL4_MessageInfo_t info;

    if (!scratch || owner != test_nonce()) {
        scratch = test_slot();
        owner = test_nonce();
    }
    words[0] = scratch;
    info = ask(TEST_CNODE, CNodeCopy, 5, root, words);
    if (seL4_MessageInfo_get_label(info)) {
        describe_error(line, seL4_MessageInfo_get_label(info), words);
        return;
    }
    describe_cap(line, scratch, ntfn);
    test_delete(scratch);
}

/** Looks, and reports the line under `name`. */
static inline void record_look(const char *name, seL4_CPtr ntfn, seL4_CPtr root,
                               seL4_Word index, seL4_Word depth)
{
    char line[LINE];

    look(line, ntfn, root, index, depth);
    record_bytes(name, line, __builtin_strlen(line));
}

/** Says under `name` how a method that was called with ask() ended. */
static inline void record_answer(const char *name, seL4_MessageInfo_t info,
                                 const seL4_Word *words)
{
    char line[LINE] = "done";

    if (seL4_MessageInfo_get_label(info))
        describe_error(line, seL4_MessageInfo_get_label(info), words);
    record_bytes(name, line, __builtin_strlen(line));
}
