/* SPDX-License-Identifier: MIT
 *
 * Slots and types as text: capscan.h. No system call is made here.
 */
#include "capscan.h"

#include <stdio.h>

enum { LINE_BYTES = 64 }; /* more than any line has */

static const char *name_of(unsigned type)
{
    static const char *const names[] = {
        [1] = "frame",
        [2] = "untyped",
        [3] = "page table",
        [4] = "endpoint",
        [6] = "notification",
        [8] = "reply",
        [10] = "CNode",
        [11] = "ASID control",
        [12] = "TCB",
        [13] = "ASID pool",
        [14] = "IRQ control",
        [16] = "IRQ handler",
        [18] = "zombie",
        [20] = "domain",
        [22] = "scheduling context",
        [24] = "scheduling control",
        [CAPSCAN_SOMETHING] = "a capability",
    };
    const char *name = NULL;

    if (type < sizeof names / sizeof *names)
        name = names[type];
    return name ? name : "of a type without a name";
}

static int print_line(char *text, size_t size, uint32_t first, uint32_t last,
                      unsigned type)
{
    if (first == last)
        return snprintf(text, size, "%6u          %s\n", first, name_of(type));
    return snprintf(text, size, "%6u..%-6u  %s\n", first, last, name_of(type));
}

uint32_t capscan_text(const struct capscan *scan, uint32_t first, char *text,
                      size_t size)
{
    uint32_t slot = first;
    size_t at = 0;

    text[0] = '\0';
    while (slot < scan->slots && size - at >= LINE_BYTES) {
        unsigned type = capscan_identify(scan, slot);
        uint32_t next = slot + 1;

        while (type && next < scan->slots &&
               capscan_identify(scan, next) == type)
            next++;
        if (type)
            at +=
                (size_t)print_line(text + at, size - at, slot, next - 1, type);
        slot = next;
    }
    return slot < scan->slots ? slot : 0;
}
