/* SPDX-License-Identifier: MIT
 *
 * Steps of a start: what lab 13 removes.
 */
#include "start.h"

static enum process_error allocate(struct start *s)
{
    (void)open_account;
    return fail(s, PROCESS_START_FAILED, "allocate: lab 13");
}

static enum process_error guard_cnode(struct start *s)
{
    return fail(s, PROCESS_START_FAILED, "guard_cnode: lab 13");
}

static enum process_error add_tables(struct start *s)
{
    return fail(s, PROCESS_START_FAILED, "add_tables: lab 13");
}

static seL4_Error map_page(const struct start *s, const struct layout_range *r,
                           uint32_t page)
{
    (void)s, (void)r, (void)page; /* map_page: lab 13 */
    return seL4_IllegalOperation;
}

static enum process_error map_ranges(struct start *s, uint32_t from,
                                     uint32_t to)
{
    (void)from, (void)to, (void)map_page;
    return fail(s, PROCESS_START_FAILED, "map_ranges: lab 13");
}

static seL4_Error set_registers(struct start *s)
{
    (void)s; /* set_registers: lab 13 */
    return seL4_IllegalOperation;
}

static enum process_error move_in(struct start *s)
{
    return fail(s, PROCESS_START_FAILED, "move_in: lab 13");
}

static enum process_error take_steps(struct start *s, unsigned *done)
{
    (void)steps;
    *done = 0;
    return fail(s, PROCESS_START_FAILED, "take_steps: lab 13");
}
