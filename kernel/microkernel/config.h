/* SPDX-License-Identifier: MIT */
/*
 * Every number that the kernel's configuration fixes, in one place.
 *
 * There is one configuration: RISC-V 64 with Sv39, one hart, MCS scheduling.
 * What a root task's build may choose (radix of its root CNode, number of
 * domains, end of RAM) is data, not a constant: see struct boot_config.
 * TESSERA_DEBUG is the only switch; it turns on what follows it here.
 */
#pragma once

/* -- debug switches ------------------------------------------------------ */

#define CONFIG_PRINTING TESSERA_DEBUG /* DebugPutChar and friends exist  */
#define CONFIG_DEBUG    TESSERA_DEBUG /* names, dumps, kernel assertions */

/* -- limits of the API --------------------------------------------------- */

#define NUM_PRIORITIES    256
#define MAX_DOMAINS       16
#define MAX_SCHEDULES     100 /* entries in the domain schedule  */
#define RETYPE_FAN_OUT    256 /* objects made by one Retype      */
#define MAX_BOOT_UNTYPEDS 230
#define MIN_UNTYPED_BITS  4
#define MAX_UNTYPED_BITS  38
#define MSG_MAX_LENGTH    120
#define MSG_MAX_CAPS      3
#define MSG_REGISTERS     4 /* message words in a2..a5         */

/* -- preemption ---------------------------------------------------------- */

#define CLEAR_CHUNK 256 /* bytes cleared per work unit     */
#define WORK_UNITS  100 /* between two looks at the clock  */

/* -- time, in ticks of 100 ns (the `time` CSR runs at 10 MHz) ------------- */

#define TICKS_PER_US    10ul
#define MIN_BUDGET      200ul /* 20 us: two kernel entries       */
#define MAX_PERIOD_US   230584300921369395ul
#define MAX_PERIOD      (MAX_PERIOD_US * TICKS_PER_US)
#define TIME_HORIZON    (~0ul - 5 * MAX_PERIOD)
#define TIMER_PRECISION 10ul    /* deadlines are set this earlier  */
#define BOOT_SLICE      50000ul /* 5 ms for the initial thread     */

/* -- platform ------------------------------------------------------------ */

#define RAM_BASE   0x80200000ul   /* first byte after the firmware   */
#define DEVICE_TOP (1ul << 39)    /* end of untyped device space     */
#define IRQ_MAX    95             /* PLIC sources 1..95              */
#define IRQ_TIMER  96             /* pseudo number, never issued     */
#define USER_TOP   0x3ffffff000ul /* first address not mappable      */
