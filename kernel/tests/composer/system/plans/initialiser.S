/* SPDX-License-Identifier: MIT
 *
 * What the composer needs of an initialiser to put a plan behind it.
 */
    .text
    .globl _start
_start:
    j _start

    .data
    .globl plan_location
    .type plan_location, @object
    .size plan_location, 8
plan_location:
    .dword 0
