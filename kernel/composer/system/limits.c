/* SPDX-License-Identifier: MIT
 *
 * The limits of system descriptions, for the manual: from the same constants
 * that the checks use.
 */
#include "model.h"
#include "system.h"

#include <inttypes.h>

static void row(FILE *out, const char *what, uint64_t low, uint64_t high,
                const char *unit)
{
    fprintf(out, "| %s | %" PRIu64 " | %" PRIu64 " | %s |\n", what, low, high,
            unit);
}

bool system_limits(FILE *out)
{
    fprintf(out, "| what | least | most | unit |\n|---|---|---|---|\n");
    row(out, "protection domains", 1, PDS_MAX, "");
    row(out, "length of a name", 1, NAME_BYTES_MAX, "bytes");
    row(out, "priority", 0, PRIORITY_MAX, "");
    row(out, "budget, period", BUDGET_MIN, BUDGET_MAX, "us");
    row(out, "stack", STACK_MIN / KIB, STACK_MAX / KIB, "KiB");
    row(out, "id of a channel, an interrupt, a child", 0, ID_MAX, "");
    row(out, "slot of an extra capability", 1, CAP_SLOT_MAX, "");
    row(out, "number of an interrupt", IRQ_MIN, IRQ_MAX, "");
    row(out, "channels", 0, CHANNELS_MAX, "");
    row(out, "maps, and setvars, of a protection domain", 0, LIST_MAX, "");
    row(out, "memory regions", 0, REGIONS_MAX, "");
    row(out, "pages of all memory regions", 0, FRAMES_MAX, "");
    row(out, "pages of all maps", 0, MAPPED_MAX, "");
    row(out, "domains", 0, DOMAINS_MAX, "");
    row(out, "entries of the schedule, with the end marker", 2, SCHEDULE_MAX,
        "");
    row(out, "duration of an entry", 1, DURATION_MAX_TICKS, "ticks of 100 ns");
    row(out, "length of a description", 1, DESCRIPTION_BYTES / KIB, "KiB");
    row(out, "length of a tag", 1, TAG_BYTES / KIB, "KiB");
    return !ferror(out);
}
