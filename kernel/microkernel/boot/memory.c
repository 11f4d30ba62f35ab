/* SPDX-License-Identifier: MIT */
/*
 * Which physical memory is whose at boot.
 *
 * The order and the sizes of what is handed out are part of the API: tools
 * that prepare a system compute in advance where each object will lie. So the
 * algorithm is fixed to the byte.
 *
 *   RAM_BASE                                                     ram_end
 *   | kernel | tree | free | root image | free ... | objects | rest |
 *
 * The objects of the initial thread are one block, as high as it fits. What is
 * left becomes untyped capabilities: each region is cut, from its start, into
 * the largest naturally aligned powers of two. Alignment is judged on the
 * address in the kernel's window.
 */
#include "boot/memory.h"
#include "boot/boot.h"
#include "machine.h"

BOOT_CODE static void append(struct free_list *list, paddr_t start, paddr_t end)
{
    if (start < end && list->count < MAX_FREE_REGIONS)
        list->regions[list->count++] = (struct region){ start, end };
}

BOOT_CODE void memory_find_free(struct free_list *list, paddr_t ram_end,
                                const struct region *used, word_t count)
{
    paddr_t at = RAM_BASE;

    list->count = 0;
    for (word_t i = 0; i < count; i++) {
        if (used[i].start == used[i].end)
            continue;
        append(list, at, used[i].start);
        at = used[i].end;
    }
    append(list, at, ram_end);
}

/* Replaces region i by its parts below and above [start, end). */
BOOT_CODE static void cut(struct free_list *list, word_t i, paddr_t start,
                          paddr_t end)
{
    struct free_list old = *list;

    list->count = 0;
    for (word_t k = 0; k < old.count; k++) {
        if (k != i) {
            append(list, old.regions[k].start, old.regions[k].end);
        } else {
            append(list, old.regions[k].start, start);
            append(list, end, old.regions[k].end);
        }
    }
}

BOOT_CODE paddr_t memory_take(struct free_list *list, word_t size,
                              word_t align_bits)
{
    for (word_t i = list->count; i-- > 0;) {
        struct region r = list->regions[i];
        paddr_t start;

        if (r.end - r.start < size)
            continue;
        start = ALIGN_DOWN(r.end - size, align_bits);
        if (start >= r.start) {
            cut(list, i, start, start + size);
            return start;
        }
    }
    return 0;
}

BOOT_CODE void memory_split(struct region region,
                            void (*emit)(paddr_t start, word_t size_bits,
                                         bool device),
                            bool device)
{
    while (region.start != region.end) {
        word_t window = region.start + KERNEL_WINDOW;
        word_t bits = highest_bit(region.end - region.start);

        if (bits > MAX_UNTYPED_BITS)
            bits = MAX_UNTYPED_BITS;
        if (window != 0 && bits > lowest_bit(window))
            bits = lowest_bit(window);
        if (bits >= MIN_UNTYPED_BITS)
            emit(region.start, bits, device);
        region.start += BIT(bits);
    }
}
