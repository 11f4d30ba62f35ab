/* SPDX-License-Identifier: MIT */
/*
 * A description of the system for people. See debug/snapshot.c.
 */
#pragma once

/** Prints every thread with the capabilities that its CSpace holds. */
void debug_snapshot(void);
