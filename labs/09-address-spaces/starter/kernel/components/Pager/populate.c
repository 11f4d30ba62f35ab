/* SPDX-License-Identifier: MIT */
/* Lab 09, starter: what stands in the place of the pieces. */

#include <logger.h>

/* Lab 09: says once in the log that a function is still to be written. */
#define LAB_09(function)                                \
    do {                                                \
        static bool told;                               \
                                                        \
        if (!told)                                      \
            log_error("pager", "%s: lab 09", function); \
        told = true;                                    \
    } while (0)

static enum pager_error fill(const struct space *space,
                             const struct region *region, uint64_t address,
                             seL4_CPtr frame)
{
    /* Lab 09: what the file has for this page, through the window. Until then
       every page is full of zeros. */
    LAB_09("fill");
    (void)file_of; /* called from here, and the next */
    (void)offset_of;
    (void)space;
    (void)region;
    (void)address;
    (void)frame;
    return PAGER_OK;
}

static enum pager_error place_all(struct space *space,
                                  const struct region *region, uint64_t address,
                                  const seL4_CPtr *frames, unsigned count,
                                  uint16_t batch)
{
    /* Lab 09: fill each frame and place it, until one cannot be. Until then
       they are all dropped. */
    LAB_09("place_all");
    (void)fill; /* called from here, and the next */
    (void)place;
    (void)space;
    (void)region;
    (void)address;
    (void)batch;
    for (unsigned i = 0; i < count; i++)
        slots_drop(&slots, frames[i]);
    return PAGER_NO_MEMORY;
}
