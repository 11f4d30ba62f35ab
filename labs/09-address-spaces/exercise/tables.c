/* SPDX-License-Identifier: MIT */
/*
 * Lab 09, exercise: a test of page tables that are taken out of a space.
 *
 * Write TEST(table_taken_out) so that it returns on the reference kernel and
 * fails on each of the three wrong ones. Judge with CHECK and its relatives;
 * space.h has tables, frames and probers, and you may add functions.
 */
#include "space.h"

TEST(table_taken_out)
{
    test_step("nothing yet");
}
