/* SPDX-License-Identifier: MIT
 *
 * The boot information in words: memory, and the root task's capabilities.
 * All memory that the kernel does not keep is there as untyped.
 */
#include "facts.h"

#include <stdbool.h>
#include <start.h>
#include <stdio.h>

/* Number, total and largest size of the untypeds of one kind. */
static void print_untypeds(const seL4_BootInfo *info, bool device,
                           const char *kind)
{
    seL4_Word n = info->untyped.end - info->untyped.start;
    seL4_Word count = 0, bytes = 0, largest = 0;

    for (seL4_Word i = 0; i < n; i++) {
        const seL4_UntypedDesc *u = &info->untypedList[i];

        if (u->isDevice != device)
            continue;
        count++;
        bytes += LIBSEL4_BIT(u->sizeBits);
        if (u->sizeBits > largest)
            largest = u->sizeBits;
    }
    printf("  %-7s %4lu untypeds, %lu KiB, the largest 2^%lu bytes\n", kind,
           count, bytes >> 10, largest);
}

static void print_region(const char *what, seL4_SlotRegion region)
{
    printf("  %-12s slots %4lu..%lu\n", what, region.start, region.end);
}

void facts_print(const seL4_BootInfo *info)
{
    printf("This line, and all below, went through the driver here.\n\n"
           "Memory that the root task may give away:\n");
    print_untypeds(info, false, "normal");
    print_untypeds(info, true, "device");

    printf("Capabilities in its root CNode of 2^%lu slots:\n",
           info->initThreadCNodeSizeBits);
    print_region("image frames", info->userImageFrames);
    print_region("page tables", info->userImagePaging);
    print_region("untyped", info->untyped);
    print_region("empty", info->empty);

    printf("Image %p..%p, IPC buffer %p, boot information %p, "
           "device tree %lu bytes\n\n",
           (void *)__image_base, (void *)__image_end, (void *)info->ipcBuffer,
           (const void *)info, info->extraLen);
}
