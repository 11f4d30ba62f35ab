/* SPDX-License-Identifier: MIT
 *
 * The layout by itself, without bundles: it is compiled into the examiner
 * (layout.c) and compared with one that is computed page by page. First come
 * bundles with one thing to get wrong each, then any.
 */
#include <components/ProcessManager/layout.h>
#include <interfaces/application.h>
#include <stdio.h>
#include <string.h>

#include "examined.h"

enum { ROUNDS = 60, PAGE = BUNDLE_PAGE, MIB2 = 2 << 20 };

static struct layout layout, model;
static struct bundle bundle;
static const uint8_t stored[BUNDLE_SEGMENTS_MAX]; /* addresses: not read */

/* -- the model ------------------------------------------------------------- */

static uint32_t pages_of(uint64_t bytes)
{
    return (uint32_t)((bytes + PAGE - 1) / PAGE);
}

static void model_range(uint64_t vaddr, uint32_t pages, uint32_t rights,
                        const struct bundle_segment *from)
{
    model.range[model.ranges++] = (struct layout_range){
        .vaddr = vaddr,
        .pages = pages,
        .rights = rights,
        .size = from ? from->size : 0,
        .bytes = from ? from->bytes : NULL,
    };
}

/* A table where a page is the first of its GiB, or of its 2 MiB. */
static void model_tables(void)
{
    uint64_t before = UINT64_MAX;

    for (uint32_t i = 0; i < model.ranges; i++)
        for (uint32_t k = 0; k < model.range[i].pages; k++) {
            uint64_t at = model.range[i].vaddr + (uint64_t)k * PAGE;

            if (at >> 30 != before >> 30)
                model.table[model.tables++] = at;
            if (at >> 21 != before >> 21)
                model.table[model.tables++] = at;
            before = at;
        }
}

static void model_make(const struct bundle *b)
{
    const uint64_t stack = b->manifest.stack;

    memset(&model, 0, sizeof model);
    for (uint32_t i = 0; i < b->segments; i++)
        model_range(b->segment[i].vaddr, pages_of(b->segment[i].memory_size),
                    b->segment[i].rights, &b->segment[i]);
    model_range(APPLICATION_STACK_END - stack, pages_of(stack), 3, NULL);
    model_range(APPLICATION_IPC_BUFFER, 1, 3, NULL);
    model_range(APPLICATION_PAGE, 1, 3, NULL);
    model_tables();
    model.slots = LAYOUT_TABLES + model.tables;
    for (uint32_t i = 0; i < model.ranges; i++) {
        model.range[i].slot = model.slots;
        model.slots += model.range[i].pages;
    }
    model.ipc_buffer = model.slots - 2;
    model.page = model.slots - 1;
}

/* -- comparing ------------------------------------------------------------- */

static const char *name; /* of the bundle */

static void check(const char *what, uint32_t index, uint64_t seen,
                  uint64_t expected)
{
    CHECK_MSG(seen == expected, "%s: %s %u: seen 0x%lx, expected 0x%lx", name,
              what, index, seen, expected);
}

static void check_count(const char *what, uint32_t seen, uint32_t expected)
{
    CHECK_MSG(seen == expected, "%s: %s: seen %u, expected %u", name, what,
              seen, expected);
}

static void check_range(uint32_t i)
{
    const struct layout_range *r = &layout.range[i], *m = &model.range[i];

    check("begin of range", i, r->vaddr, m->vaddr);
    check("pages of range", i, r->pages, m->pages);
    check("rights of range", i, r->rights, m->rights);
    check("bytes of the package for range", i, r->size, m->size);
    CHECK_MSG(r->bytes == m->bytes || !m->size,
              "%s: range %u does not point to its segment's bytes", name, i);
}

/* Which table it is: a table of the second level comes first in its GiB. */
static void check_table(uint32_t i)
{
    check("the 2 MiB that need table", i, layout.table[i] >> 21 << 21,
          model.table[i] >> 21 << 21);
}

static void note_bundle(void)
{
    for (uint32_t i = 0; i < model.ranges; i++)
        record_note("range %u is 0x%lx..0x%lx", i, model.range[i].vaddr,
                    model.range[i].vaddr +
                        (uint64_t)model.range[i].pages * PAGE - 1);
}

static void compare(void)
{
    check_count("number of ranges", layout.ranges, model.ranges);
    for (uint32_t i = 0; i < model.ranges; i++)
        check_range(i);
    for (uint32_t i = 0; i < model.tables && i < layout.tables; i++)
        check_table(i);
    check_count("number of tables", layout.tables, model.tables);
    for (uint32_t i = 0; i < model.ranges; i++)
        check("first slot of range", i, layout.range[i].slot,
              model.range[i].slot);
    check_count("slot of the IPC buffer", layout.ipc_buffer, model.ipc_buffer);
    check_count("slot of the page", layout.page, model.page);
    check_count("number of slots", layout.slots, model.slots);
}

static bool differs(void)
{
    return layout.ranges != model.ranges || layout.tables != model.tables ||
           layout.slots != model.slots;
}

static void lay_out(const char *what, uint64_t stack)
{
    name = what;
    bundle.manifest.stack = stack;
    model_make(&bundle);
    layout_make(&layout, &bundle);
    if (differs())
        note_bundle();
    compare();
}

/* -- bundles --------------------------------------------------------------- */

static void add(uint64_t vaddr, uint64_t memory, uint32_t size, uint32_t rights)
{
    bundle.segment[bundle.segments++] = (struct bundle_segment){
        .vaddr = vaddr,
        .memory_size = memory,
        .size = size,
        .bytes = stored + bundle.segments,
        .rights = rights,
    };
}

static void begin(void)
{
    memset(&bundle, 0, sizeof bundle);
}

static void named_bundles(void)
{
    begin();
    add(0x10000, 1, 1, 5);
    lay_out("one byte of code", PAGE);
    begin();
    add(0x10000, PAGE + 1, PAGE, 5);
    add(0x12000, 3 * PAGE, 10, 3);
    lay_out("zeros behind the data", 4 * PAGE);
    begin();
    add(MIB2 - PAGE, 2 * PAGE, 1, 5);
    lay_out("a segment across 2 MiB", PAGE);
    begin();
    add(MIB2 - PAGE, PAGE, 1, 5);
    lay_out("a segment that ends at 2 MiB", PAGE);
    begin();
    add(MIB2 - PAGE, PAGE, 1, 5);
    add(MIB2, PAGE, 1, 3);
    lay_out("segments that meet at 2 MiB", PAGE);
    begin();
    add(0x1000, 3 * (uint64_t)MIB2, 1, 5);
    add(4 * MIB2, PAGE, 1, 3);
    lay_out("a segment of 6 MiB", 3 * MIB2);
}

/* A gap of some pages, none, or up to the next border of 2 MiB. */
static uint64_t leave_gap(uint64_t at)
{
    switch (draw(4)) {
    case 0:
        return at;
    case 1:
        return (at + MIB2 - 1) / MIB2 * MIB2;
    default:
        return at + draw(700) * (uint64_t)PAGE;
    }
}

static void any_bundle(unsigned round)
{
    static const uint32_t rights[] = { 1, 3, 5 };
    const uint32_t count = 1 + draw(BUNDLE_SEGMENTS_MAX);
    uint64_t at = 0x1000;
    char what[16];

    begin();
    for (uint32_t i = 0; i < count; i++) {
        uint64_t memory = 1 + draw(draw(4) ? 5 * PAGE : 2 * MIB2);

        at = leave_gap(at);
        add(at, memory, draw((uint32_t)memory + 1), rights[draw(3)]);
        at += (uint64_t)pages_of(memory) * PAGE;
    }
    snprintf(what, sizeof what, "bundle %u", round);
    lay_out(what, (1 + draw(draw(3) ? 16 : 4096)) * (uint64_t)PAGE);
}

TEST(layout_is_exact)
{
    draw_begin();
    test_step("bundles with a name");
    named_bundles();
    test_step("any bundles");
    for (unsigned round = 1; round <= ROUNDS; round++)
        any_bundle(round);
    record_value("bundles", ROUNDS);
}
