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
#define KERNEL_BASE    0x80200000ul /* the lowest memory of the kernel */
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

/* Memory ends where the first device untyped above the kernel begins. */
static seL4_Word end_of_memory(void)
{
    const seL4_BootInfo *info = seL4_GetBootInfo();
    seL4_Word end = 0;

    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        const seL4_UntypedDesc *u = &info->untypedList[i];

        if (u->isDevice && u->paddr >= KERNEL_BASE && (!end || u->paddr < end))
            end = u->paddr;
    }
    return end;
}

static void *map_device(struct objects *pool, struct address_space *space,
                        seL4_Word type, seL4_Word size_bits, seL4_Word paddr)
{
    seL4_CPtr frame;
    seL4_Word vaddr;

    if (objects_create_device(pool, type, paddr, &frame) != seL4_NoError ||
        address_space_place(pool, space, frame, size_bits, seL4_ReadWrite,
                            seL4_RISCV_ExecuteNever, &vaddr) != seL4_NoError)
        __builtin_trap();
    return (void *)vaddr;
}

void samples_open(struct objects *pool, struct address_space *space)
{
    finisher = map_device(pool, space, seL4_RISCV_4K_Page, seL4_PageBits,
                          FINISHER_PADDR);
    region = map_device(pool, space, seL4_RISCV_Mega_Page, seL4_LargePageBits,
                        end_of_memory());
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
