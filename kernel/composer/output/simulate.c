/* SPDX-License-Identifier: MIT
 *
 * The boot before the boot: which untyped memory the initial task will get,
 * and what the plan takes of it.
 *
 * The kernel's own code cuts the memory (microkernel/boot/memory.c); here is
 * what it is told: where the loader puts things, and how much the initial
 * task's objects take. Only the place of the block of objects matters, not
 * what is where in it.
 */
#include "output/simulate.h"

#include <inttypes.h>
#include <stdlib.h>

#include "boot/memory.h"
#include "initialiser/allocate.h"

enum {
    PAGE = 4096,
    TCB_BYTES = 2048,
    SC_BYTES = 128,
    FREE_SLOT_BITS = 5,
    TREE_HEADER = 16, /* of the extra boot information */
    BOOT_UNTYPEDS = 230,
};
#define RAM_START  0x80200000ull
#define DEVICE_END 0x8000000000ull

/* The kernel's own devices: interrupt controllers and the timer. */
static const struct region devices[] = {
    { 0x2000000, 0x2200000 },
    { 0xc000000, 0xc600000 },
};

static uint64_t page_up(uint64_t at)
{
    return (at + PAGE - 1) & ~(PAGE - 1ull);
}

static uint64_t pieces(uint64_t start, uint64_t end, unsigned bits)
{
    return ((end - 1) >> bits) - (start >> bits) + 1;
}

/* log2 of the bytes of the extra boot information; 0: there is none. */
static unsigned extra_bits(const struct machine *m)
{
    unsigned bits = 12;

    if (!m->tree_bytes)
        return 0;
    while (1ull << bits < page_up(m->tree_bytes + TREE_HEADER))
        bits++;
    return bits;
}

/* Takes the initial task's objects out of the free memory. */
static bool take_objects(struct free_list *free, const struct machine *m)
{
    unsigned extra = extra_bits(m);
    uint64_t extra_bytes = extra ? 1ull << extra : 0;
    uint64_t end = m->image_end + 2 * PAGE + extra_bytes;
    uint64_t tables =
        pieces(m->image_start, end, 30) + pieces(m->image_start, end, 21);
    unsigned cnode = m->cnode_bits + FREE_SLOT_BITS;
    unsigned align = cnode > 12 ? cnode : 12;

    if (extra > align)
        align = extra;
    return memory_take(free,
                       (1ull << cnode) + TCB_BYTES + 4 * PAGE + extra_bytes +
                           SC_BYTES + tables * PAGE,
                       align) != 0;
}

/* memory_split calls a function without context: this is its context. */
static struct allocation *emitting;

static void emit(paddr_t start, word_t size_bits, bool device)
{
    if (emitting->untypeds == BOOT_UNTYPEDS)
        return;
    emitting->untyped[emitting->untypeds++] = (struct allocate_untyped){
        .paddr = start, .size_bits = size_bits, .device = device
    };
}

static bool boot(struct allocation *a, const struct machine *m)
{
    uint64_t ram_end = 0x80000000ull + (m->ram_mib << 20);
    uint64_t tree = page_up(m->kernel_end);
    uint64_t image = page_up(tree + m->tree_bytes);
    uint64_t at = 0;
    struct region used[] = {
        { RAM_START, m->kernel_end },
        { tree, tree + m->tree_bytes },
        { image, image + (m->image_end - m->image_start) },
    };
    struct free_list free;

    if (used[2].end > ram_end)
        return false;
    memory_find_free(&free, ram_end, used, 3);
    if (!take_objects(&free, m))
        return false;
    emitting = a;
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
        memory_split((struct region){ at, devices[i].start }, emit, true);
        at = devices[i].end;
    }
    memory_split((struct region){ at, RAM_START }, emit, true);
    memory_split((struct region){ ram_end, DEVICE_END }, emit, true);
    memory_split((struct region){ RAM_START, m->kernel_boot_end }, emit, false);
    for (word_t i = 0; i < free.count; i++)
        memory_split(free.regions[i], emit, false);
    return true;
}

static const char *name_of(const struct plan *p, uint32_t object)
{
    const struct plan_object *objects =
        (const void *)((const char *)p + p->objects.offset);

    return (const char *)p + p->strings.offset + objects[object].name;
}

static bool finished(struct diagnostics *d, const struct plan *plan,
                     const struct machine *m, enum allocate_result result,
                     const struct allocate_step *step)
{
    switch (result) {
    case ALLOCATE_DONE:
        return true;
    case ALLOCATE_NO_MEMORY:
        diagnostics_error(
            d, NULL,
            "not enough memory: with %" PRIu64
            " MiB of RAM there is no room for '%s' of 2^%" PRIu32 " bytes",
            m->ram_mib, name_of(plan, step->object), step->size_bits);
        return false;
    case ALLOCATE_NO_ADDRESS:
        diagnostics_error(d, NULL,
                          "the physical address of '%s' is in no memory that "
                          "the system is given, or overlaps another region",
                          name_of(plan, step->object));
        return false;
    default:
        diagnostics_error(d, NULL,
                          "memory is cut into too many pieces; put regions "
                          "with a physical address closer together");
        return false;
    }
}

bool simulate(struct diagnostics *d, const struct plan *plan,
              const struct machine *machine, uint64_t *paddr)
{
    struct allocation *a = calloc(1, sizeof *a);
    struct allocate_step step;
    enum allocate_result result;
    bool done = false;

    for (uint64_t i = 0; i < plan->objects.count; i++)
        paddr[i] = PLAN_ANYWHERE;
    if (!a)
        return false;
    allocate_begin(a, plan);
    if (!boot(a, machine)) {
        diagnostics_error(d, NULL,
                          "not enough memory: %" PRIu64
                          " MiB of RAM cannot hold the system's image",
                          machine->ram_mib);
        free(a);
        return false;
    }
    do {
        result = allocate_next(a, &step);
        if (result == ALLOCATE_OBJECT)
            paddr[step.object] = step.paddr;
    } while (result == ALLOCATE_OBJECT || result == ALLOCATE_CUT);
    done = finished(d, plan, machine, result, &step);
    free(a);
    return done;
}
