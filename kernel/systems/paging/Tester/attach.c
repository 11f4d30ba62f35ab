/* SPDX-License-Identifier: MIT
 *
 * What the pager refuses, each for its own reason.
 */
#include <application.h>
#include <camkes.h>
#include <memory.h>
#include <pager.h>
#include <string.h>

#include "tests.h"
#include "verdict.h"
#include "workers.h"

#define PAGE 4096ul

static int attach(uint32_t run, const char *id, uint32_t account,
                  seL4_CPtr vspace)
{
    seL4_CPtr fault = 0;
    int said = spaces_attach(run, id, account, vspace, &fault);

    check((said == PAGER_OK) == (fault != 0));
    return said;
}

void test_attach_refuses(void)
{
    struct space space;
    char id[70];

    need(space_make(&space, 1, "org.one", 1 << 20) == PAGER_OK);
    memset(id, 'x', sizeof id);
    id[65] = 0;
    check(attach(1, "org.one", space.account, space_root(&space)) ==
          PAGER_TOO_MANY);
    check(attach(2, "org.one", space.account, 0) == PAGER_BAD_CAPABILITY);
    check(attach(2, "org.one", space.account, CAMKES_OWN_CNODE) ==
          PAGER_BAD_CAPABILITY);
    check(attach(2, "org.one", space.account, space_root(&space) + 1) ==
          PAGER_BAD_CAPABILITY); /* a page table, but no root */
    check(attach(2, "org.one", MEMORY_OWN_ACCOUNT, space_root(&space)) ==
          PAGER_NO_MEMORY);
    check(attach(2, id, space.account, space_root(&space)) == PAGER_NO_FILE);
    id[64] = 0;
    check(attach(2, id, space.account, space_root(&space)) == PAGER_OK);
    check(spaces_detach(2) == PAGER_OK);
    check(spaces_detach(2) == PAGER_NO_SPACE);
    check(spaces_add(2, APPLICATION_HEAP, PAGE, PAGER_READ, 0) ==
          PAGER_NO_SPACE);
    space_end(&space);
}

void test_spaces_are_limited(void)
{
    struct space space;
    uint32_t run = 1;

    need(space_make(&space, run, "org.one", 1 << 20) == PAGER_OK);
    while (run <= PAGER_SPACES_MAX && attach(run + 1, "org.one", space.account,
                                             space_root(&space)) == PAGER_OK)
        run++;
    check(run == PAGER_SPACES_MAX);
    check(attach(run + 1, "org.one", space.account, space_root(&space)) ==
          PAGER_TOO_MANY);
    for (; run > 1; run--)
        check(spaces_detach(run) == PAGER_OK);
    space_end(&space);
}

void test_add_refuses(void)
{
    enum { RW = PAGER_READ | PAGER_WRITE };
    const uint64_t from = APPLICATION_HEAP, to = APPLICATION_MAPPINGS_END;
    struct space space;

    need(space_make(&space, 1, "org.one", 1 << 20) == PAGER_OK);
    check(spaces_add(1, from, 4 * PAGE, RW, 0) == PAGER_OK);
    check(spaces_add(1, from + 3 * PAGE, PAGE, RW, 0) == PAGER_OVERLAP);
    check(spaces_add(1, from - PAGE, PAGE, RW, 0) == PAGER_BAD_RANGE);
    check(spaces_add(1, to, PAGE, RW, 0) == PAGER_BAD_RANGE);
    check(spaces_add(1, to - PAGE, 2 * PAGE, RW, 0) == PAGER_BAD_RANGE);
    check(spaces_add(1, to - PAGE, -PAGE, RW, 0) == PAGER_BAD_RANGE);
    check(spaces_add(1, from + 8 * PAGE, 0, RW, 0) == PAGER_BAD_RANGE);
    check(spaces_add(1, from + 8 * PAGE, 1, RW, 0) == PAGER_BAD_RANGE);
    check(spaces_add(1, from + 8 * PAGE + 8, PAGE, RW, 0) == PAGER_BAD_RANGE);
    check(spaces_add(1, from + 8 * PAGE, PAGE, 0, 0) == PAGER_BAD_RIGHTS);
    check(spaces_add(1, from + 8 * PAGE, PAGE, PAGER_WRITE, 0) ==
          PAGER_BAD_RIGHTS);
    check(spaces_add(1, from + 8 * PAGE, PAGE, RW | PAGER_EXECUTE, 0) ==
          PAGER_BAD_RIGHTS);
    check(spaces_add(1, from + 8 * PAGE, PAGE, 8, 0) == PAGER_BAD_RIGHTS);
    check(spaces_add(1, from + 8 * PAGE, PAGE, RW, 4) == PAGER_BAD_RIGHTS);
    check(spaces_add(1, to - PAGE, PAGE, RW, 0) == PAGER_OK);
    space_end(&space);
}

void test_map_refuses(void)
{
    enum { R = PAGER_READ, RW = PAGER_READ | PAGER_WRITE };
    const char *text = "archive:short.txt";
    struct space space;
    uint64_t at = 1;
    int count = 0;

    need(space_make(&space, 1, "org.one", 1 << 20) == PAGER_OK);
    check(mappings_map(2, PAGE, R, 0, "", 0, &at) == PAGER_NO_SPACE && !at);
    check(mappings_map(1, 0, R, 0, "", 0, &at) == PAGER_BAD_RANGE);
    check(mappings_map(1, 1, R, 0, "", 0, &at) == PAGER_BAD_RANGE);
    check(mappings_map(1, PAGE, R, 0, text, 1, &at) == PAGER_BAD_RANGE);
    check(mappings_map(1, PAGE, R, 0, text, 1ul << 63, &at) == PAGER_BAD_RANGE);
    check(mappings_map(1, 1ul << 30, R, 0, "", 0, &at) == PAGER_NO_SPACE);
    check(mappings_map(1, -PAGE, R, 0, "", 0, &at) == PAGER_NO_SPACE);
    check(mappings_map(1, PAGE, R, 0, "archive:none.txt", 0, &at) ==
          PAGER_NO_FILE);
    check(mappings_map(1, PAGE, R, 0, "archive:", 0, &at) == PAGER_NO_FILE);
    check(mappings_map(1, PAGE, R, 0, "package:x", 0, &at) == PAGER_NO_FILE);
    check(mappings_map(1, PAGE, R, 0, "key:nobody", 0, &at) == PAGER_NO_FILE);
    check(mappings_map(1, PAGE, R, 0, "short.txt", 0, &at) == PAGER_NO_FILE);
    check(mappings_map(1, PAGE, RW, PAGER_SHARED, text, 0, &at) ==
          PAGER_BAD_RIGHTS);
    check(mappings_map(1, PAGE, PAGER_EXECUTE, 0, "key:motto", 0, &at) ==
          PAGER_BAD_RIGHTS);
    check(mappings_unmap(1, APPLICATION_MAPPINGS, PAGE) == PAGER_NO_SPACE);
    while (mappings_map(1, PAGE, R, 0, "", 0, &at) == PAGER_OK)
        count++;
    check(count == PAGER_REGIONS_MAX);
    check(mappings_map(1, PAGE, R, 0, "", 0, &at) == PAGER_TOO_MANY);
    space_end(&space);
}
