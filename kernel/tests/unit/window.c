/* SPDX-License-Identifier: MIT */
/*
 * The window, with page tables of three levels as the test plays them: a
 * table goes where a lookup ends, a page where its table is. Page 0 is memory
 * of the test, to which a frame's bytes come when it is mapped there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <window.h>

static char view[WINDOW_PAGE];
static seL4_IPCBuffer buffer;
__thread seL4_IPCBuffer *__sel4_ipc_buffer = &buffer;

#undef WINDOW_ADDRESS
#define WINDOW_ADDRESS ((uintptr_t)view)
#include "../../libs/window/is_memory.c"
#include "../../libs/window/window.c"

enum { CNODE = 1, VSPACE = 5, FIRST = 100, COUNT = 700, BATCH = 77 };
enum { FRAME = 2000, MAPPED_ELSEWHERE, NO_FRAME, PROBE };
enum { TABLE_PAGES = 512 };

SLOTS_DEFINE(pool, CNODE, FIRST, COUNT);

static struct {
    bool is_table[FIRST + COUNT]; /* in this slot */
    bool gigabyte;                /* has a table */
    bool part[TABLE_PAGES + 1];   /* of 2 MiB */
    unsigned linked;
    unsigned calls, refused_call; /* of the kernel; 0: none is refused */
    int memory_error;
    bool batch;
    int mapped; /* page + 1 at which FRAME is */
    bool writable;
    seL4_CPtr buffer; /* of the probe; 0: it has none */
    char frame[WINDOW_PAGE];
} world;

static int begin(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    world.memory_error = MEMORY_OK;
    slots_give_row(&pool, FIRST, COUNT);
    pages = 0;
    return 0;
}

/* -- the memory manager ---------------------------------------------------- */

int memory_alloc(uint32_t account, size_t count,
                 const struct memory_object *objects, uint32_t lifetime,
                 seL4_CPtr cnode, uint32_t *batch)
{
    assert_int_equal(account, MEMORY_OWN_ACCOUNT);
    assert_int_equal(count, 1);
    assert_int_equal(objects->type, seL4_RISCV_PageTableObject);
    assert_int_equal(lifetime, MEMORY_LONG);
    assert_int_equal(cnode, CNODE);
    assert_false(world.batch);
    if (world.memory_error != MEMORY_OK)
        return world.memory_error;
    for (uint32_t i = 0; i < objects->count; i++)
        world.is_table[objects->slot + i] = true;
    world.batch = true;
    *batch = BATCH;
    return MEMORY_OK;
}

int memory_free(uint32_t account, uint32_t batch)
{
    assert_int_equal(account, MEMORY_OWN_ACCOUNT);
    assert_int_equal(batch, BATCH);
    assert_true(world.batch);
    memset(world.is_table, 0, sizeof world.is_table);
    world.batch = false;
    return MEMORY_OK;
}

/* -- the kernel ------------------------------------------------------------ */

static seL4_Error link_table(seL4_CPtr table, uintptr_t offset)
{
    bool *place =
        world.gigabyte ? &world.part[offset / LARGE_PAGE] : &world.gigabyte;

    assert_in_range(table, FIRST, FIRST + COUNT - 1);
    assert_true(world.is_table[table]);
    assert_int_equal(offset % LARGE_PAGE, 0);
    if (*place)
        return seL4_DeleteFirst;
    *place = true;
    world.is_table[table] = false;
    world.linked++;
    return seL4_NoError;
}

static seL4_Error map_frame(seL4_CPtr frame, uintptr_t offset, seL4_Word rights,
                            seL4_Word attributes)
{
    assert_int_equal(attributes, seL4_RISCV_ExecuteNever);
    if (frame == NO_FRAME)
        return seL4_InvalidCapability;
    if (frame == MAPPED_ELSEWHERE)
        return seL4_InvalidArgument;
    assert_int_equal(frame, FRAME);
    assert_int_equal(world.mapped, 0);
    if (!world.gigabyte || !world.part[offset / LARGE_PAGE])
        return seL4_FailedLookup;
    world.mapped = (int)(offset / WINDOW_PAGE) + 1;
    world.writable = rights == seL4_ReadWrite.words[0];
    if (world.mapped == 1)
        memcpy(view, world.frame, sizeof view);
    return seL4_NoError;
}

static seL4_Error unmap_frame(seL4_CPtr frame)
{
    assert_int_equal(frame, FRAME);
    if (world.mapped == 1 && world.writable)
        memcpy(world.frame, view, sizeof view);
    world.mapped = 0;
    return seL4_NoError;
}

static seL4_Error set_buffer(seL4_Word address, seL4_CPtr frame)
{
    if (address && frame == NO_FRAME)
        return seL4_IllegalOperation;
    world.buffer = address ? frame : 0;
    return seL4_NoError;
}

static seL4_Error invoke(seL4_CPtr object, const struct sel4_message *m)
{
    const uintptr_t offset = m->mr[0] - WINDOW_ADDRESS;

    if (++world.calls == world.refused_call)
        return seL4_NotEnoughMemory;
    if (seL4_MessageInfo_get_label(m->info) == RISCVPageUnmap)
        return unmap_frame(object);
    assert_int_equal(seL4_MessageInfo_get_extraCaps(m->info), 1);
    if (seL4_MessageInfo_get_label(m->info) == TCBSetIPCBuffer) {
        assert_int_equal(object, PROBE);
        return set_buffer(m->mr[0], buffer.caps_or_badges[0]);
    }
    assert_int_equal(buffer.caps_or_badges[0], VSPACE);
    if (seL4_MessageInfo_get_label(m->info) == RISCVPageTableMap)
        return link_table(object, offset);
    assert_int_equal(seL4_MessageInfo_get_label(m->info), RISCVPageMap);
    return map_frame(object, offset, m->mr[1], m->mr[2]);
}

void sel4_trap_send(seL4_Word number, seL4_CPtr dest, struct sel4_message *m)
{
    assert_int_equal((long)number, seL4_SysCall);
    m->info = seL4_MessageInfo_new(invoke(dest, m), 0, 0, 0);
}

/* -- opening --------------------------------------------------------------- */

static const uint32_t sizes[] = { 1,   2,    511,  512,
                                  513, 2049, 4096, WINDOW_PAGES_MAX };
enum { SIZES = sizeof sizes / sizeof *sizes };

static void each_page_has_its_table_and_no_table_is_left_over(void **state)
{
    for (unsigned i = 0; i < SIZES; i++) {
        uint32_t tables = 1 + (sizes[i] + 511) / 512;

        begin(state);
        assert_int_equal(window_open(&pool, VSPACE, sizes[i]), MEMORY_OK);
        assert_int_equal(world.linked, tables);
        assert_int_equal(slots_free(&pool), COUNT - tables);
        for (uint32_t page = 0; page < sizes[i]; page += 1 + page / 97) {
            assert_int_equal(window_map(FRAME, page, seL4_CanRead),
                             seL4_NoError);
            assert_int_equal(world.mapped, page + 1);
            assert_int_equal(unmap_frame(FRAME), seL4_NoError);
        }
        assert_int_equal(window_map(FRAME, sizes[i] - 1, seL4_CanRead),
                         seL4_NoError);
    }
}

static void behind_the_last_page_there_is_none(void **state)
{
    (void)state;
    assert_int_equal(window_map(FRAME, 0, seL4_CanRead), seL4_RangeError);
    assert_int_equal(window_fill(FRAME, "x", 1), seL4_RangeError);
    assert_int_equal(window_open(&pool, VSPACE, 16), MEMORY_OK);
    world.calls = 0;
    assert_int_equal(window_map(FRAME, 16, seL4_CanRead), seL4_RangeError);
    assert_int_equal(window_map(FRAME, UINT32_MAX, seL4_CanRead),
                     seL4_RangeError);
    assert_int_equal(world.calls, 0);
    assert_ptr_equal(window_page(15), view + 15 * WINDOW_PAGE);
}

static void sizes_that_cannot_be_take_nothing(void **state)
{
    static const uint32_t wrong[] = { 0, WINDOW_PAGES_MAX + 1, UINT32_MAX };

    (void)state;
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(window_open(&pool, VSPACE, wrong[i]),
                         MEMORY_BAD_OBJECT);
    assert_int_equal(slots_free(&pool), COUNT);
    assert_int_equal(world.calls, 0);
}

static void no_slots_or_no_memory_takes_nothing(void **state)
{
    (void)state;
    assert_int_equal(slots_take_row(&pool, COUNT - 2), FIRST);
    assert_int_equal(window_open(&pool, VSPACE, 513), MEMORY_TOO_MANY);
    assert_int_equal(slots_free(&pool), 2);
    for (int error = MEMORY_OK + 1; error < MEMORY_ERRORS; error++) {
        world.memory_error = error;
        assert_int_equal(window_open(&pool, VSPACE, 1), error);
        assert_int_equal(slots_free(&pool), 2);
        assert_int_equal(window_map(FRAME, 0, seL4_CanRead), seL4_RangeError);
    }
}

static void a_refused_table_gives_everything_back(void **state)
{
    for (unsigned call = 1; call <= 6; call++) {
        begin(state);
        world.refused_call = call;
        assert_int_equal(window_open(&pool, VSPACE, 2049), MEMORY_BAD_CNODE);
        assert_int_equal(world.calls, call);
        assert_int_equal(slots_free(&pool), COUNT);
        assert_false(world.batch);
        assert_int_equal(window_map(FRAME, 0, seL4_CanRead), seL4_RangeError);
    }
}

/* -- pages ----------------------------------------------------------------- */

static void rights_are_those_asked_for(void **state)
{
    (void)state;
    assert_int_equal(window_open(&pool, VSPACE, 2), MEMORY_OK);
    assert_int_equal(window_map(FRAME, 1, seL4_CanRead), seL4_NoError);
    assert_false(world.writable);
    assert_int_equal(unmap_frame(FRAME), seL4_NoError);
    assert_int_equal(window_map(FRAME, 1, seL4_ReadWrite), seL4_NoError);
    assert_true(world.writable);
}

static void what_is_filled_is_the_beginning_and_mapped_nowhere(void **state)
{
    static const size_t lengths[] = { 1, 8, 100, 4095, 4096 };
    static char bytes[WINDOW_PAGE];

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(1 + i % 101);
    assert_int_equal(window_open(&pool, VSPACE, 1), MEMORY_OK);
    for (unsigned i = 0; i < 5; i++) {
        memset(world.frame, 0, sizeof world.frame);
        assert_int_equal(window_fill(FRAME, bytes, lengths[i]), seL4_NoError);
        assert_int_equal(world.mapped, 0);
        assert_memory_equal(world.frame, bytes, lengths[i]);
        for (size_t k = lengths[i]; k < WINDOW_PAGE; k++)
            assert_int_equal(world.frame[k], 0);
    }
}

static void what_the_kernel_refuses_is_passed_on(void **state)
{
    (void)state;
    assert_int_equal(window_open(&pool, VSPACE, 1), MEMORY_OK);
    memset(view, 7, sizeof view);
    assert_int_equal(window_fill(NO_FRAME, "x", 1), seL4_InvalidCapability);
    assert_int_equal(window_fill(MAPPED_ELSEWHERE, "x", 1),
                     seL4_InvalidArgument);
    assert_int_equal(view[0], 7);
    world.refused_call = world.calls + 2; /* the unmapping */
    assert_int_equal(window_fill(FRAME, "x", 1), seL4_NotEnoughMemory);
}

/* Nothing but the probe is invoked to find out. */
static void only_a_frame_is_memory_and_the_probe_keeps_none(void **state)
{
    (void)state;
    assert_true(window_is_memory(PROBE, FRAME));
    assert_int_equal(world.buffer, 0);
    assert_false(window_is_memory(PROBE, NO_FRAME));
    assert_int_equal(world.buffer, 0);
    assert_int_equal(world.calls, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(
            each_page_has_its_table_and_no_table_is_left_over, begin),
        cmocka_unit_test_setup(behind_the_last_page_there_is_none, begin),
        cmocka_unit_test_setup(sizes_that_cannot_be_take_nothing, begin),
        cmocka_unit_test_setup(no_slots_or_no_memory_takes_nothing, begin),
        cmocka_unit_test_setup(a_refused_table_gives_everything_back, begin),
        cmocka_unit_test_setup(rights_are_those_asked_for, begin),
        cmocka_unit_test_setup(
            what_is_filled_is_the_beginning_and_mapped_nowhere, begin),
        cmocka_unit_test_setup(what_the_kernel_refuses_is_passed_on, begin),
        cmocka_unit_test_setup(only_a_frame_is_memory_and_the_probe_keeps_none,
                               begin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
