/* SPDX-License-Identifier: MIT */
/*
 * Lab 09, the pager: what its tests have in common.
 *
 * A test has up to two applications of its own, each with an account, an
 * address space that is attached to the pager, and a thread (systems/paging/
 * Tester/workers.h). What is left over of a test that failed is cleared away
 * when the next one begins.
 */
#pragma once

#include <stdbool.h>

#include "examiner.h"
#include "systems/paging/Tester/workers.h"

#define PAGE 4096ul

enum {
    TABLES = 2,         /* page tables that the pager adds below a root */
    TEXT_BYTES = 12408, /* of archive:long.txt */
    LINE_BYTES = 33,    /* each line of it says at which byte it begins */
};

/** An application with one thread. */
struct app {
    struct space space;
    struct worker worker;
    bool is_live;
};

extern struct app first, second;

/** Ends what is left over, then makes an application with a quota in bytes. */
void begin(struct app *app, uint64_t quota);

/** Ends it. */
void end(struct app *app);

/** How many objects the pager has made on an application's account. */
uint64_t objects_of(const struct app *app);

/** Asks the pager for a mapping, which it must make. Its address. */
uint64_t map(const struct app *app, uint64_t pages, uint32_t rights,
             uint32_t flags, const char *file, uint64_t offset);

/** Lets the application store, load, or load one word of each page. Fails if
    that is reported as a fault. */
void do_store(struct app *app, uint64_t address, uint64_t value);
uint64_t do_load(struct app *app, uint64_t address);
uint64_t do_touch(struct app *app, uint64_t address, uint64_t pages);

/** Fails unless an access is reported as a page fault at its address. */
void check_reported(struct app *app, enum order order, uint64_t address);
