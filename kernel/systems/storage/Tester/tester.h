/* SPDX-License-Identifier: MIT
 *
 * What the tester's parts share. Each of them prints what it saw; the numbers
 * are enum security_error, and the test knows which ones they must be.
 */
#pragma once

#include "parcel.h"

/* A debug kernel looks at all it has after each change: then there are
 * fewer. */
enum { SPARSE = TESSERA_DEBUG ? 16 : 1 };

/** Packages are made in `source` and loaded into `target`, up to 3 MiB; `small`
 * has 8 pages. */
extern struct parcel small, source, target;

/** Ids from "a" to what 64 bytes can hold, wrong ones, keys and values. */
void test_keys(void);

/** Every corruption of a bundle must be refused. */
void test_corruptions(void);

/** Frames that are none, and CNodes that are none. */
void test_frames(void);

/** Anything at all. */
void test_anything(void);

/** Prints what packages cost, in instructions of the whole machine; without a
 * disk, as these count waiting, too. */
void cost_measured(void);

/** Until the store is full. */
void test_full(void);

/**
 * Prints `text` and a result behind it. (Of several calls in the arguments of
 * one printf nobody says which is first.)
 */
void say(const char *text, int result);

/** @return a number that tells whether packages and keys have changed */
uint32_t everything(void);
