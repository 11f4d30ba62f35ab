/* SPDX-License-Identifier: MIT
 *
 * Frames of a caller: see frames.h.
 *
 * It is mapped only when it is known to be a frame of memory. One that is
 * larger than a page does not fit where the window is, and is refused there.
 */
#include "frames.h"

#include <camkes.h>

#include "copier.h"
#include "room.h"

enum { DEPTH = seL4_WordBits, RADIX_MAX = 32 };

/* Copies between the window, to which a frame is mapped, and memory of ours. */
static bool copy_mapped(seL4_CPtr frame, void *to, const void *from,
                        uint32_t length, seL4_CapRights_t rights)
{
    bool done;

    if (window_map(frame, 0, rights) != seL4_NoError)
        return false;
    done = copier_copy(to, from, length);
    seL4_RISCV_Page_Unmap(frame);
    return done;
}

static bool copy_frame(struct frames frames, uint32_t index, void *to,
                       const void *from, uint32_t length,
                       seL4_CapRights_t rights)
{
    seL4_CPtr slot = slots_take(&slots);
    bool done = false;

    if (!slot)
        return false;
    if (seL4_CNode_Copy(CAMKES_OWN_CNODE, slot, DEPTH, frames.cnode, index,
                        (seL4_Uint8)frames.bits,
                        seL4_AllRights) == seL4_NoError)
        done = window_is_memory(room.probe, slot) &&
               copy_mapped(slot, to, from, length, rights);
    slots_drop(&slots, slot);
    return done;
}

static uint32_t pages_of(uint32_t length)
{
    return (length + WINDOW_PAGE - 1) / WINDOW_PAGE;
}

static bool can_hold(struct frames frames, uint32_t length)
{
    return frames.cnode && frames.bits >= 1 && frames.bits <= RADIX_MAX &&
           pages_of(length) <= 1ull << frames.bits;
}

static uint32_t part(uint32_t length, uint32_t page)
{
    uint32_t rest = length - page * WINDOW_PAGE;

    return rest < WINDOW_PAGE ? rest : WINDOW_PAGE;
}

enum security_error frames_read(struct frames frames, void *to, uint32_t length)
{
    bool done = can_hold(frames, length);

    for (uint32_t i = 0; done && i < pages_of(length); i++)
        done = copy_frame(frames, i, (uint8_t *)to + i * WINDOW_PAGE,
                          window_page(0), part(length, i), seL4_CanRead);
    return done ? SECURITY_OK : SECURITY_BAD_FRAMES;
}

enum security_error frames_write(struct frames frames, const void *from,
                                 uint32_t length)
{
    bool done = can_hold(frames, length);

    for (uint32_t i = 0; done && i < pages_of(length); i++)
        done = copy_frame(frames, i, window_page(0),
                          (const uint8_t *)from + i * WINDOW_PAGE,
                          part(length, i), seL4_ReadWrite);
    return done ? SECURITY_OK : SECURITY_BAD_FRAMES;
}
