/* SPDX-License-Identifier: MIT */
/*
 * A loader as small as the contract of the kernel's entry allows.
 *
 * It decides nothing: the host has placed everything (package.py) and says in
 * a package what to copy where and what to hand over. The loader lies at
 * 0x84000000, far above the kernel's place, the package 1 MiB behind it:
 *
 *   offset  word
 *   0       kernel entry, virtual
 *   8..55   a0..a5 at the entry
 *   56      number of moves
 *   64..    moves of three words: to, from, bytes (a multiple of 8);
 *           from 0 means: fill with a pattern
 *
 * Page tables: 2 MiB pages. The kernel from 0x80200000 to the end of that GiB
 * at 0xffffffff80200000, the loader's own 2 MiB at their own address, nothing
 * else. a6 and a7 (hart, core) are filled with rubbish: one hart needs none.
 */

#define LOADER   0x84000000
#define PACKAGE  0x84100000
#define MEGAPAGE 0x200000
#define TABLE    0x01           /* page table entry: V               */
#define LEAF     0xcf           /* page table entry: V R W X A D     */

    .section .text
    .global _start
_start:
    csrw    sie, zero
    csrci   sstatus, 2
    li      s0, PACKAGE
    ld      s1, 56(s0)
    addi    s2, s0, 64
move:
    beqz    s1, tables
    ld      t0, 0(s2)
    ld      t1, 8(s2)
    ld      t2, 16(s2)
    add     t2, t2, t0
    addi    s2, s2, 24
    addi    s1, s1, -1
    li      t3, 0xa5a5a5a5a5a5a5a5
    beqz    t1, fill
copy:
    bgeu    t0, t2, move
    ld      t3, 0(t1)
    sd      t3, 0(t0)
    addi    t0, t0, 8
    addi    t1, t1, 8
    j       copy
fill:
    bgeu    t0, t2, move
    sd      t3, 0(t0)
    addi    t0, t0, 8
    j       fill

tables:
    la      t0, root_table
    la      t1, self_table
    la      t2, kernel_table
    srli    t3, t1, 2               /* page number to bits 10.. */
    ori     t3, t3, TABLE
    sd      t3, (LOADER >> 30 & 511) * 8(t0)
    srli    t3, t2, 2
    ori     t3, t3, TABLE
    li      t4, 510 * 8             /* 0xffffffff80000000 */
    add     t4, t4, t0
    sd      t3, 0(t4)
    li      t3, LOADER >> 2 | LEAF
    sd      t3, (LOADER >> 21 & 511) * 8(t1)
    li      t3, 0x80200000 >> 2 | LEAF
    li      t4, MEGAPAGE >> 2
    addi    t5, t2, 8               /* entry 0 is the firmware's */
    li      t6, 4096
    add     t6, t6, t2
1:  sd      t3, 0(t5)
    add     t3, t3, t4
    addi    t5, t5, 8
    bltu    t5, t6, 1b

    srli    t0, t0, 12
    li      t1, 8 << 60             /* Sv39 */
    or      t0, t0, t1
    ld      t2, 0(s0)
    ld      a0, 8(s0)
    ld      a1, 16(s0)
    ld      a2, 24(s0)
    ld      a3, 32(s0)
    ld      a4, 40(s0)
    ld      a5, 48(s0)
    li      a6, -1
    li      a7, -1
    fence.i
    sfence.vma
    csrw    satp, t0
    sfence.vma
    jr      t2

    .section .bss
    .balign 4096
root_table:
    .skip   4096
self_table:
    .skip   4096
kernel_table:
    .skip   4096
