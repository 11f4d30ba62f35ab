/* SPDX-License-Identifier: MIT */
/*
 * The result region: how the host tells proctor what to run, and how proctor
 * tells the host what happened. autograder/records.py is the other side.
 *
 * The region is the last 4 MiB of guest RAM, starting where the device tree
 * says that memory ends; to the kernel it is device memory. The host writes
 * the control block before the machine starts and reads the rest, which it
 * does not trust, after it has stopped. Words are little endian.
 *
 *   offset     size       written by  what
 *   0x000000   0x00f000   host        control block
 *   0x00f000   0x001000   proctor     status words
 *   0x010000   0x1f0000   proctor     records, one after another
 *   0x200000   0x200000   QEMU        its device tree during boot; not used
 *
 * Control block:
 *
 *   offset  size  what
 *   0       8     CONTROL_MAGIC
 *   8       4     REGION_VERSION
 *   12      4     number of tests to run, at most CONTROL_TESTS
 *   16      8     nonce of the run
 *   24      8     number of this boot within the run
 *   64      64 each   tests in the order in which they run:
 *                     name (48, padded with NUL), budget in guest
 *                     instructions (8), zero (8)
 *
 * Status words:
 *
 *   offset  size  what
 *   0       8     progress: goes up when a test begins and when it ends; the
 *                 instruction budget between two changes is bounded
 *   8       8     checkpoint: goes up when a test has ended and before it is
 *                 torn down; the host may look at the machine here
 *
 * Record, at a multiple of 8:
 *
 *   offset  size  what
 *   0       4     RECORD_MAGIC, written last
 *   4       2     type, enum record_type
 *   6       2     length of the payload in bytes, at most RECORD_PAYLOAD
 *   8       4     sequence number, from 0, one more for each record
 *   12      4     index of the test in the control block, or RECORD_NO_TEST
 *   16      8     guest instructions since reset
 *   24      8     seal: SipHash-2-4 of bytes 0..23 and the payload, padded
 *                 with zeros to a multiple of 8, under the key (nonce, boot)
 *   32      ...   payload, padded with zeros to a multiple of 8
 *
 * Payloads (w: 8-byte word, text: bytes without NUL up to the payload's end):
 *
 *   HELLO     w version, w tests in the image
 *   BEGIN     text name
 *   VALUE     w value, text name
 *   BYTES     w length of the name, name, bytes
 *   FAIL      w 1 if a comparison, w got, w want, w line, text file NUL message
 *   NOTE      text
 *   STEP      text
 *   END       w enum outcome, w thread, w label, w words, 7 w message
 *   THREAD    w thread, w pc, w ra, w sp, w a0, w a7, w instruction at pc,
 *             text name
 *   TEARDOWN  w 0 or number of the step that failed, w its error
 *   BYE       w tests run
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define REGION_VERSION 1
#define REGION_USED    0x200000 /* bytes that proctor maps */

#define CONTROL_MAGIC 0x314c525443525354 /* "TSRCTRL1" */
#define CONTROL_TESTS 64
#define CONTROL_NAME  48

struct control {
    uint64_t magic;
    uint32_t version;
    uint32_t count;
    uint64_t nonce;
    uint64_t boot;
    uint64_t reserved[4];
    struct control_test {
        char name[CONTROL_NAME];
        uint64_t budget;
        uint64_t reserved;
    } tests[CONTROL_TESTS];
};

#define STATUS_OFFSET 0xf000

struct status {
    uint64_t progress;
    uint64_t checkpoint;
};

#define RECORDS_OFFSET 0x10000
#define RECORD_MAGIC   0x43455254 /* "TREC" */
#define RECORD_NO_TEST 0xffffffff
#define RECORD_PAYLOAD 1024

/* What one test may write: the log holds the limit of CONTROL_TESTS tests. */
#define TEST_LOG_BYTES 0x7000

struct record {
    uint32_t magic;
    uint16_t type;
    uint16_t length;
    uint32_t sequence;
    uint32_t test;
    uint64_t instructions;
    uint64_t seal;
    unsigned char payload[];
};

enum record_type {
    RECORD_HELLO = 1,
    RECORD_BEGIN,
    RECORD_VALUE,
    RECORD_BYTES,
    RECORD_FAIL,
    RECORD_NOTE,
    RECORD_STEP,
    RECORD_END,
    RECORD_THREAD,
    RECORD_TEARDOWN,
    RECORD_BYE,
};

/** How a test ended. */
enum outcome {
    OUTCOME_RETURNED, /* the function returned                            */
    OUTCOME_FAILED,   /* a CHECK failed or the log was full               */
    OUTCOME_FAULT,    /* a thread faulted: thread and message tell        */
    OUTCOME_BUDGET,   /* used up its instructions, blocked or looping     */
    OUTCOME_SETUP,    /* could not be started: words: step, error         */
    OUTCOME_UNKNOWN,  /* no test of that name in the image                */
};

_Static_assert(sizeof(struct control) <= STATUS_OFFSET, "control block fits");
_Static_assert(offsetof(struct control, tests) == 64, "tests at 64");
_Static_assert(sizeof(struct control_test) == 64, "a test is 64 bytes");
_Static_assert(sizeof(struct record) == 32, "a record's head is 32 bytes");
_Static_assert(CONTROL_TESTS *TEST_LOG_BYTES <=
                   REGION_USED - RECORDS_OFFSET - 0x20000,
               "room for all logs");
