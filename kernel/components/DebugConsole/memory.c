/* SPDX-License-Identifier: MIT
 *
 * Commands about memory, and tests of the memory manager from the outside.
 *
 * The tests look at the figures of the console's own account before and after
 * they have allocated and freed: they must be the same to the byte, and the
 * slots must be empty again, or a capability has stayed.
 */
#include <camkes.h>
#include <slots.h>
#include <stdio.h>

#include "shell.h"

extern struct slots slots;

/* -- figures --------------------------------------------------------------- */

static void print_row(const char *name, uint64_t all, uint64_t own)
{
    printf("%-16s %14lu %14lu\n", name, all, own);
}

COMMAND(command_mstats)
{
    struct memory_stats all, own;
    int error = memory_stats_all(&all);

    if (error == MEMORY_OK)
        error = memory_stats(MEMORY_OWN_ACCOUNT, &own);
    if (error != MEMORY_OK)
        return fail_with(a, "figures", memory_error_text(error));
    printf("%-16s %14s %14s\n", "MEMORY", "ALL", "CONSOLE");
    print_row("bytes allocated", all.allocated, own.allocated);
    print_row("bytes free", all.free, own.free);
    print_row("bytes requested", all.requested, own.requested);
    print_row("bytes overhead", all.allocated - all.requested,
              own.allocated - own.requested);
    print_row("objects", all.objects, own.objects);
    print_row("batches", all.batches, own.batches);
    printf("since boot\n");
    print_row("bytes requested", all.requested_ever, own.requested_ever);
    print_row("objects", all.objects_ever, own.objects_ever);
    print_row("out of memory", all.out_of_memory, own.out_of_memory);
    print_row("pieces too small", all.too_small, own.too_small);
    print_row("over quota", all.over_quota, own.over_quota);
    return DONE;
}

COMMAND(command_mdebug)
{
    int error = memory_debug();

    return error == MEMORY_OK ? DONE
                              : fail_with(a, "log", memory_error_text(error));
}

/* -- tests ----------------------------------------------------------------- */

static bool is_empty(seL4_CPtr slot)
{
    /* Moving nothing is refused before anything else. */
    return seL4_CNode_Move(CAMKES_OWN_CNODE, slot, seL4_WordBits,
                           CAMKES_OWN_CNODE, slot,
                           seL4_WordBits) == seL4_FailedLookup;
}

/* Allocates objects in a row of slots. 0 in *first: there is no such row. */
static int allocate(uint32_t type, uint32_t bits, uint32_t count,
                    uint32_t lifetime, seL4_CPtr *first, uint32_t *batch)
{
    struct memory_object object = { type, bits, count, 0 };
    int error;

    *first = slots_take_row(&slots, count);
    if (*first == seL4_CapNull)
        return MEMORY_TOO_MANY;
    object.slot = (uint32_t)*first;
    error = memory_alloc(MEMORY_OWN_ACCOUNT, 1, &object, lifetime,
                         CAMKES_OWN_CNODE, batch);
    if (error != MEMORY_OK)
        slots_give_row(&slots, *first, count);
    return error;
}

/* Frees them. @return how many slots are not empty then */
static unsigned free_all(seL4_CPtr first, uint32_t count, uint32_t batch)
{
    unsigned left = 0;

    memory_free(MEMORY_OWN_ACCOUNT, batch);
    for (uint32_t i = 0; i < count; i++)
        left += !is_empty(first + i);
    slots_give_row(&slots, first, count);
    return left;
}

static bool is_same(const struct memory_stats *a, const struct memory_stats *b)
{
    return a->allocated == b->allocated && a->free == b->free &&
           a->requested == b->requested && a->objects == b->objects &&
           a->batches == b->batches;
}

static enum result judge(const struct arguments *a,
                         const struct memory_stats *before, unsigned left)
{
    struct memory_stats after;

    if (memory_stats(MEMORY_OWN_ACCOUNT, &after) != MEMORY_OK ||
        !is_same(before, &after) || left)
        return shell_fail(a,
                          "not all of it came back: %u slots are full; "
                          "compare 'mstats'",
                          left);
    printf("%s: all of it came back\n", a->command);
    return DONE;
}

COMMAND(command_test_alloc)
{
    static const uint32_t counts[] = { 1, 3, 16, 64, 200 };
    enum { BATCHES = sizeof counts / sizeof counts[0] };
    uint32_t batch[BATCHES];
    seL4_CPtr first[BATCHES];
    struct memory_stats before;
    unsigned made = 0, left = 0;
    int error = memory_stats(MEMORY_OWN_ACCOUNT, &before);

    for (; error == MEMORY_OK && made < BATCHES; made++) {
        error = allocate(seL4_RISCV_4K_Page, 0, counts[made], made % 2,
                         &first[made], &batch[made]);
        if (error == MEMORY_OK)
            printf("%4u page%s\n", counts[made], counts[made] == 1 ? "" : "s");
        else
            break;
    }
    for (unsigned i = 0; i < made; i++) /* not in the opposite order */
        left += free_all(first[i], counts[i], batch[i]);
    if (error != MEMORY_OK)
        return fail_with(a, "pages", memory_error_text(error));
    return judge(a, &before, left);
}

COMMAND(command_test_obj_alloc)
{
    static const struct {
        const char *name;
        uint32_t type, bits;
    } kinds[] = {
        { "untyped memory, 4 KiB", seL4_UntypedObject, 12 },
        { "thread", seL4_TCBObject, 0 },
        { "endpoint", seL4_EndpointObject, 0 },
        { "notification", seL4_NotificationObject, 0 },
        { "CNode of 16 slots", seL4_CapTableObject, 4 },
        { "scheduling context", seL4_SchedContextObject,
          seL4_MinSchedContextBits },
        { "reply object", seL4_ReplyObject, 0 },
        { "page table", seL4_RISCV_PageTableObject, 0 },
        { "page, 4 KiB", seL4_RISCV_4K_Page, 0 },
        { "page, 2 MiB", seL4_RISCV_Mega_Page, 0 },
    };
    struct memory_stats before;
    unsigned left = 0;
    int error = memory_stats(MEMORY_OWN_ACCOUNT, &before);

    for (size_t i = 0; error == MEMORY_OK && i < sizeof kinds / sizeof *kinds;
         i++) {
        seL4_CPtr first;
        uint32_t batch;

        error = allocate(kinds[i].type, kinds[i].bits, 1, MEMORY_BRIEF, &first,
                         &batch);
        if (error != MEMORY_OK)
            return fail_with(a, kinds[i].name, memory_error_text(error));
        printf("     %s\n", kinds[i].name);
        left += free_all(first, 1, batch);
    }
    return judge(a, &before, left);
}
