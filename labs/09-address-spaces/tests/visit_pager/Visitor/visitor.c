/* SPDX-License-Identifier: MIT */
/*
 * Lab 09, the pager: the examiner's applications, see visitor.h.
 */
#include "visitor.h"

#include <camkes.h>
#include <memory.h>
#include <pager.h>

#include "systems/paging/Tester/verdict.h"

struct app first, second;

static bool is_prepared;

/* What the applications cannot be made without. */
void verdict_need(bool is_true, const char *file, int line, const char *text)
{
    if (!is_true)
        test_fail(file, line, "an application cannot be made: %s", text);
}

void begin(struct app *app, uint64_t quota)
{
    uint32_t number = app == &first ? 1 : 2;
    int said;

    if (!is_prepared)
        workers_prepare();
    is_prepared = true;
    end(app);
    app->is_live = true;
    said = space_make(&app->space, number, number == 1 ? "org.one" : "org.two",
                      quota);
    CHECK_EQ(said, PAGER_OK);
    worker_make(&app->worker, &app->space);
}

void end(struct app *app)
{
    if (!app->is_live)
        return;
    app->is_live = false;
    if (app->worker.first)
        worker_end(&app->worker);
    space_end(&app->space);
}

uint64_t objects_of(const struct app *app)
{
    struct memory_stats stats = { 0 };

    CHECK_EQ(memory_stats(app->space.account, &stats), MEMORY_OK);
    return stats.objects;
}

uint64_t map(const struct app *app, uint64_t pages, uint32_t rights,
             uint32_t flags, const char *file, uint64_t offset)
{
    uint64_t at = 0;
    int said = mappings_map(app->space.run, pages * PAGE, rights, flags, file,
                            offset, &at);

    CHECK_MSG(said == PAGER_OK,
              "map %lu pages of \"%s\", rights %u, flags %u: error %d", pages,
              file, (unsigned)rights, (unsigned)flags, said);
    return at;
}

static const char *const orders[] = { "load",        "store",      "call",
                                      "system call", "breakpoint", "touch" };

static uint64_t perform(struct app *app, enum order order, uint64_t address,
                        uint64_t value)
{
    struct result r = worker_do(&app->worker, order, address, value);

    CHECK_MSG(!r.reported,
              "a %s at %#lx is reported as a fault: cause %lu, address %#lx",
              orders[order], address, r.fault.cause, r.fault.address);
    return r.value;
}

void do_store(struct app *app, uint64_t address, uint64_t value)
{
    perform(app, ORDER_STORE, address, value);
}

uint64_t do_load(struct app *app, uint64_t address)
{
    return perform(app, ORDER_LOAD, address, 0);
}

uint64_t do_touch(struct app *app, uint64_t address, uint64_t pages)
{
    return perform(app, ORDER_TOUCH, address, pages);
}

void check_reported(struct app *app, enum order order, uint64_t address)
{
    struct result r = worker_do(&app->worker, order, address, 0);

    CHECK_MSG(r.reported, "a %s at %#lx goes well", orders[order], address);
    CHECK_MSG(r.fault.cause == seL4_Fault_VMFault && r.fault.address == address,
              "a %s at %#lx is reported with cause %lu and address %#lx",
              orders[order], address, r.fault.cause, r.fault.address);
}

int run(void)
{
    examiner_run((void *)region);
}
