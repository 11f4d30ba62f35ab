/* SPDX-License-Identifier: MIT
 *
 * A program for the tests of plans: it has every symbol that the composer
 * writes, and does nothing. `first`, `second` and `third` are for setvar, one
 * of each kind of section; `small` is too small for it.
 */
    .macro word name
    .globl \name
    .type \name, @object
    .size \name, 8
\name:
    .dword 0
    .endm

    .text
    .globl _start
_start:
    j _start

    .section .rodata
    .globl microkit_name
    .type microkit_name, @object
    .size microkit_name, 65
microkit_name:
    .zero 65
    .balign 8
    word microkit_passive
    word microkit_irqs
    word microkit_notifications
    word microkit_pps
    word microkit_children
    word microkit_passive_children
    word microkit_input_is_endpoint
    word microkit_restore
    word microkit_restore_end
    word first

    .data
    word second
    .globl small
    .type small, @object
    .size small, 4
small:
    .word 0
    .balign 8

    .bss
    .globl third
    .type third, @object
    .size third, 8
third:
    .zero 8
