/* SPDX-License-Identifier: MIT
 *
 * The result region and the end of the run; see samples.h.
 *
 * The region is written while operations are being measured, but never
 * between the two readings of a sample.
 */
#include "samples.h"

#include <stdio.h>
#include <string.h>

#define FINISHER_PADDR 0x100000ul
#define MAGIC          0x48434e4253534554ul /* "TESSBNCH" */

enum { FINISHER_PASS = 0x5555, FINISHER_FAIL = 0x3333 };
enum { NAME_BYTES = 56, REASON_BYTES = 112 };

struct series_record {
    char name[NAME_BYTES];
    seL4_Word count;
    seL4_Word sample[SAMPLES];
};

struct region {
    seL4_Word magic;
    seL4_Word count;
    char reason[REASON_BYTES];
    struct series_record series[];
};

_Static_assert(sizeof(struct region) == 128, "bench.py: HEADER");
_Static_assert(sizeof(struct series_record) == 576, "bench.py: SERIES");

static volatile seL4_Uint32 *finisher;
static struct region *region;

static volatile void *map_device(struct objects *pool,
                                 struct address_space *space, seL4_Word type,
                                 seL4_Word paddr)
{
    volatile void *at;

    if (address_space_map_device(pool, space, type, paddr, NULL, &at) !=
        seL4_NoError)
        __builtin_trap();
    return at;
}

void samples_open(struct objects *pool, struct address_space *space)
{
    finisher = map_device(pool, space, seL4_RISCV_4K_Page, FINISHER_PADDR);
    region =
        (struct region *)map_device(pool, space, seL4_RISCV_Mega_Page,
                                    objects_end_of_memory(seL4_GetBootInfo()));
    *region = (struct region){ .magic = MAGIC };
}

struct series series_begin(const char *name, unsigned wanted)
{
    struct series_record *record = &region->series[region->count++];

    REQUIRE((char *)(record + 1) <=
            (char *)region + LIBSEL4_BIT(seL4_LargePageBits));
    REQUIRE(strlen(name) < NAME_BYTES);
    REQUIRE(wanted >= 1 && wanted <= SAMPLES);
    *record = (struct series_record){ .count = 0 };
    strcpy(record->name, name);
    return (struct series){ .wanted = wanted, .record = record };
}

bool series_wants(const struct series *series)
{
    return series->seen < WARM_UPS + series->wanted;
}

void series_add(struct series *series, seL4_Word instructions)
{
    if (series->seen++ >= WARM_UPS)
        series->record->sample[series->record->count++] = instructions;
}

void samples_finish(void)
{
    for (;;)
        *finisher = FINISHER_PASS;
}

void samples_give_up(const char *file, int line, const char *what)
{
    snprintf(region->reason, REASON_BYTES, "%s:%d: %s", file, line, what);
    for (;;)
        *finisher = 1 << 16 | FINISHER_FAIL;
}
