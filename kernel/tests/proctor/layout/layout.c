/* SPDX-License-Identifier: MIT */
/*
 * What the kernel's structures look like, for who reads its memory from
 * outside: the oracles of the autograder.
 *
 * This file holds no code. It is compiled with the kernel's flags and kept
 * with the debug information of all types of the headers below, used or not;
 * autograder/oracles/memory.py reads that. The debug information of the kernel
 * itself would say the same, but a lab's pieces are part of that kernel, and
 * inline assembly can write any section of the file that it is assembled into.
 * So the rule is: no file that a student hands in is included here, not even
 * by a header.
 */
#include "cap/cdt.h"
#include "ipc/notification.h"
#include "object/object.h"
#include "object/sched_context.h"
#include "object/tcb.h"
#include "state.h"
