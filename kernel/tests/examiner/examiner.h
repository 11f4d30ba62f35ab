/* SPDX-License-Identifier: MIT */
/*
 * What a test of a composed system may use.
 *
 * The examiner is a component, or a protection domain, of a system that was
 * composed for tests: it alone sees the result region, and talks to what the
 * student wrote like any other part of the system. Its tests are written and
 * judged like those of proctor (observe.h): they report, the host compares.
 *
 *     #include <camkes.h>
 *     #include "examiner.h"
 *
 *     TEST(answer_is_the_sum)
 *     {
 *         record_value("sum", (uint64_t)sums_add(2, 3));
 *     }
 *
 *     int run(void)
 *     {
 *         examiner_run((void *)region);
 *     }
 *
 * All tests of a boot run one after another on one thread; nothing is put
 * back between them. One that hangs or kills its system is ended by its
 * budget of guest instructions, and the host boots anew for those behind it.
 * A test ends by returning or by a CHECK that fails, on the examiner's own
 * thread only.
 *
 * The description gives the region as a device:
 *
 *     component ResultDevice { hardware; dataport Buf(0x200000) region; }
 *     result.region_paddr = 0x88000000;
 *     result.region_size = 0x200000;
 *
 *     <memory_region name="result" size="0x200000" phys_addr="0x88000000" />
 */
#pragma once

#include <stdbool.h>

#include "../proctor/observe.h"

enum {
    EXAMINER_REGION = 0x88000000, /* physical: behind 128 MiB of memory */
    EXAMINER_REGION_SIZE = 0x200000,
};

/**
 * Runs the tests that the host asks for, then ends the machine.
 *
 * @param region  address of the result region, mapped read and write
 */
_Noreturn void examiner_run(void *region);
