/* SPDX-License-Identifier: MIT
 *
 * Tries out a block device: its first 256 sectors are overwritten.
 *
 * Every number that it prints is one that the test knows.
 */
#include <camkes.h>
#include <stdio.h>
#include <string.h>

#include "serial_console.h"

enum { SECTOR = 512, AT_ONCE = 128, SECTORS = 256, ROUNDS = 32 };

static uint8_t *bytes(void)
{
    return (uint8_t *)(uintptr_t)data;
}

static uint8_t byte_of(uint64_t sector, unsigned at)
{
    return (uint8_t)(sector * 7 + at * 13 + (at >> 8));
}

static void fill(uint64_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count * SECTOR; i++)
        bytes()[i] = byte_of(first + i / SECTOR, i % SECTOR);
}

static unsigned wrong(uint64_t first, uint32_t count)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < count * SECTOR; i++)
        n += bytes()[i] != byte_of(first + i / SECTOR, i % SECTOR);
    return n;
}

/* Writes and reads sectors `step` at a time. */
static void go_over(uint32_t step)
{
    unsigned done = 0, bad = 0;

    for (uint64_t first = 0; first < SECTORS; first += step) {
        fill(first, step);
        done += block_write(first, step) == 1;
    }
    printf("tester: %u writes of %u, flush %d\n", done, step, block_flush());
    done = 0;
    for (uint64_t first = 0; first < SECTORS; first += step) {
        memset(bytes(), 0xa5, step * SECTOR);
        done += block_read(first, step) == 1;
        bad += wrong(first, step);
    }
    printf("tester: %u reads of %u, %u bytes wrong\n", done, step, bad);
}

static void refusals(void)
{
    uint64_t sectors = block_sectors();
    const struct {
        uint64_t first;
        uint32_t count;
    } bad[] = {
        { 0, 0 },          { 0, AT_ONCE + 1 },         { 0, UINT32_MAX },
        { sectors, 1 },    { sectors - 1, 2 },         { UINT64_MAX, 1 },
        { UINT64_MAX, 2 }, { UINT64_MAX / SECTOR, 8 },
    };
    int reads = 0, writes = 0;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        reads += block_read(bad[i].first, bad[i].count);
        writes += block_write(bad[i].first, bad[i].count);
    }
    printf("tester: beyond the limits %d reads, %d writes\n", reads, writes);
    printf("tester: last sector %d\n", block_read(sectors - 1, 1));
}

/* What requests cost is counted from outside, from one of these to the next:
   the guest's own counter goes on while it waits for the disk. Who counts knows
   them by their addresses, at which the driver must have no code: so they lie
   far behind its end. */
void mark_reads(void);
void mark_writes(void);
void mark_end(void);

__asm__(".section .text.marks, \"ax\"\n"
        "    .skip 0x8000\n"
        "mark_reads: ret\n"
        "mark_writes: ret\n"
        "mark_end: ret\n"
        ".previous\n");

/* The same sectors time and again, as many as go at once. */
static void repeat(const char *what, int (*call)(uint64_t, uint32_t))
{
    unsigned done = 0;

    for (unsigned i = 0; i < ROUNDS; i++)
        done += call(SECTORS - AT_ONCE, AT_ONCE) == 1;
    printf("tester: %u times %s %u bytes\n", done, what, AT_ONCE * SECTOR);
}

int run(void)
{
    uint64_t sectors = block_sectors();

    serial_console();
    printf("tester: %llu sectors\n", (unsigned long long)sectors);
    if (sectors >= SECTORS) {
        mark_reads();
        repeat("read", block_read);
        mark_writes();
        repeat("wrote", block_write);
        mark_end();
        go_over(1);
        go_over(AT_ONCE);
    } else {
        printf("tester: read %d, write %d, flush %d\n", block_read(0, 1),
               block_write(0, 1), block_flush());
    }
    refusals();
    printf("tester: done\n");
    done_emit();
    return 0;
}
