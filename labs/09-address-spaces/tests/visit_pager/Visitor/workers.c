/* SPDX-License-Identifier: MIT */
/*
 * The same applications as in the system `paging`: address spaces with a
 * program that does what it is told.
 */
#include "systems/paging/Tester/workers.c"
