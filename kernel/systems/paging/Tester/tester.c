/* SPDX-License-Identifier: MIT
 *
 * Runs the tests one after the other, and looks after each whether memory is
 * as it was before; in the end whether the pager has all its slots.
 *
 *     tester: test_guard_page ok
 *     tester: FAILED kernel/systems/paging/Tester/memory.c:80: ...
 */
#include <camkes.h>
#include <memory.h>
#include <pager.h>
#include <stdio.h>

#include "serial_console.h"
#include "tests.h"
#include "verdict.h"
#include "workers.h"

#define TEST(name)  \
    {               \
#name, name \
    }

static const struct {
    const char *name;
    void (*run)(void);
} tests[] = {
    TEST(test_attach_refuses),
    TEST(test_spaces_are_limited),
    TEST(test_add_refuses),
    TEST(test_map_refuses),
    TEST(test_lazy_touch_counts_frames),
    TEST(test_linear_maps_eagerly),
    TEST(test_linear_is_all_or_nothing),
    TEST(test_mmap_free_va_no_overlap),
    TEST(test_guard_page),
    TEST(test_unmap_in_the_middle),
    TEST(test_memory_is_zeroed),
    TEST(test_memory_comes_back),
    TEST(test_mmap_file_bytes),
    TEST(test_mmap_private_vs_shared),
    TEST(test_one_frame_for_all),
    TEST(test_shared_within_a_bundle),
    TEST(test_package_is_executable),
    TEST(test_lost_file_is_reported),
    TEST(test_rights_are_kept),
    TEST(test_other_faults_are_reported),
    TEST(test_quota_is_reported),
    TEST(test_closed_account),
    TEST(test_closed_during_a_fault),
    TEST(test_detached_during_a_fault),
    TEST(test_old_endpoint_is_dead),
    TEST(test_two_threads_one_page),
    TEST(test_storm),
    TEST(test_many_lives),
};

static unsigned failed;

void verdict(bool is_true, const char *file, int number, const char *text)
{
    if (is_true)
        return;
    failed++;
    printf("tester: FAILED %s:%d: %s\n", file, number, text);
}

void verdict_need(bool is_true, const char *file, int number, const char *text)
{
    verdict(is_true, file, number, text);
    while (!is_true)
        seL4_Yield();
}

static struct memory_stats all_memory(void)
{
    struct memory_stats stats = { 0 };

    need(memory_stats_all(&stats) == MEMORY_OK);
    return stats;
}

static void run_one(const char *name, void (*test)(void))
{
    struct memory_stats before = all_memory(), after;
    unsigned was = failed;

    test();
    after = all_memory();
    check(after.objects == before.objects);
    check(after.batches == before.batches);
    check(after.requested == before.requested);
    check(after.allocated == before.allocated);
    if (failed == was)
        printf("tester: %s ok\n", name);
}

/* How many pages can be mapped for a space, in regions that get smaller. */
static unsigned map_all(uint32_t run)
{
    unsigned pages = 0;
    uint64_t at;

    for (unsigned chunk = 64; chunk > 0; chunk /= 4)
        while (mappings_map(run, chunk * 4096ul, PAGER_READ, PAGER_LINEAR, "",
                            0, &at) == PAGER_OK)
            pages += chunk;
    return pages;
}

/* Two spaces may have more pages than the pager has slots: so this is how many
 * slots it has to spare. */
static unsigned count_slots(void)
{
    struct space spaces[2];
    unsigned pages = 0;

    for (uint32_t i = 0; i < 2; i++) {
        need(space_make(&spaces[i], i + 1, "org.counter", 16 << 20) ==
             PAGER_OK);
        pages += map_all(i + 1);
    }
    space_end(&spaces[0]);
    space_end(&spaces[1]);
    return pages;
}

int run(void)
{
    unsigned slots_before, slots_after;

    serial_console();
    workers_prepare();
    slots_before = count_slots();
    for (unsigned i = 0; i < sizeof tests / sizeof *tests; i++)
        run_one(tests[i].name, tests[i].run);
    slots_after = count_slots();
    check(slots_after == slots_before);
    measure_faults();
    printf("tester: %u slots before, %u after, %u failures\n", slots_before,
           slots_after, failed);
    fuzz();
}
