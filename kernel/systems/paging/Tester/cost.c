/* SPDX-License-Identifier: MIT
 *
 * What a page fault costs: guest instructions from before the load or store
 * to after it, with all that happens in the kernel, the pager and the services
 * behind it. Of several the least counts: the others had an interrupt or a
 * page table in between.
 */
#include <application.h>
#include <camkes.h>
#include <pager.h>
#include <stdio.h>

#include "tests.h"
#include "verdict.h"
#include "workers.h"

#define PAGE 4096ul

enum { R = PAGER_READ, RW = PAGER_READ | PAGER_WRITE, RUN = 1, OTHER = 2 };

static struct space space, other;
static struct worker worker;

static void measure(const char *what, enum order order, uint32_t rights,
                    uint32_t flags, const char *file)
{
    seL4_Word least = (seL4_Word)-1;
    uint64_t at;

    check(mappings_map(RUN, 3 * PAGE, rights, flags, file, 0, &at) == PAGER_OK);
    for (unsigned i = 0; i < 3; i++) {
        struct result r = worker_do(&worker, order, at + i * PAGE, 1);

        check(!r.reported);
        if (r.instructions < least)
            least = r.instructions;
    }
    printf("pager, %s: %lu instructions\n", what, least);
}

void measure_faults(void)
{
    uint64_t at;

    need(space_make(&space, RUN, "org.one", 1 << 20) == PAGER_OK);
    need(space_make(&other, OTHER, "org.two", 1 << 20) == PAGER_OK);
    worker_make(&worker, &space);
    check(mappings_map(OTHER, 3 * PAGE, R, PAGER_LINEAR | PAGER_SHARED,
                       "archive:long.txt", 0, &at) == PAGER_OK);
    measure("page that is there", ORDER_STORE, RW, PAGER_LINEAR, "");
    measure("fault on lazy anonymous memory", ORDER_STORE, RW, PAGER_LAZY, "");
    measure("fault on a private page of the archive", ORDER_STORE, RW,
            PAGER_LAZY, "archive:long.txt");
    measure("fault on a shared page that others have", ORDER_LOAD, R,
            PAGER_SHARED, "archive:long.txt");
    worker_end(&worker);
    space_end(&space);
    space_end(&other);
}
