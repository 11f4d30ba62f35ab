/* SPDX-License-Identifier: MIT */
/*
 * Who gets which memory at boot: the carving of boot/memory.c against the
 * example of the API, and a whole boot of a machine with 3 GiB.
 *
 * The rule of the untyped list is written down a second time here, on plain
 * addresses: a piece is the largest power of two that fits, that is aligned
 * and at most 2^38; only at addresses 0 and 2^38 nothing but the size counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "boot/boot.h"
#include "cap/cdt.h"
#include "machine.h"
#include "state.h"

enum { PIECES = 256, CNODE_BITS = 13 };

#define RAM_END_3_GIB 0x140000000ul

const struct boot_config boot_defaults;
const struct boot_config boot_defaults = { .cnode_bits = CNODE_BITS,
                                           .domains = 1,
                                           .ram_end = RAM_END_3_GIB,
                                           .flags = BOOT_CHECK };

static struct {
    paddr_t start;
    word_t bits;
} pieces[PIECES];
static word_t piece_count;

static void emit(paddr_t start, word_t bits, bool device)
{
    (void)device;
    pieces[piece_count].start = start;
    pieces[piece_count++].bits = bits;
}

static void split(paddr_t start, paddr_t end)
{
    memory_split((struct region){ start, end }, emit, true);
}

/* "Example (3 GiB)" of the API's list of device untypeds. */
static const struct {
    paddr_t start;
    word_t bits;
} example[] = {
    { 0, 25 },
    { 0x2200000, 21 },
    { 0x2400000, 22 },
    { 0x2800000, 23 },
    { 0x3000000, 24 },
    { 0x4000000, 26 },
    { 0x8000000, 26 },
    { 0xc600000, 21 },
    { 0xc800000, 23 },
    { 0xd000000, 24 },
    { 0xe000000, 25 },
    { 0x10000000, 28 },
    { 0x20000000, 29 },
    { 0x40000000, 30 },
    { 0x80000000, 21 },
    { 0x140000000, 30 },
    { 0x180000000, 31 },
    { 0x200000000, 33 },
    { 0x400000000, 34 },
    { 0x800000000, 35 },
    { 0x1000000000, 36 },
    { 0x2000000000, 37 },
    { 0x4000000000, 38 },
};
enum { EXAMPLE = sizeof(example) / sizeof(example[0]) };

static void devices_are_split_as_in_the_example(void **state)
{
    (void)state;
    piece_count = 0;
    split(0, 0x2000000);
    split(0x2200000, 0xc000000);
    split(0xc600000, RAM_BASE);
    split(RAM_END_3_GIB, DEVICE_TOP);
    assert_int_equal(piece_count, EXAMPLE);
    for (word_t i = 0; i < EXAMPLE; i++) {
        assert_int_equal(pieces[i].start, example[i].start);
        assert_int_equal(pieces[i].bits, example[i].bits);
    }
}

static void pieces_below_16_bytes_are_lost(void **state)
{
    (void)state;
    piece_count = 0;
    split(0x80201008, 0x80201038);
    assert_int_equal(piece_count, 2); /* 8 lost, 16 at 10, 32 - 8 at 20 */
    assert_int_equal(pieces[0].start, 0x80201010);
    assert_int_equal(pieces[0].bits, 4);
    assert_int_equal(pieces[1].start, 0x80201020);
    assert_int_equal(pieces[1].bits, 4);
}

static void free_memory_is_what_nobody_uses(void **state)
{
    const paddr_t b = RAM_BASE;
    const struct region used[] = { { b, b + 0x5000 },
                                   { b + 0x5000, b + 0x5123 },
                                   { b + 0x8000, b + 0x9000 } };
    struct free_list list;

    (void)state;
    memory_find_free(&list, b + 0x20000, used, 3);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.regions[0].start, b + 0x5123);
    assert_int_equal(list.regions[0].end, b + 0x8000);
    assert_int_equal(list.regions[1].start, b + 0x9000);
    assert_int_equal(list.regions[1].end, b + 0x20000);
}

static void objects_lie_as_high_as_they_fit(void **state)
{
    struct free_list list = {
        { { 0x80200000, 0x80220000 }, { 0x80300000, 0x80304000 } }, 2
    };

    (void)state;
    /* too big, once aligned, for the upper region */
    assert_int_equal(memory_take(&list, 0x3000, 14), 0x80300000);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.regions[1].start, 0x80303000);
    assert_int_equal(memory_take(&list, 0x3000, 14), 0x8021c000);
    assert_int_equal(list.count, 3); /* below, above, and the upper one */
    assert_int_equal(list.regions[0].end, 0x8021c000);
    assert_int_equal(list.regions[1].start, 0x8021f000);
    assert_int_equal(list.regions[1].end, 0x80220000);
    assert_int_equal(memory_take(&list, 0x40000, 12), 0);
}

static void boot(void)
{
    host_ram_map(RAM_END_3_GIB);
    host_reset();
    boot_kernel(0x84000000, 0x84003000, 0x84000000 - 0x10000, 0x10040, 0, 0);
}

static struct cte *root_slots(void)
{
    return cap_cnode(ks.current->slots[TCB_CSPACE].cap);
}

static const struct boot_info *boot_info(void)
{
    return cap_object(root_slots()[SLOT_BOOT_INFO].cap);
}

/* The sizes that a region is cut into, by the rule as it is told above. */
static word_t expect_region(const struct untyped_desc *list, word_t at,
                            paddr_t start, paddr_t end)
{
    while (start < end) {
        word_t bits = 38;

        while (BIT(bits) > end - start ||
               (start != 0 && start != BIT(38) && start % BIT(bits)))
            bits--;
        if (bits >= 4) {
            assert_int_equal(list[at].paddr, start);
            assert_int_equal(list[at].size_bits, bits);
            at++;
        }
        start += BIT(bits);
    }
    return at;
}

static void a_boot_hands_out_all_memory(void **state)
{
    const struct boot_info *info;
    paddr_t block, block_end;
    word_t size, n;

    (void)state;
    boot();
    info = boot_info();
    /* The block: CNode, TCB, 4 pages, SC, one table for each level. */
    size = BIT(CNODE_BITS + 5) + 0x800 + 4 * 0x1000 + 0x80 + 2 * 0x1000;
    block = ALIGN_DOWN(RAM_END_3_GIB - size, CNODE_BITS + 5);
    block_end = block + size;
    assert_int_equal(ptr_to_phys(root_slots()), block);

    for (n = 0; n < EXAMPLE; n++) {
        assert_int_equal(info->untyped_list[n].paddr, example[n].start);
        assert_int_equal(info->untyped_list[n].size_bits, example[n].bits);
        assert_int_equal(info->untyped_list[n].is_device, 1);
    }
    n = expect_region(info->untyped_list, n, RAM_BASE, HOST_BOOT_END);
    n = expect_region(info->untyped_list, n, HOST_END, 0x84000000);
    n = expect_region(info->untyped_list, n, 0x84003000, block);
    n = expect_region(info->untyped_list, n, block_end, RAM_END_3_GIB);
    assert_int_equal(info->untyped.end - info->untyped.start, n);
    for (word_t i = EXAMPLE; i < n; i++)
        assert_int_equal(info->untyped_list[i].is_device, 0);
}

static void a_boot_fills_the_slots_of_the_api(void **state)
{
    static const uint8_t types[] = {
        0, 12, 10, 3, 14, 11, 13, 0, 0, 1, 1, 20, 0, 0, 22, 0,
    };
    const struct boot_info *info = boot_info();
    word_t filled = 0;

    (void)state;
    for (word_t i = 0; i < SLOT_FIRST_DYNAMIC; i++)
        assert_int_equal(root_slots()[i].cap.type, types[i]);
    for (word_t i = 0; i < BIT(CNODE_BITS); i++) {
        struct cte *slot = &root_slots()[i];

        if (slot->cap.type == CAP_NULL)
            continue;
        filled = i + 1;
        assert_true(cdt_is_orig(slot) && cdt_is_head(slot));
        assert_null(slot->prev);
    }
    assert_int_equal(info->image_paging.start, 16);
    assert_int_equal(info->image_paging.end, 18);
    assert_int_equal(info->sched_control.start, 18);
    assert_int_equal(info->image_frames.start, 19);
    assert_int_equal(info->image_frames.end, 22);
    assert_int_equal(info->untyped.start, 22);
    assert_int_equal(info->empty.start, filled);
    assert_int_equal(info->empty.end, BIT(CNODE_BITS));
}

static void the_initial_thread_starts_as_told(void **state)
{
    const struct tcb *t = ks.current;
    const word_t image_end = 0x10000 + 0x3000;

    (void)state;
    assert_int_equal(t->context.r[REG_PC], 0x10040);
    assert_int_equal(t->context.r[REG_A0], image_end + 0x1000);
    assert_int_equal(boot_info()->ipc_buffer, image_end);
    assert_int_equal(t->priority, 255);
    assert_int_equal(t->mcp, 255);
    assert_int_equal(t->state, STATE_RUNNING);
    assert_int_equal(t->sc->period, 0);
    assert_int_equal(host.asid, 1);
    assert_int_equal(host.root,
                     ptr_to_phys(cap_object(root_slots()[SLOT_VSPACE].cap)));
    assert_int_equal(host.deadline, 50000 - TIMER_PRECISION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(devices_are_split_as_in_the_example),
        cmocka_unit_test(pieces_below_16_bytes_are_lost),
        cmocka_unit_test(free_memory_is_what_nobody_uses),
        cmocka_unit_test(objects_lie_as_high_as_they_fit),
        cmocka_unit_test(a_boot_hands_out_all_memory),
        cmocka_unit_test(a_boot_fills_the_slots_of_the_api),
        cmocka_unit_test(the_initial_thread_starts_as_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
