/* SPDX-License-Identifier: MIT */
/*
 * What the foreign root task found out, for the host. See report.c.
 */
#pragma once

#include <sel4/sel4.h>

enum { PAGE = 4096 };
enum { REPORT_TEXT = 3072 };

/** The first page; test_foreign.py reads it. */
struct report {
    seL4_Word magic;  /* REPORT_MAGIC                               */
    seL4_Word passed; /* checks                                     */
    seL4_Word failed;
    seL4_Word finished;  /* the root task came to its end              */
    seL4_Word suspended; /* and then a thread of low priority ran      */
    seL4_Word image;     /* physical addresses: the image's first page */
    seL4_Word ipc_buffer;
    seL4_Word boot_info;
    seL4_Word extra;  /* 0 if there is none                         */
    seL4_Word length; /* of the text                                */
    char text[REPORT_TEXT];
};

#define REPORT_MAGIC 0x4e474945524f46ul /* "FOREIGN" */

extern struct report *report;

/** The report moves to `to`, a page that the host can read. */
void report_move(struct report *to);

/** Counts a check; one that fails is written down with what was seen. */
void check_equal(const char *where, const char *what, seL4_Word seen,
                 seL4_Word wanted);

/** Says on the console, where there is one, how many checks passed. */
void report_print(void);

#define TEXT_OF(x) #x
#define TEXT(x)    TEXT_OF(x)

/** Checks that an expression has a value. */
#define CHECK_EQUAL(seen, wanted)                                           \
    check_equal(__FILE__ ":" TEXT(__LINE__) ": ", #seen, (seL4_Word)(seen), \
                (seL4_Word)(wanted))

/** Checks that a method succeeds, or that a condition holds. */
#define CHECK_OK(call)   CHECK_EQUAL(call, seL4_NoError)
#define CHECK(condition) CHECK_EQUAL(!!(condition), 1)
