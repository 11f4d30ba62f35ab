/* SPDX-License-Identifier: MIT
 *
 * Integer types of fixed width. A word is 64 bits, little endian; seL4_Word
 * is `unsigned long`, so that it prints with %lu and %lx.
 */
#pragma once

#include <sel4/macros.h>

typedef signed char seL4_Int8;
typedef short seL4_Int16;
typedef int seL4_Int32;
typedef long seL4_Int64;
typedef unsigned char seL4_Uint8;
typedef unsigned short seL4_Uint16;
typedef unsigned int seL4_Uint32;
typedef unsigned long seL4_Uint64;
typedef seL4_Int8 seL4_Bool;

typedef seL4_Uint64 seL4_Word;
typedef seL4_Word seL4_CPtr;
typedef seL4_Word seL4_NodeId;
typedef seL4_Word seL4_PAddr;
typedef seL4_Word seL4_Domain;
typedef seL4_Word seL4_SlotPos;

/** Microseconds; only domain durations are in ticks of 100 ns. */
typedef seL4_Uint64 seL4_Time;

#define seL4_True  1
#define seL4_False 0
#define SEL4_NULL  ((void *)0)

/* printf formats: SEL4_PRIu_word and SEL4_PRIx_word without the percent. */
#define SEL4_PRId_word "ld"
#define SEL4_PRIi_word "li"
#define SEL4_PRIu_word "lu"
#define SEL4_PRIx_word "lx"
#define SEL4_PRI_word  SEL4_PRIu_word

SEL4_COMPILE_ASSERT(word_is_8_bytes, sizeof(seL4_Word) == 8)
